// Proofs that a machine kept of what ran on it (`steward-gate log --proofs`): an entry, its place in the tree, the path from there to a
// head that the log signed. What a provider shows in an export has to hold each of them.
#pragma once

#include "verify/entry.h"
#include "verify/note.h"

namespace steward::verify {

constexpr std::string_view first_line_of_proofs = "steward-gate-proofs/v1";

struct Proof {
    Hash leaf{};         // its hash in the tree
    uint64_t index = 0;  // of the leaf, from 0
    uint64_t at = 0;     // of the entry, milliseconds since 1970
    Hash tag{};          // of the chain that it is in
    std::array<uint8_t, 16> client{};
    Note head;  // that the path leads to
};

/// A line behind the first: "proof TIME MESSAGE PROOF HEAD". Nothing when it is none, when its words are not those of its entry, or when
/// its path does not lead to its head (RFC 9162, section 2.1.3.2). Whether the log signed that head is not asked here.
std::optional<Proof> read_proof(std::string_view line);

}  // namespace steward::verify
