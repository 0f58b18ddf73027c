#include "trust/log_proof.h"

namespace steward::trust {

bool proves(const LogProof& proof, const Digest& message, uint64_t size, const Digest& root) {
    const auto entry = read_entry(proof.entry);
    const auto body = read_body(proof.body);
    if (!entry || !body || body->message != message || message == Digest{}) return false;
    if (entry->commitment != commitment_of(proof.salt, proof.body)) return false;
    return proof.size == size && proof.index < size && is_included(leaf_hash(proof.entry), proof.index, size, proof.path, root);
}

}  // namespace steward::trust
