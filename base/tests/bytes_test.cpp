#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/random.h"

namespace steward {
namespace {

TEST(Bytes, match_the_vectors_of_rfc_4648) {
    EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
    EXPECT_EQ(to_base64(as_bytes("fooba")), "Zm9vYmE=");
    EXPECT_EQ(to_base64(as_bytes("foob")), "Zm9vYg==");
    EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
    EXPECT_EQ(to_hex(as_bytes("foobar")), "666f6f626172");
}

TEST(Bytes, survive_every_text_form) {
    SeededRng rng(4711);
    for (size_t size = 0; size < 70; ++size) {
        Bytes bytes(size);
        rng.fill(bytes);
        EXPECT_EQ(from_hex(to_hex(bytes)).value(), bytes);
        EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
        EXPECT_EQ(from_base64url(to_base64url(bytes)).value(), bytes);
        EXPECT_EQ(from_base32(to_base32(bytes)).value(), bytes);
    }
}

TEST(Bytes, refuse_a_second_spelling) {
    EXPECT_FALSE(from_base64("Zm9vYh==")) << "left-over bits are not zero";
    EXPECT_FALSE(from_base64("Zm9vYg")) << "padding is missing";
    EXPECT_FALSE(from_base64url("Zm9vYg==")) << "padding where none belongs";
    EXPECT_FALSE(from_hex("abc"));
    EXPECT_FALSE(from_hex("zz"));
    EXPECT_FALSE(from_base32("mzxw"));
}

TEST(Bytes, compare_whole_secrets) {
    EXPECT_TRUE(equal_in_constant_time(as_bytes("secret"), as_bytes("secret")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("secret"), as_bytes("secreT")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("secret"), as_bytes("secret1")));
}

TEST(Crc32c, matches_the_vector_of_rfc_3720) {
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283u);
    EXPECT_EQ(crc32c(as_bytes("6789"), crc32c(as_bytes("12345"))), 0xe3069283u);
}

}  // namespace
}  // namespace steward
