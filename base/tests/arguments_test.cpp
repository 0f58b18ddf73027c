// Words of a command line, and what becomes of an option that a command has not.
#include "base/arguments.h"

#include <gtest/gtest.h>

namespace steward {
namespace {

const std::set<std::string> known{"key", "out", "seal"};

std::string refusal(const std::vector<std::string>& words) {
    const auto read = read_arguments(words, {"seal", "all"}, known, "desk sign");
    return read ? "" : read.error().code + ": " + read.error().message;
}

TEST(Options, one_that_is_mistyped_is_refused_with_the_nearest_one) {
    EXPECT_EQ(refusal({"FILE", "--seel"}), "cli.unknown_option: --seel is no option of `desk sign`; the nearest is --seal.");
    EXPECT_EQ(refusal({"--kay=daily", "FILE"}), "cli.unknown_option: --kay is no option of `desk sign`; the nearest is --key.");
    EXPECT_EQ(refusal({"FILE", "--sael"}), "cli.unknown_option: --sael is no option of `desk sign`; the nearest is --seal.");
    EXPECT_EQ(refusal({"--outt", "FILE"}), "cli.unknown_option: --outt is no option of `desk sign`; the nearest is --out.");
    EXPECT_EQ(refusal({"FILE", "--\x1b[2J"}), "cli.unknown_option: --\\u{1b}[2J is no option of `desk sign`; the nearest is --key.");
}

TEST(Options, one_of_another_command_is_refused_too) { EXPECT_NE(refusal({"--all"}), ""); }

TEST(Options, a_flag_with_a_value_and_an_option_without_one_are_refused) {
    EXPECT_EQ(refusal({"FILE", "--seal=yes"}), "cli.usage: --seal takes no value.");
    EXPECT_EQ(refusal({"FILE", "--key"}), "cli.usage: --key needs a value.");
}

TEST(Options, what_is_known_is_read_as_before) {
    const auto read = read_arguments({"FILE", "--seal", "--key", "--daily", "--out=a=b", "--"}, {"seal"}, known, "desk sign");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->words, (std::vector<std::string>{"FILE", "--"}));
    EXPECT_TRUE(read->has("seal"));
    EXPECT_EQ(read->option("key"), "--daily");  // a value may look like an option
    EXPECT_EQ(read->option("out"), "a=b");
}

TEST(Options, a_line_of_usage_says_which_a_command_has) {
    EXPECT_EQ(options_in("FILE --out FILE [--log-keys KEY,...] [--once|--all]; -- and - are none"),
              (std::set<std::string>{"out", "log-keys", "once", "all"}));
    EXPECT_EQ(unknown_option("x", {}, "desk list"), "--x is no option of `desk list`, which has none.");
}

}  // namespace
}  // namespace steward
