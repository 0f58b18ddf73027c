// Days, ISO weeks and wall clocks, with the days on which clocks change.
#include "server/modules/timesheets/days.h"

#include <gtest/gtest.h>

#include "server/modules/timesheets/timer.h"

namespace steward::timesheets {
namespace {

Date day(std::string_view text) { return parse_day("/day", text).value_or(Date{}); }
int clock(std::string_view text) { return parse_clock("/from", text).value_or(-1); }

struct WallVector {
    const char *zone, *day, *from, *until;
    int64_t seconds;
};

TEST(Days, what_clocks_on_a_wall_showed_is_counted_as_it_really_was) {
    const WallVector vectors[] = {
        {"Europe/Zurich", "2026-11-28", "09:00", "10:30", 5400},
        {"Europe/Zurich", "2026-11-28", "22:00", "02:00", 4 * 3600},  // over midnight
        {"Europe/Zurich", "2026-11-28", "22:00", "24:00", 2 * 3600},
        {"Europe/Zurich", "2026-03-29", "00:30", "04:00", 9000},      // one hour was skipped
        {"Europe/Zurich", "2026-03-29", "01:30", "02:30", 1800},      // 02:30 never was: until 03:00
        {"Europe/Zurich", "2026-03-28", "23:00", "06:00", 6 * 3600},  // the night in which it was skipped
        {"Europe/Zurich", "2026-10-25", "00:30", "04:00", 16'200},    // one hour was twice
        {"Europe/Zurich", "2026-10-25", "02:15", "02:45", 1800},      // the first of both
        {"Europe/Zurich", "2026-10-24", "23:00", "06:00", 8 * 3600},
        {"America/New_York", "2026-11-01", "00:00", "24:00", 25 * 3600},
        {"America/New_York", "2026-03-08", "00:00", "24:00", 23 * 3600},
        {"Australia/Lord_Howe", "2026-04-05", "00:00", "24:00", 24 * 3600 + 1800},  // half an hour
        {"Asia/Kolkata", "2026-11-28", "09:00", "17:30", 8 * 3600 + 1800},
        {"UTC", "2026-12-31", "23:30", "00:30", 3600},
    };
    for (const WallVector& one : vectors) {
        const auto zone = zones::Zone::open(one.zone);
        ASSERT_TRUE(zone) << one.zone;
        const Piece piece = piece_on(*zone, day(one.day), clock(one.from), clock(one.until));
        EXPECT_EQ(piece.length().count() / 1000, one.seconds) << one.zone << " " << one.day << " " << one.from << " to " << one.until;
    }
}

TEST(Days, a_time_that_was_skipped_whole_has_no_length) {
    const auto zone = zones::Zone::open("Europe/Zurich");
    ASSERT_TRUE(zone);
    EXPECT_EQ(piece_on(*zone, day("2026-03-29"), clock("02:10"), clock("02:50")).length().count(), 0);
}

TEST(Days, weeks_are_those_of_ISO_8601) {
    const std::pair<const char*, const char*> vectors[] = {
        {"2026-11-28", "2026-W48"}, {"2026-01-01", "2026-W01"}, {"2027-01-01", "2026-W53"}, {"2027-01-04", "2027-W01"},
        {"2024-12-30", "2025-W01"}, {"2021-01-03", "2020-W53"}, {"2026-11-30", "2026-W49"}, {"2026-11-29", "2026-W48"}};
    for (const auto& [text, week] : vectors) EXPECT_EQ(week_text(day(text)), week) << text;
    EXPECT_EQ(day_text(parse_week("/week", "2026-W48").value_or(Date{})), "2026-11-23");
    EXPECT_EQ(day_text(parse_week("/week", "2026-W53").value_or(Date{})), "2026-12-28");
    // Every day of fifty years is in the week that its week says it begins.
    for (Date one = day("2000-01-03"); one < day("2050-01-01"); one += std::chrono::days(1)) {
        const auto monday = parse_week("/week", week_text(one));
        ASSERT_TRUE(monday) << day_text(one);
        EXPECT_TRUE(*monday <= one && one < *monday + std::chrono::days(7)) << day_text(one);
    }
}

TEST(Days, what_is_no_day_no_week_and_no_time_is_refused) {
    for (const char* text :
         {"", "2026-13-01", "2026-02-30", "2026-2-03", "1999-12-31", "2200-01-01", "2026-11-28T", "20261128", "-026-11-28"})
        EXPECT_FALSE(parse_day("/day", text)) << text;
    for (const char* text : {"", "2025-W53", "2026-W00", "2026-W54", "2026-48", "2026-w48", "1990-W01"})
        EXPECT_FALSE(parse_week("/w", text)) << text;
    for (const char* text : {"", "9", "24:01", "12:60", "12:5", "-1:00", "123:00", "ab:cd", "12:00:00"})
        EXPECT_FALSE(parse_clock("/c", text)) << text;
    EXPECT_EQ(clock("9:05"), 32'700);
    EXPECT_EQ(clock("24:00"), 86'400);
}

TEST(Days, a_moment_is_shown_as_the_wall_shows_it) {
    const auto zone = zones::Zone::open("Europe/Zurich");
    ASSERT_TRUE(zone);
    const Instant at = parse_rfc3339("2026-11-28T08:05:30Z").value_or(Instant{});
    EXPECT_EQ(clock_text(*zone, at), "09:05");
    EXPECT_EQ(day_text(day_of(*zone, parse_rfc3339("2026-11-28T23:30:00Z").value_or(Instant{}))), "2026-11-29");
}

Instant at(int64_t seconds) { return Instant{1'795'000'000'000 + seconds * 1000}; }
Timer running() {
    Timer timer;
    timer.started_at = timer.running_since = at(0);
    timer.sure_until = at(36'000);
    return timer;
}

TEST(Timers, pauses_are_not_counted) {
    Timer timer = paused(running(), at(600));
    EXPECT_FALSE(timer.is_running());
    EXPECT_EQ(timer.collected_at(at(5000)), std::chrono::seconds(600));
    timer = resumed(timer, at(1000), std::chrono::hours(10));
    EXPECT_EQ(timer.collected_at(at(1060)), std::chrono::seconds(660));
    const auto pieces = stopped(timer, at(1300), at(1300));
    ASSERT_TRUE(pieces);
    EXPECT_EQ(pieces->size(), 2u);
    EXPECT_EQ(worked_seconds(*pieces), 900);
}

TEST(Timers, work_that_ended_earlier_counts_until_then) {
    const auto pieces = stopped(running(), at(3600), at(50'000));
    ASSERT_TRUE(pieces);
    EXPECT_EQ(worked_seconds(*pieces), 3600);
    EXPECT_FALSE(stopped(running(), at(-1), at(10))) << "before it was started";
    EXPECT_FALSE(stopped(running(), at(11), at(10))) << "in the future";
    EXPECT_EQ(stopped(running(), at(0), at(10)).error().code, "timesheets.nothing_worked");
}

TEST(Timers, only_a_running_one_is_asked_about_and_not_again_for_some_hours) {
    EXPECT_FALSE(is_forgotten(running(), at(35'999)));
    EXPECT_TRUE(is_forgotten(running(), at(36'000)));
    EXPECT_FALSE(is_forgotten(paused(running(), at(100)), at(99'999)));
}

TEST(Timers, more_pauses_than_can_be_kept_lose_no_time) {
    Timer timer = running();
    for (int i = 0; i < 500; ++i) timer = resumed(paused(timer, at(i * 20 + 10)), at(i * 20 + 20), std::chrono::hours(10));
    EXPECT_EQ(timer.pieces.size(), most_pieces);
    EXPECT_EQ(timer.collected(), std::chrono::seconds(5000));
}

TEST(Timers, a_clock_that_was_set_back_makes_no_negative_time) {
    EXPECT_EQ(paused(running(), at(-50)).collected().count(), 0);
    EXPECT_EQ(running().collected_at(at(-50)).count(), 0);
}

}  // namespace
}  // namespace steward::timesheets
