// What a machine has proofs of stands in the export, each at its place.
#include <algorithm>

#include "verify/judge.h"

namespace steward::verify {

// Of the clients whose chains the export names. A log that has another key by now has another tree.
void Judge::choose_proofs() {
    std::erase_if(known_.proofs, [&](const Proof& proof) {
        const bool is_of_these = is_of(proof.client);
        const bool is_of_this_log = proof.head.origin == verdict_.origin && is_signed(proof.head, log_);
        if (!is_of_these) {
            if (verdict_.foreign_proofs++ == 0) verdict_.foreign_client = proof.client;
        } else if (!is_of_this_log) {
            ++verdict_.uncompared_proofs;
        }
        return !is_of_these || !is_of_this_log;
    });
    if (verdict_.foreign_proofs + verdict_.uncompared_proofs > 0) verdict_.compared = false;
    std::ranges::sort(known_.proofs, {}, &Proof::index);
}

// The places that the next part of the tree takes. `leaf`: of an entry; nothing: of what the export leaves out.
bool Judge::proofs_stand(unsigned level, const Hash* leaf) {
    const uint64_t end = tree_.size() + (uint64_t{1} << level);
    for (; next_proof_ < known_.proofs.size() && known_.proofs[next_proof_].index < end; ++next_proof_) {
        const Proof& proof = known_.proofs[next_proof_];
        const std::string what = "an entry of " + minute_of(static_cast<int64_t>(proof.at)) + " at place " + with_commas(proof.index + 1);
        if (leaf == nullptr)
            return fault("proof_left_out",
                         "Your machine has the proof of " + what + ", and the export leaves it out: " +
                             (chains_.contains(proof.tag) ? "it was kept from you."
                                                          : "it was written into another chain than the one you are shown."));
        if (*leaf != proof.leaf)
            return fault("split_view",
                         "Your machine has the proof of " + what + ", and the export has another one there. Somebody shows two logs.");
        ++verdict_.proofs;
    }
    return true;
}

}  // namespace steward::verify
