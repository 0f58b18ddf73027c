// The P-256 signature of RFC 6979, A.2.5, and everything beside it.
#include "trust/elliptic.h"

#include <gtest/gtest.h>

namespace steward::trust {

struct EllipticStory : testing::Test {
    // The key of the appendix, and its signature over "test" with SHA-256: s is in the lower half as it stands there.
    Bytes point = *from_hex(
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d446"
        "2299");
    Bytes signature = *from_hex(
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
    Digest digest = sha256(as_bytes("test"));
    Bytes order = *from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    bool holds_with(const Bytes& r, const Bytes& s) const {
        Bytes both = r;
        both.insert(both.end(), s.begin(), s.end());
        return p256_verifies(point, digest, both);
    }
    Bytes r() const { return {signature.begin(), signature.begin() + 32}; }
    Bytes s() const { return {signature.begin() + 32, signature.end()}; }
};

TEST_F(EllipticStory, the_signature_of_the_specification_holds_for_its_message_only) {
    EXPECT_TRUE(p256_verifies(point, digest, signature));
    EXPECT_FALSE(p256_verifies(point, sha256(as_bytes("tesu")), signature));
    for (size_t bit = 0; bit < signature.size() * 8; ++bit) {
        Bytes flipped = signature;
        flipped[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
        EXPECT_FALSE(p256_verifies(point, digest, flipped)) << bit;
    }
}

TEST_F(EllipticStory, s_in_the_upper_half_is_refused_though_the_curve_would_take_it) {
    // RFC 6979 over "sample", as it stands there and with n - s in the place of s.
    digest = sha256(as_bytes("sample"));
    const Bytes r = *from_hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
    EXPECT_FALSE(holds_with(r, *from_hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")));
    EXPECT_TRUE(holds_with(r, *from_hex("0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9")));
}

TEST_F(EllipticStory, numbers_outside_of_the_group_are_refused) {
    const Bytes zero(32, 0), all_ones(32, 0xff);
    for (const Bytes& wrong : {zero, order, all_ones}) {
        EXPECT_FALSE(holds_with(wrong, s())) << to_hex(wrong);
        EXPECT_FALSE(holds_with(r(), wrong)) << to_hex(wrong);
    }
    EXPECT_FALSE(holds_with(zero, zero));
}

TEST_F(EllipticStory, a_signature_has_64_bytes) {
    Bytes longer = signature;
    longer.push_back(0);
    EXPECT_FALSE(p256_verifies(point, digest, longer)) << "the first 64 of them are good";
    EXPECT_FALSE(p256_verifies(point, digest, ByteView(signature).first(63)));
    EXPECT_FALSE(p256_verifies(point, digest, {}));
}

TEST_F(EllipticStory, a_key_is_a_whole_point_of_the_curve) {
    Bytes longer = point;
    longer.push_back(0);
    EXPECT_FALSE(p256_verifies(longer, digest, signature));
    EXPECT_FALSE(p256_verifies(ByteView(point).first(64), digest, signature));
    EXPECT_FALSE(p256_verifies({}, digest, signature));
    EXPECT_FALSE(p256_verifies(Bytes{0}, digest, signature)) << "the point at infinity";
    for (const int form : {0, 2, 3, 6, 7}) {
        Bytes other = point;
        other[0] = static_cast<uint8_t>(form);
        EXPECT_FALSE(p256_verifies(other, digest, signature)) << form;
    }
    Bytes short_form(point.begin(), point.begin() + 33);
    short_form[0] = 3;  // y is odd: the same point
    EXPECT_FALSE(p256_verifies(short_form, digest, signature)) << "a key has one form";
    Bytes beside = point;
    beside[64] ^= 1;
    EXPECT_FALSE(p256_verifies(beside, digest, signature));
}

}  // namespace steward::trust
