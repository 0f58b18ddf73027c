#include "trust/log_tree.h"

#include <gtest/gtest.h>

#include <map>

namespace steward::trust {

namespace {
// A log that keeps every complete subtree, as the server does.
class KeptTree {
public:
    void add(const Digest& leaf) {
        nodes_[{0, edge_.size()}] = leaf;
        edge_.add(leaf, [this](TreeNode node, const Digest& hash) { nodes_[{node.level, node.number}] = hash; });
        roots.push_back(edge_.root());
    }
    FindNode find() const {
        return [this](TreeNode node) -> Result<Digest> {
            const auto at = nodes_.find({node.level, node.number});
            if (at == nodes_.end()) return fail(ErrorKind::NotFound, "test.no_node", "no such node");
            return at->second;
        };
    }
    std::vector<Digest> roots{empty_root()};

private:
    TreeEdge edge_;
    std::map<std::pair<unsigned, uint64_t>, Digest> nodes_;
};

KeptTree tree_of(uint64_t size) {
    KeptTree tree;
    for (uint64_t i = 0; i < size; ++i) tree.add(leaf_hash(Bytes{static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)}));
    return tree;
}

Digest leaf_at(uint64_t i) { return leaf_hash(Bytes{static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)}); }

// With every hash corrupted in turn, with one more, with one less: never.
template <typename Holds>
void refuses_every_corruption(std::vector<Digest> proof, const Holds& holds) {
    for (auto& hash : proof) {
        hash[7] ^= 1;
        ASSERT_FALSE(holds(proof));
        hash[7] ^= 1;
    }
    proof.push_back(Digest{});
    ASSERT_FALSE(holds(proof));
    proof.pop_back();
    if (proof.empty()) return;
    proof.pop_back();
    ASSERT_FALSE(holds(proof));
}
}  // namespace

TEST(LogTree, has_the_roots_of_the_appendix) {
    // design/trust.md, appendix A: leaves are single bytes.
    const std::map<uint64_t, std::string> known = {{0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                                                   {1, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"},
                                                   {2, "a20bf9a7cc2dc8a08f5f415a71b19f6ac427bab54d24eec868b5d3103449953a"},
                                                   {3, "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688"},
                                                   {7, "3560191803028444b232018ac047fdb561c09c23a7a6876c85e08b5e4d48e9f3"},
                                                   {8, "ef7f49b620f6c7ea9b963a214da34b5021c6ded8ed57734380a311ab726aa907"}};
    KeptTree tree;
    for (uint8_t i = 0; i < 8; ++i) tree.add(leaf_hash(Bytes{i}));
    for (const auto& [size, root] : known) EXPECT_EQ(to_hex(tree.roots[size]), root) << size;
}

TEST(LogTree, every_entry_of_every_tree_up_to_256_is_shown_to_be_included_and_nothing_else_is) {
    const KeptTree tree = tree_of(256);
    for (uint64_t size = 1; size <= 256; ++size) {
        for (uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(index, size, tree.find());
            ASSERT_TRUE(proof);
            const auto holds = [&](std::span<const Digest> path) {
                return is_included(leaf_at(index), index, size, path, tree.roots[size]);
            };
            ASSERT_TRUE(holds(*proof)) << index << " of " << size;
            refuses_every_corruption(*proof, holds);
            ASSERT_FALSE(is_included(leaf_at(index + 1), index, size, *proof, tree.roots[size]));
            ASSERT_FALSE(is_included(leaf_at(index), index, size, *proof, tree.roots[size - 1]));
            ASSERT_FALSE(is_included(leaf_at(index), index + 1, size, *proof, tree.roots[size]));
        }
        ASSERT_FALSE(is_included(leaf_at(0), size, size, {}, tree.roots[size]));
    }
}

TEST(LogTree, every_tree_up_to_256_is_shown_to_continue_every_smaller_one_and_no_other) {
    const KeptTree tree = tree_of(256);
    for (uint64_t size = 0; size <= 256; ++size) {
        for (uint64_t old_size = 0; old_size <= size; ++old_size) {
            const auto proof = consistency_proof(old_size, size, tree.find());
            ASSERT_TRUE(proof);
            const auto holds = [&](std::span<const Digest> path) {
                return is_consistent(old_size, tree.roots[old_size], size, tree.roots[size], path);
            };
            ASSERT_TRUE(holds(*proof)) << old_size << " in " << size;
            refuses_every_corruption(*proof, holds);
            Digest other = tree.roots[old_size];
            other[0] ^= 1;
            ASSERT_FALSE(is_consistent(old_size, other, size, tree.roots[size], *proof));
            if (old_size < size && old_size > 0) {
                ASSERT_FALSE(is_consistent(old_size, tree.roots[old_size], size, other, *proof));
            }
            ASSERT_FALSE(is_consistent(size + 1, tree.roots[size], size, tree.roots[size], {}));
        }
    }
}

TEST(LogTree, a_cover_is_made_of_whole_subtrees_in_their_order) {
    for (uint64_t begin = 0; begin <= 70; ++begin) {
        for (uint64_t end = begin; end <= 70; ++end) {
            uint64_t at = begin;
            for (const TreeNode& node : cover(begin, end)) {
                ASSERT_EQ(node.number << node.level, at);
                at += uint64_t{1} << node.level;
            }
            ASSERT_EQ(at, end);
        }
    }
}

TEST(LogTree, the_edge_goes_on_where_it_was_kept) {
    const KeptTree tree = tree_of(100);
    for (uint64_t size = 0; size < 100; ++size) {
        std::vector<Digest> kept;
        for (const TreeNode& node : cover(0, size)) kept.push_back(*tree.find()(node));
        TreeEdge edge(size, kept);
        ASSERT_EQ(edge.root(), tree.roots[size]);
        edge.add(leaf_at(size));
        ASSERT_EQ(edge.root(), tree.roots[size + 1]);
    }
}

TEST(LogTree, proofs_of_absurd_sizes_are_refused) {
    const std::vector<Digest> long_proof(most_proof_hashes + 1);
    EXPECT_FALSE(is_included(Digest{}, 0, most_leaves, long_proof, Digest{}));
    EXPECT_FALSE(is_included(Digest{}, 0, UINT64_MAX, std::span(long_proof).first(63), Digest{}));
    EXPECT_FALSE(is_consistent(1, Digest{}, UINT64_MAX, Digest{}, std::span(long_proof).first(63)));
    EXPECT_FALSE(is_consistent(2, Digest{}, 1, Digest{}, {}));
}

TEST(LogTree, the_root_of_every_smaller_tree_is_found_in_a_larger_one) {
    const KeptTree tree = tree_of(100);
    for (uint64_t size = 0; size <= 100; ++size) {
        const auto root = root_of(size, tree.find());
        ASSERT_TRUE(root) << size;
        EXPECT_EQ(*root, tree.roots[size]) << size;
    }
}

TEST(LogTree, a_hash_that_is_not_kept_makes_no_root_and_no_proof) {
    const KeptTree tree = tree_of(10);
    const auto no_node = [](const auto& result) { return !result && result.error().code == "test.no_node"; };
    EXPECT_TRUE(no_node(root_of(11, tree.find())));
    EXPECT_TRUE(no_node(inclusion_proof(3, 11, tree.find())));
    EXPECT_TRUE(no_node(consistency_proof(7, 11, tree.find())));
}

TEST(LogTree, a_proof_of_more_hashes_than_a_tree_is_high_is_refused_unread) {
    // With 64 of them it is read and does not hold; the largest tree has no more than 62.
    const std::vector<Digest> hashes(most_proof_hashes + 1);
    EXPECT_FALSE(is_consistent(1, Digest{}, most_leaves, Digest{}, std::span(hashes).first(most_proof_hashes)));
    EXPECT_FALSE(is_consistent(1, Digest{}, most_leaves, Digest{}, hashes));
    EXPECT_FALSE(is_included(Digest{}, 0, most_leaves, std::span(hashes).first(most_proof_hashes), Digest{}));
    EXPECT_FALSE(is_included(Digest{}, 0, most_leaves, hashes, Digest{}));
}

}  // namespace steward::trust
