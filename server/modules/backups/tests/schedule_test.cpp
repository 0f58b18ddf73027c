// When runs are expected.
#include "server/modules/backups/schedule.h"

#include <gtest/gtest.h>

namespace steward::backups {
namespace {
using namespace std::chrono_literals;

zones::Zone zurich() { return *zones::Zone::open("Europe/Zurich"); }
Instant at(const char* text) { return *parse_rfc3339(text); }
Schedule parsed(std::string_view text) {
    auto schedule = parse_schedule(text);
    EXPECT_TRUE(schedule) << text;
    return schedule.value_or(Schedule{});
}

TEST(BackupSchedule, has_one_form_and_words) {
    EXPECT_EQ(to_text(parsed("DAILY  02:00")), "daily 02:00");
    EXPECT_EQ(to_text(parsed("fri,mon,wed 2:05")), "mon,wed,fri 02:05");
    EXPECT_EQ(to_text(parsed("every 240m")), "every 4h");
    EXPECT_EQ(in_words(parsed("daily 02:00")), "every day at 02:00");
    EXPECT_EQ(in_words(parsed("mon,wed,fri 02:00")), "on Monday, Wednesday and Friday at 02:00");
    EXPECT_EQ(in_words(parsed("sun 23:59")), "on Sunday at 23:59");
    EXPECT_EQ(in_words(parsed("every 4h")), "every 4 hours");
    EXPECT_EQ(in_words(parsed("every 1h")), "every hour");
    EXPECT_EQ(in_words(parsed("every 30m")), "every 30 minutes");
}

TEST(BackupSchedule, refuses_what_it_does_not_understand_with_an_example) {
    for (const std::string_view text :
         {"", "daily", "daily 24:00", "daily 02:60", "daily 2", "mon,xyz 02:00", ",,, 02:00", "every", "every h", "every 4d", "every -4h",
          "every 4", "every 4m", "every 169h", "0 2 * * *", "daily 02:00 sharp"}) {
        const auto schedule = parse_schedule(text);
        ASSERT_FALSE(schedule) << text;
        EXPECT_EQ(schedule.error().kind, ErrorKind::Invalid) << text;
    }
}

TEST(BackupSchedule, follows_the_clock_on_the_wall_over_the_change_of_summer_time) {
    const Schedule nightly = parsed("daily 02:30");
    // 2026-03-29: the clock goes from 02:00 to 03:00, and there is no 02:30.
    EXPECT_EQ(to_rfc3339(next_time(nightly, zurich(), {}, at("2026-03-28T12:00:00Z"))), "2026-03-29T01:00:00.000Z");
    EXPECT_EQ(to_rfc3339(next_time(nightly, zurich(), {}, at("2026-03-29T12:00:00Z"))), "2026-03-30T00:30:00.000Z");
    // 2026-10-25: it is 02:30 twice; once is enough.
    const auto times = times_between(nightly, zurich(), {}, at("2026-10-24T12:00:00Z"), at("2026-10-26T12:00:00Z"), 10);
    ASSERT_EQ(times.size(), 2u);
    EXPECT_EQ(to_rfc3339(times[0]), "2026-10-25T00:30:00.000Z");
    EXPECT_EQ(to_rfc3339(times[1]), "2026-10-26T01:30:00.000Z");
}

TEST(BackupSchedule, knows_the_next_of_a_few_weekdays) {
    const Schedule some = parsed("mon,thu 22:00");
    EXPECT_EQ(to_rfc3339(next_time(some, zurich(), {}, at("2026-11-23T20:59:59Z"))), "2026-11-23T21:00:00.000Z") << "a Monday";
    EXPECT_EQ(to_rfc3339(next_time(some, zurich(), {}, at("2026-11-23T21:00:00Z"))), "2026-11-26T21:00:00.000Z");
    EXPECT_EQ(times_between(some, zurich(), {}, at("2026-11-01T00:00:00Z"), at("2026-11-29T00:00:00Z"), 100).size(), 8u);
    EXPECT_EQ(times_between(some, zurich(), {}, at("2026-11-01T00:00:00Z"), at("2026-11-29T00:00:00Z"), 3).size(), 3u) << "the oldest";
}

TEST(BackupSchedule, counts_an_interval_from_its_anchor) {
    const Schedule often = parsed("every 4h");
    const Instant anchor = at("2026-11-01T01:10:00Z");
    EXPECT_EQ(next_time(often, zurich(), anchor, anchor - 5h), anchor);
    EXPECT_EQ(next_time(often, zurich(), anchor, anchor), anchor + 4h);
    EXPECT_EQ(next_time(often, zurich(), anchor, anchor + 9h), anchor + 12h);
    EXPECT_EQ(tolerance_of(often, 2h).before, 2h);
    EXPECT_EQ(tolerance_of(often, 10min).after, 10min);
    EXPECT_EQ(tolerance_of(parsed("every 30m"), 2h).after, 15min) << "never into the next";
    EXPECT_EQ(tolerance_of(parsed("daily 02:00"), 2h).after, 2h);
}

TEST(BackupSchedule, is_guessed_from_what_ran) {
    std::vector<Instant> nights;
    for (int day = 0; day < 10; ++day) nights.push_back(at("2026-11-01T01:02:30Z") + std::chrono::hours(24 * day));
    EXPECT_EQ(to_text(*suggest_schedule(nights, zurich())), "daily 02:00");
    std::vector<Instant> hours;
    for (int i = 0; i < 10; ++i) hours.push_back(at("2026-11-01T01:02:30Z") + 4h * i + 1min * (i % 3));
    EXPECT_EQ(to_text(*suggest_schedule(hours, zurich())), "every 4h");
    std::vector<Instant> weeks;
    for (int i = 0; i < 4; ++i) weeks.push_back(at("2026-11-01T20:00:00Z") + std::chrono::hours(168 * i));
    EXPECT_EQ(to_text(*suggest_schedule(weeks, zurich())), "sun 21:00");
    EXPECT_FALSE(suggest_schedule({nights[0], nights[1]}, zurich())) << "two say nothing";
}
}  // namespace
}  // namespace steward::backups
