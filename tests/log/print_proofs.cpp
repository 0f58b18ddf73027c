// Every proof that trust/log_tree.h makes, for another implementation to compare (tests/log/proofs_test.py): "i size n hashes..." and
// "c old size hashes...".
#include <cstdio>
#include <cstdlib>
#include <map>

#include "trust/log_tree.h"

int main(int count, char** given) {
    using namespace steward::trust;
    const uint64_t most = count > 1 ? std::strtoull(given[1], nullptr, 10) : 256;
    std::map<std::pair<unsigned, uint64_t>, Digest> nodes;
    TreeEdge edge;
    const FindNode find = [&](TreeNode node) -> steward::Result<Digest> { return nodes.at({node.level, node.number}); };
    const auto print = [](const std::vector<Digest>& hashes) {
        for (const auto& hash : hashes) std::printf(" %s", steward::to_hex(hash).c_str());
        std::printf("\n");
    };
    for (uint64_t size = 1; size <= most; ++size) {
        const Digest leaf = leaf_hash(steward::as_bytes("leaf " + std::to_string(size - 1)));
        nodes[{0, size - 1}] = leaf;
        edge.add(leaf, [&](TreeNode node, const Digest& hash) { nodes[{node.level, node.number}] = hash; });
        std::printf("r %lu", static_cast<unsigned long>(size));
        print({edge.root()});
        for (uint64_t index = 0; index < size; ++index) {
            std::printf("i %lu %lu", static_cast<unsigned long>(index), static_cast<unsigned long>(size));
            print(*inclusion_proof(index, size, find));
        }
        for (uint64_t old_size = 0; old_size <= size; ++old_size) {
            std::printf("c %lu %lu", static_cast<unsigned long>(old_size), static_cast<unsigned long>(size));
            print(*consistency_proof(old_size, size, find));
        }
    }
    return 0;
}
