#include <gtest/gtest.h>

#include "server/modules/templates/recurrence.h"

namespace steward::templates {
namespace {

Date day(const std::string& text) { return parse_day("/day", text).value_or(Date{}); }
Recurrence rule(const std::string& text) {
    auto parsed = parse_recurrence(text);
    EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().message);
    return parsed.value_or(Recurrence{});
}

/// The first days of a rule, as one line.
std::string days_of(const std::string& text, const std::string& starts_on, int count = 4, const std::string& from = "") {
    const auto parsed = rule(text);
    std::string line;
    Date at = day(from.empty() ? starts_on : from);
    for (int i = 0; i < count; ++i) {
        const auto next = next_day(parsed, day(starts_on), at);
        if (!next) break;
        line += (line.empty() ? "" : " ") + day_text(*next);
        at = *next + std::chrono::days(1);
    }
    return line;
}

TEST(Recurrence, comes_every_so_many_days_from_its_first_day_on) {
    EXPECT_EQ(days_of("FREQ=DAILY", "2026-11-28", 3), "2026-11-28 2026-11-29 2026-11-30");
    EXPECT_EQ(days_of("FREQ=DAILY;INTERVAL=10", "2026-11-28", 3), "2026-11-28 2026-12-08 2026-12-18");
    EXPECT_EQ(days_of("FREQ=DAILY;INTERVAL=10", "2026-11-28", 1, "2027-01-01"), "2027-01-07");
}

TEST(Recurrence, comes_on_weekdays_of_every_second_week_and_weeks_begin_on_monday) {
    EXPECT_EQ(days_of("FREQ=WEEKLY;BYDAY=MO,FR", "2026-11-25"), "2026-11-27 2026-11-30 2026-12-04 2026-12-07");
    EXPECT_EQ(days_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-25"), "2026-11-27 2026-12-07 2026-12-11 2026-12-21");
    EXPECT_EQ(days_of("FREQ=WEEKLY", "2026-11-25", 2), "2026-11-25 2026-12-02") << "on the weekday of the first day";
}

TEST(Recurrence, comes_on_days_of_the_month_and_passes_months_that_have_none) {
    EXPECT_EQ(days_of("FREQ=MONTHLY;BYMONTHDAY=31", "2027-01-01"), "2027-01-31 2027-03-31 2027-05-31 2027-07-31");
    EXPECT_EQ(days_of("FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-15"), "2028-01-31 2028-02-29 2028-03-31 2028-04-30");
    EXPECT_EQ(days_of("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15", "2026-11-10"), "2026-11-15 2027-02-01 2027-02-15 2027-05-01");
    EXPECT_EQ(days_of("FREQ=MONTHLY", "2027-01-30", 3), "2027-01-30 2027-03-30 2027-04-30");
}

TEST(Recurrence, comes_on_the_nth_weekday_of_the_month) {
    EXPECT_EQ(days_of("FREQ=MONTHLY;BYDAY=2TU", "2026-12-01", 3), "2026-12-08 2027-01-12 2027-02-09");
    EXPECT_EQ(days_of("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-01", 3), "2026-11-27 2026-12-25 2027-01-29");
    EXPECT_EQ(days_of("FREQ=MONTHLY;BYDAY=5WE", "2026-11-01", 2), "2026-12-30 2027-03-31") << "only months with five of them";
}

TEST(Recurrence, that_never_comes_is_known_to_end) {
    EXPECT_EQ(next_day(rule("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31"), day("2026-02-01"), day("2026-02-01")), std::nullopt);
}

TEST(Recurrence, is_written_in_one_form_and_in_words) {
    for (const auto* text : {"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1FR,2TU",
                             "FREQ=MONTHLY;BYMONTHDAY=-1,15"})
        EXPECT_EQ(to_text(rule(text)), text);
    EXPECT_EQ(to_text(rule("RRULE:FREQ=WEEKLY;BYDAY=FR,MO,FR;INTERVAL=1")), "FREQ=WEEKLY;BYDAY=MO,FR");
    EXPECT_EQ(in_words(rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR"), day("2026-11-25")), "every 2 weeks on Monday, Wednesday and Friday");
    EXPECT_EQ(in_words(rule("FREQ=MONTHLY;BYDAY=2TU"), day("2026-11-25")), "every month on the second Tuesday");
    EXPECT_EQ(in_words(rule("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"), day("2026-11-25")), "every 3 months on the last day");
    EXPECT_EQ(in_words(rule("FREQ=DAILY"), day("2026-11-25")), "every day");
}

TEST(Recurrence, refuses_what_it_does_not_know_rather_than_understand_half) {
    for (const auto* text : {"",
                             "DAILY",
                             "FREQ=YEARLY",
                             "FREQ=DAILY;COUNT=3",
                             "FREQ=DAILY;UNTIL=20270101T000000Z",
                             "FREQ=DAILY;INTERVAL=0",
                             "FREQ=DAILY;INTERVAL=1000",
                             "FREQ=DAILY;BYDAY=MO",
                             "FREQ=WEEKLY;BYDAY=2TU",
                             "FREQ=WEEKLY;BYDAY=",
                             "FREQ=WEEKLY;BYDAY=XX",
                             "FREQ=MONTHLY;BYDAY=6MO",
                             "FREQ=MONTHLY;BYDAY=0MO",
                             "FREQ=MONTHLY;BYMONTHDAY=32",
                             "FREQ=MONTHLY;BYMONTHDAY=0",
                             "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO",
                             "FREQ=DAILY;FREQ=WEEKLY",
                             "INTERVAL=2;FREQ=DAILY",
                             "freq=daily",
                             "FREQ=DAILY;",
                             "FREQ=WEEKLY;BYMONTHDAY=1"})
        EXPECT_FALSE(parse_recurrence(text)) << text;
}

TEST(Recurrence, happens_at_a_time_of_the_zone_also_on_the_days_when_the_clock_changes) {
    const auto zone = zones::Zone::open("Europe/Zurich").value();
    Timing timing{
        .rule = rule("FREQ=DAILY"), .starts_on = day("2027-03-27"), .second_of_day = 2 * 3600 + 1800, .ends_on = day("2027-03-29")};
    Instant at = parse_rfc3339("2027-03-01T00:00:00Z").value();
    std::string moments;
    while (const auto next = next_moment(timing, zone, at)) {
        moments += to_rfc3339(*next).substr(0, 16) + " ";
        at = *next;
    }
    EXPECT_EQ(moments, "2027-03-27T01:30 2027-03-28T01:00 2027-03-29T00:30 ")
        << "02:30 does not exist on the 28th: the first moment after the gap";
    timing = {.rule = rule("FREQ=DAILY"), .starts_on = day("2026-10-25"), .second_of_day = 2 * 3600 + 1800, .ends_on = day("2026-10-25")};
    const auto first = next_moment(timing, zone, parse_rfc3339("2026-10-24T00:00:00Z").value());
    EXPECT_EQ(to_rfc3339(first.value()).substr(0, 16), "2026-10-25T00:30") << "02:30 comes twice: the first";
    EXPECT_FALSE(next_moment(timing, zone, *first)) << "and once only";
}

}  // namespace
}  // namespace steward::templates
