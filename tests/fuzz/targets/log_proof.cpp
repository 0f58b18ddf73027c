// Entries, their words, and proofs: an inclusion or consistency proof made of arbitrary bytes never holds for a root that it does not give.
#include <cstring>

#include "tests/fuzz/input.h"
#include "trust/log_entry.h"
#include "trust/log_tree.h"

using namespace steward;
using namespace steward::trust;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const ByteView bytes(data, size);
    if (const auto entry = read_entry(bytes)) {
        const Bytes again = write_entry(*entry);
        fuzz::must(again.size() < size || std::equal(again.begin(), again.end(), data, data + size));
    }
    if (const auto body = read_body(bytes)) fuzz::must(write_body(*body).size() <= size);
    if (size < 16) return 0;
    uint64_t first = 0, second = 0;
    std::memcpy(&first, data, 8);
    std::memcpy(&second, data + 8, 8);
    std::vector<Digest> proof((size - 16) / 32);
    if (!proof.empty()) std::memcpy(proof.data(), data + 16, proof.size() * 32);
    const Digest leaf = leaf_hash(bytes), root = sha256(bytes);
    fuzz::must(!is_included(leaf, first, second, proof, root));
    fuzz::must(first == 0 || !is_consistent(first, leaf, second, root, proof));
    return 0;
}
