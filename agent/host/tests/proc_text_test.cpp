#include "agent/host/proc_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::agent {
namespace {

TEST(ProcText, is_taken_line_by_line_and_word_by_word) {
    std::string_view text = "a  b\tc\n\n last", line;
    ASSERT_TRUE(take_line(text, line));
    EXPECT_EQ(take_word(line), "a");
    EXPECT_EQ(take_word(line), "b");
    EXPECT_EQ(take_word(line), "c");
    EXPECT_EQ(take_word(line), "");
    ASSERT_TRUE(take_line(text, line));
    EXPECT_EQ(line, "");
    ASSERT_TRUE(take_line(text, line));
    EXPECT_EQ(trimmed(line), "last");
    EXPECT_FALSE(take_line(text, line));
}

TEST(ProcText, knows_a_number_from_what_only_begins_like_one) {
    EXPECT_EQ(whole_number("18446744073709551615"), UINT64_MAX);
    for (const auto* text : {"", "-1", "+1", "1x", " 1", "18446744073709551616", "0x10", "1.0"}) EXPECT_FALSE(whole_number(text)) << text;
    EXPECT_EQ(decimal_number("0.44"), 0.44);
    for (const auto* text : {"", "-1", "nan", "inf", "1e5", "1.5x"}) EXPECT_FALSE(decimal_number(text)) << text;
}

TEST(ProcText, becomes_fit_for_a_message) {
    struct {
        std::string_view from, to;
    } cases[] = {
        {"plain", "plain"},
        {"Büro ☂ 🖥", "Büro ☂ 🖥"},
        {"a\tb\x7F"
         "c\x01",
         "a?b?c?"},
        {"\xFF\xC0\xAF", "???"},       // never UTF-8; overlong
        {"\xED\xA0\x80", "???"},       // half of a pair
        {"\xF4\x90\x80\x80", "????"},  // beyond Unicode
        {"\xC2\x85", "??"},            // a control character of the second row
        {"cut \xE2\x98", "cut ??"},
    };
    for (const auto& one : cases) EXPECT_EQ(printable(one.from), one.to);
    EXPECT_EQ(printable("ab☂", 4), "ab");
    EXPECT_EQ(printable("ab☂", 5), "ab☂");
}

}  // namespace
}  // namespace steward::agent
