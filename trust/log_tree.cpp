#include "trust/log_tree.h"

#include <sodium.h>

#include <bit>
#include <cassert>

namespace steward::trust {

namespace {
struct Range {
    uint64_t begin = 0, end = 0;
};

Digest hash_of(uint8_t kind, ByteView first, ByteView second) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &kind, 1);
    crypto_hash_sha256_update(&state, first.data(), first.size());
    crypto_hash_sha256_update(&state, second.data(), second.size());
    Digest digest;
    crypto_hash_sha256_final(&state, digest.data());
    return digest;
}

// The largest power of two below `size`, which is 2 or more: where RFC 9162 splits a tree.
uint64_t split_of(uint64_t size) { return std::bit_floor(size - 1); }

// From right to left: the last subtrees of a range are its smallest.
Digest fold(std::span<const Digest> hashes) {
    Digest hash = hashes.back();
    for (size_t i = hashes.size() - 1; i > 0; --i) hash = node_hash(hashes[i - 1], hash);
    return hash;
}

Result<Digest> hash_of(Range range, const FindNode& find) {
    std::vector<Digest> hashes;
    for (const TreeNode& node : cover(range.begin, range.end)) {
        STEWARD_TRY(const Digest hash, find(node));
        hashes.push_back(hash);
    }
    return fold(hashes);
}

Result<std::vector<Digest>> hashes_of(const std::vector<Range>& ranges, const FindNode& find) {
    std::vector<Digest> hashes;
    for (const Range& range : ranges) {
        STEWARD_TRY(const Digest hash, hash_of(range, find));
        hashes.push_back(hash);
    }
    return hashes;
}

// To the next place where the smaller tree's path turns right, or to the top.
void climb(uint64_t& at, uint64_t& last) {
    assert(at != 0);  // odd, or the last one of a tree that has more
    while ((at & 1) == 0) {
        at >>= 1;
        last >>= 1;
    }
}
}  // namespace

Digest leaf_hash(ByteView entry) { return hash_of(0, entry, {}); }

Digest node_hash(const Digest& left, const Digest& right) { return hash_of(1, left, right); }

Digest empty_root() { return sha256({}); }

bool is_included(const Digest& leaf, uint64_t index, uint64_t size, std::span<const Digest> proof, const Digest& root) {
    if (index >= size || size > most_leaves || proof.size() > most_proof_hashes) return false;
    uint64_t at = index, last = size - 1;
    Digest hash = leaf;
    for (const Digest& beside : proof) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            hash = node_hash(beside, hash);
            climb(at, last);
        } else {
            hash = node_hash(hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

bool is_consistent(uint64_t old_size, const Digest& old_root, uint64_t new_size, const Digest& new_root, std::span<const Digest> proof) {
    if (old_size > new_size || new_size > most_leaves || proof.size() > most_proof_hashes) return false;
    if (old_size == new_size) return proof.empty() && old_root == new_root;
    if (old_size == 0) return proof.empty() && old_root == empty_root();
    if (proof.empty()) return false;
    uint64_t at = old_size - 1, last = new_size - 1;
    while ((at & 1) != 0) {
        at >>= 1;
        last >>= 1;
    }
    // An old tree that is complete is itself a node of the new one, and no proof repeats it.
    Digest old_hash = std::has_single_bit(old_size) ? old_root : proof.front();
    if (!std::has_single_bit(old_size)) proof = proof.subspan(1);
    Digest new_hash = old_hash;
    for (const Digest& beside : proof) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            old_hash = node_hash(beside, old_hash);
            new_hash = node_hash(beside, new_hash);
            climb(at, last);
        } else {
            new_hash = node_hash(new_hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && old_hash == old_root && new_hash == new_root;
}

std::vector<TreeNode> cover(uint64_t begin, uint64_t end) {
    assert(begin <= end && end <= most_leaves);
    std::vector<TreeNode> nodes;
    while (begin < end) {
        const unsigned fits = static_cast<unsigned>(std::bit_width(end - begin)) - 1;
        const unsigned aligned = begin == 0 ? fits : static_cast<unsigned>(std::countr_zero(begin));
        const unsigned level = std::min(fits, aligned);
        nodes.push_back({level, begin >> level});
        begin += uint64_t{1} << level;
    }
    return nodes;
}

Result<Digest> root_of(uint64_t size, const FindNode& find) {
    if (size == 0) return empty_root();
    return hash_of(Range{0, size}, find);
}

Result<std::vector<Digest>> inclusion_proof(uint64_t index, uint64_t size, const FindNode& find) {
    assert(index < size && size <= most_leaves);
    std::vector<Range> beside;  // from the root down
    for (Range tree{0, size}; tree.end - tree.begin > 1;) {
        const uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
        const bool goes_left = index < middle;
        beside.push_back(goes_left ? Range{middle, tree.end} : Range{tree.begin, middle});
        tree = goes_left ? Range{tree.begin, middle} : Range{middle, tree.end};
    }
    return hashes_of({beside.rbegin(), beside.rend()}, find);
}

Result<std::vector<Digest>> consistency_proof(uint64_t old_size, uint64_t size, const FindNode& find) {
    assert(old_size <= size && size <= most_leaves);
    if (old_size == 0 || old_size == size) return std::vector<Digest>{};
    std::vector<Range> beside;  // from the root down
    Range tree{0, size};
    while (old_size != tree.end) {
        const uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
        const bool goes_left = old_size <= middle;
        beside.push_back(goes_left ? Range{middle, tree.end} : Range{tree.begin, middle});
        tree = goes_left ? Range{tree.begin, middle} : Range{middle, tree.end};
    }
    if (tree.begin != 0) beside.push_back(tree);  // the old tree's own last part; the whole of it is known
    return hashes_of({beside.rbegin(), beside.rend()}, find);
}

TreeEdge::TreeEdge(uint64_t size, std::vector<Digest> hashes) : size_(size), hashes_(std::move(hashes)) {
    assert(hashes_.size() == static_cast<size_t>(std::popcount(size)));
}

void TreeEdge::add(const Digest& leaf, const std::function<void(TreeNode, const Digest&)>& complete) {
    hashes_.push_back(leaf);
    ++size_;
    for (unsigned level = 1; (size_ & ((uint64_t{1} << level) - 1)) == 0; ++level) {
        const Digest right = hashes_.back();
        hashes_.pop_back();
        hashes_.back() = node_hash(hashes_.back(), right);
        if (complete) complete({level, (size_ >> level) - 1}, hashes_.back());
    }
}

Digest TreeEdge::root() const { return size_ == 0 ? empty_root() : fold(hashes_); }

}  // namespace steward::trust
