// The client's consent to a job or a policy: whether its machines want it, as far as their grants are known here, and whether somebody of
// the client's signed. A machine's own administrator may want it since; the gate decides.
#pragma once

#include "signer/draft.h"
#include "signer/own_chain.h"

namespace steward::signer {

enum class Consent : uint8_t {
    NotWanted,
    Given,
    Missing,
    NotKnown,  // whether it is wanted: no grant of a machine was seen here, and somebody could give it
};

/// Of a draft that is neither job nor policy: NotWanted.
Consent consent_to(const Draft& draft, const OwnChain& chain);

/// Whether this key may give it.
bool may_consent(const trust::KeyRecord& key, trust::JobClass job_class, const trust::ShortId& client);

}  // namespace steward::signer
