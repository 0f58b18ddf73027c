// When the next proof is due.
#include "server/modules/restore_tests/due.h"

#include <gtest/gtest.h>

namespace steward::restore_tests {

namespace {
constexpr Duration day = std::chrono::hours(24);
constexpr Instant begin{1'795'000'000'000};
using Last = std::optional<LastTest>;

TEST(Due, says_how_long_a_proof_counts_and_how_often_one_comes) {
    EXPECT_EQ(counts_for("C1"), 92 * day);
    EXPECT_EQ(counts_for("C2"), 184 * day);
    EXPECT_EQ(counts_for("C3"), 365 * day);
    EXPECT_EQ(interval_of(1, "C1", {}), 7 * day) << "random files, every week";
    EXPECT_EQ(interval_of(4, "C1", {}), 92 * day);
    EXPECT_EQ(interval_of(2, "C2", {}), 184 * day);
    EXPECT_EQ(interval_of(3, "C4", {}), 365 * day);
    EXPECT_EQ(interval_of(1, "C1", 30 * day), 30 * day) << "as the plan says";
}

TEST(Due, the_first_comes_at_once_and_has_a_week) {
    EXPECT_EQ(next_test(92 * day, begin, Last{}), (NextTest{begin, begin + 7 * day, "interval"}));
}

TEST(Due, after_a_proof_the_next_begins_before_it_ends_to_count) {
    const Instant ended = begin + day;
    EXPECT_EQ(next_test(92 * day, begin, Last{{"passed", "interval", ended, ended}}),
              (NextTest{ended + 92 * day - 7 * day, ended + 92 * day, "interval"}));
    EXPECT_EQ(next_test(8 * day, begin, Last{{"passed", "again", ended, ended}}), (NextTest{ended + 7 * day, ended + 8 * day, "interval"}))
        << "an eighth of a short interval";
}

TEST(Due, after_anything_else_it_comes_again_within_seven_days) {
    const Instant ended = begin + day, due = begin + 3 * day;
    for (const char* state : {"failed", "passed_late"})
        EXPECT_EQ(next_test(92 * day, begin, Last{{state, "interval", ended, due}}), (NextTest{ended + 6 * day, ended + 7 * day, "again"}))
            << state;
    EXPECT_EQ(next_test(92 * day, begin, Last{{"inconclusive", "interval", ended, due}}),
              (NextTest{ended + day, ended + 7 * day, "again"}));
    EXPECT_EQ(next_test(92 * day, begin, Last{{"inconclusive", "again", ended, due}}), (NextTest{ended + day, due, "again"}))
        << "one that came to nothing puts nothing off";
    EXPECT_EQ(next_test(92 * day, begin, Last{{"cancelled", "interval", ended, due}}), (NextTest{ended + day, due, "interval"}))
        << "nor does one that was cancelled";
}

TEST(Due, is_overdue_after_its_day_and_a_finding_a_week_later) {
    EXPECT_FALSE(is_overdue(begin, begin));
    EXPECT_TRUE(is_overdue(begin, begin + std::chrono::milliseconds(1)));
    EXPECT_FALSE(is_overdue_finding(begin, begin + 7 * day));
    EXPECT_TRUE(is_overdue_finding(begin, begin + 7 * day + std::chrono::milliseconds(1)));
}
}  // namespace

}  // namespace steward::restore_tests
