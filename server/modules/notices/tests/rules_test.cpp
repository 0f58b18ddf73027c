#include <gtest/gtest.h>

#include "server/modules/notices/rules.h"

namespace steward::notices {
namespace {

Instant at(const char* text) { return parse_rfc3339(text).value_or(Instant{}); }
std::string loud(const QuietHours& hours, const char* text) { return to_rfc3339(first_loud_moment(hours, at(text))).substr(0, 16); }

TEST(QuietHoursOfAPerson, let_everything_through_when_there_are_none) { EXPECT_EQ(loud({}, "2026-11-28T23:00:00Z"), "2026-11-28T23:00"); }

TEST(QuietHoursOfAPerson, end_at_the_local_time_also_over_midnight_and_over_a_change_of_the_clocks) {
    const QuietHours nights{.from = "22:00", .until = "06:00", .zone = "Europe/Zurich", .weekends = false};
    EXPECT_EQ(loud(nights, "2026-11-25T20:59:59Z"), "2026-11-25T20:59") << "21:59 there";
    EXPECT_EQ(loud(nights, "2026-11-25T21:00:00Z"), "2026-11-26T05:00");
    EXPECT_EQ(loud(nights, "2026-11-26T04:59:00Z"), "2026-11-26T05:00");
    EXPECT_EQ(loud(nights, "2026-10-24T21:00:00Z"), "2026-10-25T05:00") << "from CEST into CET";
}

TEST(QuietHoursOfAPerson, may_be_a_whole_weekend) {
    const QuietHours hours{.from = "20:00", .until = "07:00", .zone = "UTC", .weekends = true};
    EXPECT_EQ(loud(hours, "2026-11-27T19:00:00Z"), "2026-11-27T19:00") << "a Friday evening";
    EXPECT_EQ(loud(hours, "2026-11-27T21:00:00Z"), "2026-11-30T07:00") << "night, weekend, night";
    EXPECT_EQ(loud(hours, "2026-11-28T12:00:00Z"), "2026-11-30T07:00");
}

TEST(QuietHoursOfAPerson, are_refused_when_they_are_none) {
    EXPECT_FALSE(check({.from = "22:00", .until = "", .zone = "", .weekends = false}));
    EXPECT_FALSE(check({.from = "22:00", .until = "22:00", .zone = "", .weekends = false}));
    EXPECT_FALSE(check({.from = "24:00", .until = "06:00", .zone = "", .weekends = false}));
    EXPECT_FALSE(check({.from = "", .until = "", .zone = "Atlantis/Capital", .weekends = false}));
    EXPECT_TRUE(check({.from = "22:00", .until = "06:00", .zone = "Europe/Zurich", .weekends = true}));
}

}  // namespace
}  // namespace steward::notices
