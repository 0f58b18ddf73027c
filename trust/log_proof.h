// The proof that a message stands in the accountability log (design/trust.md 4.1.3, LogProof; 4.2). It travels beside a job and is not
// signed itself: the head that it leads to is.
#pragma once

#include "trust/log_entry.h"
#include "trust/log_tree.h"

namespace steward::trust {

struct LogProof {
    Bytes entry;               // the leaf, as write_entry gives it
    Bytes body;                // its words; names the message
    Digest salt{};             // commitment = SHA-256(salt ‖ body)
    uint64_t index = 0;        // of the leaf
    uint64_t size = 0;         // of the tree that `path` leads to: the head that the machine has
    std::vector<Digest> path;  // from the leaf up (RFC 9162, 2.1.3)
    std::string head;  // the signed note of that size with the cosignatures of witnesses; level 2 wants it, otherwise it may be empty
};
constexpr size_t most_proof_bytes = 128 * 1024, most_path = 64;

template <class Form>
void describe(Form& form, LogProof& proof) {
    form.must(1, proof.entry);
    form.must(2, proof.body);
    form.must(3, proof.salt);
    form.must(4, proof.index);
    form.must(5, proof.path);
    form.may(6, proof.head);
    form.must(7, proof.size);
    form.refuse_if(proof.entry.size() > most_entry_bytes || proof.body.size() > most_body_bytes || proof.path.size() > most_path ||
                   proof.head.size() > 16'384);
}

/// Whether the proof shows that the log of this size and root holds an entry that speaks of this message.
bool proves(const LogProof& proof, const Digest& message, uint64_t size, const Digest& root);

}  // namespace steward::trust
