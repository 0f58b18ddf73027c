#include "agent/collectors/cpu/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::cpu {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(CpuParse, reads_the_line_of_all_cores) {
    const auto times = parse_times(recording("cpu", "debian11-server"));
    ASSERT_TRUE(times);
    EXPECT_EQ(times->user, 84512361U);
    EXPECT_EQ(times->iowait, 3410527U);
    EXPECT_EQ(times->steal, 15234U);
    EXPECT_TRUE(parse_times(recording("cpu", "debian12-vm")));
    EXPECT_TRUE(parse_times(recording("cpu", "ubuntu2204-kvm")));
}

TEST(CpuParse, takes_what_an_old_kernel_does_not_say_as_zero) {
    const auto times = parse_times(recording("cpu", "old-kernel"));
    ASSERT_TRUE(times);
    EXPECT_EQ(times->idle, 850U);
    EXPECT_EQ(times->steal, 0U);
}

TEST(CpuParse, refuses_a_line_that_is_not_there_or_too_short) {
    for (const std::string_view text :
         {"", "cpu0 1 2 3 4\n", "cpu  1 2 3\n", "cpu\n", "cpu a b c d\n", "cpu  1 2 3 99999999999999999999999\n"}) {
        EXPECT_FALSE(parse_times(text)) << text;
    }
}

TEST(CpuParse, reads_the_lines_of_single_cores) {
    EXPECT_EQ(parse_core("cpu12 1 2 3 4 5")->name, "12");
    EXPECT_EQ(parse_core("cpu12 1 2 3 4 5")->times.idle, 4U);
    for (const auto* line : {"", "cpu 1 2 3 4", "cpux 1 2 3 4", "cpu99999 1 2 3 4", "cpu1 1 2 3", "intr 1 2 3 4"})
        EXPECT_FALSE(parse_core(line)) << line;
}

TEST(CpuParse, survives_a_broken_text) {
    survives_anything(recording("cpu", "debian11-server"), [](std::string_view text) { parse_times(text); });
}

TEST(CpuShares, split_the_time_between_two_readings) {
    const Times before{.user = 100, .nice = 10, .system = 50, .idle = 800, .iowait = 20, .irq = 5, .softirq = 5, .steal = 0};
    const Times now{.user = 130, .nice = 20, .system = 60, .idle = 820, .iowait = 30, .irq = 10, .softirq = 10, .steal = 10};
    const auto shares = shares_between(before, now);
    ASSERT_TRUE(shares);
    EXPECT_DOUBLE_EQ(shares->user, 40);
    EXPECT_DOUBLE_EQ(shares->system, 20);
    EXPECT_DOUBLE_EQ(shares->iowait, 10);
    EXPECT_DOUBLE_EQ(shares->steal, 10);
    EXPECT_DOUBLE_EQ(shares->used, 70);
}

TEST(CpuShares, take_a_counter_that_went_back_as_unchanged) {
    const auto shares = shares_between({.user = 100, .idle = 100, .iowait = 50}, {.user = 150, .idle = 150, .iowait = 40});
    ASSERT_TRUE(shares);
    EXPECT_DOUBLE_EQ(shares->iowait, 0);
    EXPECT_DOUBLE_EQ(shares->used, 50);
}

TEST(CpuShares, are_absent_when_no_time_passed) {
    EXPECT_FALSE(shares_between({.user = 1, .idle = 2}, {.user = 1, .idle = 2}));
    EXPECT_FALSE(shares_between({.user = UINT64_MAX, .idle = UINT64_MAX}, {}));
}

}  // namespace
}  // namespace steward::agent::collectors::cpu
