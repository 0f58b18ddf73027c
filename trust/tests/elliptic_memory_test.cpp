// OpenSSL without memory: whatever piece it does not get, nothing verifies that should not, and nothing ends.
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstdlib>

#include "trust/elliptic.h"

namespace steward::trust {

namespace {
constexpr size_t plenty = SIZE_MAX;

// How many pieces are given until one is refused, and whether all later ones are refused too.
struct Memory {
    size_t left = plenty;
    bool stays_empty = false;
    bool has_refused = false;

    bool gives() {
        if (left == plenty || (has_refused && !stays_empty)) return true;
        if (left > 0) {
            --left;
            return true;
        }
        has_refused = true;
        return false;
    }
};
thread_local Memory memory;

// OpenSSL takes other functions only before it has asked for its first piece.
const bool is_ours = CRYPTO_set_mem_functions([](size_t size, const char*, int) { return memory.gives() ? std::malloc(size) : nullptr; },
                                              [](void* piece, size_t size, const char*, int) -> void* {
                                                  if (size == 0) {
                                                      std::free(piece);
                                                      return nullptr;
                                                  }
                                                  return memory.gives() ? std::realloc(piece, size) : nullptr;
                                              },
                                              [](void* piece, const char*, int) { std::free(piece); }) == 1;
}  // namespace

TEST(EllipticMemory, that_is_refused_at_any_place_verifies_nothing_false_and_spoils_nothing) {
    ASSERT_TRUE(is_ours) << "OpenSSL had memory before the story began";
    // RFC 6979, A.2.5, as in EllipticStory.
    const Bytes point = *from_hex(
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d446"
        "2299");
    const Bytes signature = *from_hex(
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
    const Digest digest = sha256(as_bytes("test")), other = sha256(as_bytes("tesu"));
    const auto without = [&](size_t piece, bool stays_empty, const Digest& of) {
        memory = {.left = piece, .stays_empty = stays_empty, .has_refused = false};
        const bool holds = p256_verifies(point, of, signature);
        const bool has_refused = memory.has_refused;
        memory = {};
        ERR_clear_error();
        return std::pair(holds, has_refused);
    };
    ASSERT_TRUE(p256_verifies(point, digest, signature));
    for (const bool stays_empty : {false, true}) {
        size_t pieces = 0, failed = 0;
        for (;; ++pieces) {
            const auto [holds, has_refused] = without(pieces, stays_empty, digest);
            if (!has_refused) break;
            failed += !holds;
            EXPECT_FALSE(without(pieces, stays_empty, other).first) << "piece " << pieces;
            EXPECT_TRUE(p256_verifies(point, digest, signature)) << "with memory again, after piece " << pieces;
        }
        EXPECT_GT(pieces, 20U);
        EXPECT_GT(failed, 20U) << "of " << pieces << " pieces";
        EXPECT_TRUE(without(pieces, stays_empty, digest).first);
    }
}

}  // namespace steward::trust
