#include "base/spoken.h"

#include <gtest/gtest.h>

namespace steward {
namespace {

TEST(Spoken, is_read_aloud_in_groups_of_four_digits) {
    EXPECT_EQ(spoken(Bytes{0x1f, 0x3a, 0x5b, 0x7c, 0x09}), "1f3a-5b7c-09");
    EXPECT_EQ(spoken({}), "");
    EXPECT_EQ(spoken(Bytes(32, 0xab)).size(), 64U + 15U);
}

TEST(Spoken, is_typed_as_it_is_read_or_as_it_is_heard) {
    const Bytes number{0x1f, 0x3a, 0x5b, 0x7c, 0x09, 0xfe};
    for (const char* typed : {"1f3a-5b7c-09fe", "1f3a 5b7c 09fe", "1f3a5b7c09fe", "1F3A-5B7C-09FE", " 1f-3a-5b-7c-09-fe "})
        EXPECT_EQ(from_spoken(typed), number) << typed;
    for (const char* wrong : {"1f3", "1f3a_5b7c", "1f3a-5b7g", "0x1f", "1f3a,5b7c"}) EXPECT_EQ(from_spoken(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace steward
