// Whether a person's signature under a message could count, and how many are there.
#pragma once

#include "signer/draft.h"
#include "signer/own_chain.h"

namespace steward::signer {

/// Whether this key is one that a message of this kind may be signed with; the sentence says why not. `chain`: nothing for a genesis.
/// Failure: Forbidden "signer.not_yours", Conflict "signer.signed_already", Invalid "signer.unreadable".
Status may_sign(const Draft& draft, const trust::KeyId& key, const OwnChain* chain, Instant now);

/// How many persons have signed, and how many it needs: "2 of 2 persons". Empty for messages of which it is not known here.
std::string state_of_signatures(const Draft& draft, const OwnChain* chain);

}  // namespace steward::signer
