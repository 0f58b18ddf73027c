#include "base/utf8.h"

#include <gtest/gtest.h>

namespace steward {

TEST(Utf8, has_one_form_for_each_character) {
    for (const auto* fine : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                             "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
                             "Gr\xc3\xbc\xc3\x9f"
                             "e"})
        EXPECT_TRUE(is_utf8(fine)) << fine;
    for (const auto* broken : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xef\xbf", "\xf0\x8f\xbf\xbf",
                               "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3"})
        EXPECT_FALSE(is_utf8(broken)) << broken;
}

TEST(Utf8, characters_have_one_to_four_bytes) {
    EXPECT_EQ(utf8_length(""), 0u);
    EXPECT_EQ(utf8_length("ab"), 1u);
    EXPECT_EQ(utf8_length("\xc3\xbc"
                          "x"),
              2u);
    EXPECT_EQ(utf8_length("\xe2\x82\xac"), 3u);
    EXPECT_EQ(utf8_length("\xf0\x9f\x98\x80"), 4u);
}

}  // namespace steward
