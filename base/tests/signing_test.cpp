#include <gtest/gtest.h>

#include "base/signing.h"

namespace steward {

TEST(Signing, encodes_type_and_payload_with_their_lengths) {
    EXPECT_EQ(to_hex(pae("hello", as_bytes("abc"))),
              "4d53507631"
              "05"
              "68656c6c6f"
              "0000000000000003"
              "616263");
}

TEST(Signing, the_same_bytes_under_another_type_are_another_message) {
    EXPECT_NE(pae("enrol", as_bytes("x")), pae("hello", as_bytes("x")));
    EXPECT_NE(pae("a", as_bytes("bc")), pae("ab", as_bytes("c")));
}

}  // namespace steward
