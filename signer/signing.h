// Whether a person's signature under a message could count, and how many are there.
#pragma once

#include "signer/draft.h"
#include "signer/own_chain.h"

namespace steward::signer {

/// Whether this key is one that a message of this kind may be signed with; the sentence says why not. `chain`: nothing for a genesis.
/// Failure: Forbidden "signer.not_yours", Conflict "signer.signed_already", Invalid "signer.unreadable".
Status may_sign(const Draft& draft, const trust::KeyId& key, const OwnChain* chain, Instant now);

/// Takes out signatures under work and under a new link of the chain that do not hold or are of keys that are not known here, and says how
/// many: whoever can write into the file makes nobody believe that a colleague has signed.
size_t drop_what_does_not_hold(Draft& draft, const OwnChain& chain);

/// A job's draft becomes one's own: authority, place in the chain and holder come from the signer, whatever was drafted. A job that
/// names an authority or that somebody has signed stays as it is. Failure: Forbidden "signer.another_authority".
Status fill_draft(Draft& draft, const OwnChain& chain, const std::string& person);

/// Whether those who must have signed did, as far as it is known here: what is not complete is not handed over.
bool is_complete(const Draft& draft, const OwnChain* chain);

/// How many persons have signed, and how many it needs: "2 of 2 persons". Empty for messages of which it is not known here.
std::string state_of_signatures(const Draft& draft, const OwnChain* chain);

}  // namespace steward::signer
