// The tree of the accountability log (design/trust.md 4.2): Merkle tree hashing, inclusion and consistency proofs as RFC 9162,
// section 2.1. Whoever keeps the hashes of complete subtrees can make every proof; whoever checks one needs nothing but the proof.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "trust/digest.h"

namespace steward::trust {

/// Longer proofs are refused unread: no tree of fewer than 2^62 leaves has one.
constexpr size_t most_proof_hashes = 64;
constexpr uint64_t most_leaves = uint64_t{1} << 62;

Digest leaf_hash(ByteView entry);                           // SHA-256(0x00 ‖ entry)
Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(0x01 ‖ left ‖ right)
Digest empty_root();                                        // SHA-256 of nothing

/// Whether `leaf` stands at `index` of the tree with `size` leaves and this root (RFC 9162, 2.1.3.2). False for everything else.
bool is_included(const Digest& leaf, uint64_t index, uint64_t size, std::span<const Digest> proof, const Digest& root);

/// Whether the newer tree begins with all leaves of the older one (RFC 9162, 2.1.4.2). Of the empty tree every other is a
/// continuation, with an empty proof.
bool is_consistent(uint64_t old_size, const Digest& old_root, uint64_t new_size, const Digest& new_root, std::span<const Digest> proof);

/// A complete subtree: over the leaves from `number << level`, 2^level of them.
struct TreeNode {
    unsigned level = 0;
    uint64_t number = 0;
    bool operator==(const TreeNode&) const = default;
};

/// The fewest complete subtrees that together hold exactly the leaves [begin, end), from left to right. At most 126.
std::vector<TreeNode> cover(uint64_t begin, uint64_t end);

/// The hash of a complete subtree, from wherever they are kept.
using FindNode = std::function<Result<Digest>(TreeNode)>;

/// Each asks for O(log size) nodes. `index < size`, `old_size <= size` (asserted).
Result<Digest> root_of(uint64_t size, const FindNode& find);
Result<std::vector<Digest>> inclusion_proof(uint64_t index, uint64_t size, const FindNode& find);
Result<std::vector<Digest>> consistency_proof(uint64_t old_size, uint64_t size, const FindNode& find);

/// The right edge of a growing tree: what is needed to add leaves and to know the root, O(log size) hashes.
class TreeEdge {
public:
    /// An edge that was kept: the hashes of `cover(0, size)`, in that order.
    TreeEdge(uint64_t size, std::vector<Digest> hashes);
    TreeEdge() = default;

    /// Adds a leaf; tells each inner node that became complete with it.
    void add(const Digest& leaf, const std::function<void(TreeNode, const Digest&)>& complete = {});
    uint64_t size() const { return size_; }
    Digest root() const;

private:
    uint64_t size_ = 0;
    std::vector<Digest> hashes_;
};

}  // namespace steward::trust
