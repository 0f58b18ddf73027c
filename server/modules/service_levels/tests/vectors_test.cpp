// Every vector of domain/kpis.md B.2, every decision of B.3, and scenario S05, to the second.
#include "server/modules/service_levels/tests/calendars.h"

namespace steward::service_levels {
namespace {
using namespace std::chrono_literals;

struct Vector {
    const char* name;
    Calendar calendar;
    const char* received;
    Seconds target;
    const char* due;
    double wall_hours;
};

TEST(PublishedVectors, b1_to_b8_are_due_to_the_second) {
    Calendar always;
    always.always = true;
    const Vector vectors[] = {
        {"B1", ny_bh(), "2026-10-30T16:30:00-04:00", 8h, "2026-11-02T19:30:00Z", 71.0},
        {"B2", always, "2026-11-01T00:30:00-04:00", 4h, "2026-11-01T08:30:00Z", 4.0},
        {"B3", always, "2026-11-01T01:30:00-05:00", 4h, "2026-11-01T10:30:00Z", 4.0},
        {"B4", always, "2027-03-14T00:30:00-05:00", 4h, "2027-03-14T09:30:00Z", 4.0},
        {"B5", uk_bh(), "2026-12-24T16:00:00Z", 4h, "2026-12-29T11:30:00Z", 115.5},
        {"B6", uk_bh(), "2027-03-25T16:30:00Z", 4h, "2027-03-30T11:00:00Z", 114.5},
        {"B7", ny_bh(), "2026-11-25T17:00:00-05:00", 4h, "2026-11-27T16:00:00Z", 42.0},
        {"B8", ny_bh(), "2026-11-21T11:00:00-05:00", 1h, "2026-11-23T14:00:00Z", 46.0},
    };
    for (const auto& vector : vectors) {
        const auto time = compiled(vector.calendar);
        const Clock clock = fold(std::vector{started(vector.received, vector.target)}, time);
        ASSERT_TRUE(clock.due_at) << vector.name;
        EXPECT_EQ(to_rfc3339(*clock.due_at), to_rfc3339(at(vector.due))) << vector.name;
        EXPECT_EQ(double((*clock.due_at - at(vector.received)).count()) / 3'600'000, vector.wall_hours) << vector.name;
        EXPECT_EQ(clock.started_at, at(vector.received)) << vector.name;
        const Seconds used = time.elapsed(at(vector.received), at(vector.due));
        EXPECT_EQ(used, vector.target) << vector.name;
    }
}

TEST(PublishedVectors, b9_a_pause_cuts_only_what_overlaps_business_hours) {
    const auto time = compiled(ny_bh());
    std::vector events{started("2026-11-17T10:00:00-05:00", 8h), paused("2026-11-17T11:00:00-05:00"), resumed("2026-11-18T15:00:00-05:00")};
    const Clock clock = fold(events, time);
    EXPECT_EQ(clock.consumed, 1h);
    EXPECT_EQ(clock.due_at, at("2026-11-19T17:00:00Z"));
    events.push_back(met("2026-11-19T09:30:00-05:00"));
    const Clock done = fold(events, time);
    EXPECT_EQ(done.state, ClockState::Met);
    EXPECT_EQ(done.consumed, 5h + 30min);
    EXPECT_EQ(done.consumed + done.paused, 19h + 30min);  // gross, without the pause
}

TEST(PublishedVectors, b10_a_night_window_has_the_hours_that_the_night_has) {
    Calendar nights;
    nights.zone = "America/New_York";
    nights.week[6] = {{0, 8 * hour_s}};
    const auto time = compiled(nights);
    const auto open_on = [&](const char* day, const char* next) { return time.elapsed(at(day), at(next)); };
    EXPECT_EQ(open_on("2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"), 9h);
    EXPECT_EQ(open_on("2026-11-08T00:00:00-05:00", "2026-11-09T00:00:00-05:00"), 8h);
    EXPECT_EQ(open_on("2027-03-14T00:00:00-05:00", "2027-03-15T00:00:00-04:00"), 7h);
}

TEST(PublishedVectors, friday_to_monday_is_ten_hours_in_new_york_and_eight_and_a_half_in_london) {
    EXPECT_EQ(compiled(ny_bh()).elapsed(at("2026-11-13T16:00:00-05:00"), at("2026-11-16T16:00:00-05:00")), 10h);
    EXPECT_EQ(compiled(uk_bh()).elapsed(at("2026-11-13T16:00:00Z"), at("2026-11-16T16:00:00Z")), 8h + 30min);
}

TEST(PublishedVectors, s05_a_clock_change_inside_a_promise) {
    const auto time = compiled(werk_aare());
    std::vector events{started("2026-10-23T15:30:00+02:00", 16h)};
    EXPECT_EQ(fold(events, time).due_at, at("2026-10-27T14:30:00Z"));  // (a): 15:30 CET

    events.push_back(paused("2026-10-26T10:00:00+01:00"));  // (b)
    const Clock waiting = fold(events, time);
    EXPECT_EQ(waiting.state, ClockState::Paused);
    EXPECT_EQ(waiting.consumed, 3h + 30min);
    EXPECT_FALSE(waiting.due_at) << "a running pause has no due time";
    events.push_back(resumed("2026-10-26T14:00:00+01:00"));
    const Clock going = fold(events, time);
    EXPECT_EQ(going.paused, 3h) << "the lunch break does not count";
    EXPECT_EQ(going.due_at, at("2026-10-28T08:30:00Z"));

    events.push_back(met("2026-10-28T09:30:00+01:00"));
    const Clock in_time = fold(events, time);
    EXPECT_EQ(in_time.state, ClockState::Met);
    EXPECT_EQ(in_time.consumed, 16h);
    events.back() = met("2026-10-28T09:30:01+01:00");
    const Clock late = fold(events, time);
    EXPECT_EQ(late.state, ClockState::Breached);
    EXPECT_EQ(late.breach_at, at("2026-10-28T08:30:01Z"));
    EXPECT_EQ(late.stopped_at, at("2026-10-28T08:30:01Z"));
}

TEST(PublishedVectors, s05_raising_the_priority_beyond_what_is_left_breaches_at_once_and_lowering_never_takes_it_back) {
    const auto time = compiled(werk_aare());
    std::vector events{started("2026-10-23T15:30:00+02:00", 16h),
                       retargeted("2026-10-27T09:00:00+01:00", 8h, "priority raised from P3 to P2")};
    const Clock raised = fold(events, time);
    EXPECT_EQ(raised.consumed, 10h + 30min);
    EXPECT_EQ(raised.state, ClockState::Breached);
    EXPECT_EQ(raised.breach_at, at("2026-10-27T08:00:00Z"));
    EXPECT_EQ(raised.breach_reason, "priority raised from P3 to P2");
    events.push_back(retargeted("2026-10-27T09:05:00+01:00", 40h, "priority lowered from P2 to P4"));
    const Clock lowered = fold(events, time);
    EXPECT_EQ(lowered.state, ClockState::Breached);
    EXPECT_EQ(lowered.breach_at, raised.breach_at);
    EXPECT_EQ(lowered.breach_reason, raised.breach_reason);
}

TEST(Decisions, due_at_the_end_of_a_window_is_met_then_and_breached_a_second_later) {
    const auto time = compiled(ny_bh());
    const auto received = started("2026-11-17T10:00:00-05:00", 8h);
    EXPECT_EQ(fold(std::vector{received}, time).due_at, at("2026-11-17T18:00:00-05:00"));
    EXPECT_EQ(fold(std::vector{received, met("2026-11-17T18:00:00-05:00")}, time).state, ClockState::Met);
    EXPECT_EQ(fold(std::vector{received, met("2026-11-17T18:00:00.999-05:00")}, time).state, ClockState::Met);
    EXPECT_EQ(fold(std::vector{received, met("2026-11-17T18:00:01-05:00")}, time).state, ClockState::Breached);
    EXPECT_EQ(as_of(fold(std::vector{received}, time), at("2026-11-17T18:00:00-05:00"), time).state, ClockState::Running);
    EXPECT_EQ(as_of(fold(std::vector{received}, time), at("2026-11-17T18:00:01-05:00"), time).state, ClockState::Breached);
}

TEST(Decisions, a_target_of_nothing_is_due_on_receipt_also_at_night) {
    const Clock clock = fold(std::vector{started("2026-11-21T11:00:00-05:00", 0s)}, compiled(ny_bh()));
    EXPECT_EQ(clock.due_at, at("2026-11-21T11:00:00-05:00"));
}

TEST(Decisions, a_new_target_that_equals_what_is_used_is_due_now_and_breaches_a_second_later) {
    const auto time = compiled(ny_bh());
    const std::vector events{started("2026-11-17T10:00:00-05:00", 8h), retargeted("2026-11-17T12:00:00-05:00", 2h, "raised")};
    const Clock clock = fold(events, time);
    EXPECT_EQ(clock.state, ClockState::Running);
    EXPECT_EQ(clock.due_at, at("2026-11-17T12:00:00-05:00"));
    EXPECT_EQ(as_of(clock, at("2026-11-17T12:00:01-05:00"), time).breach_at, at("2026-11-17T12:00:01-05:00"));
}

TEST(Decisions, an_exception_beats_a_holiday_and_holidays_leave_a_24x7_calendar_alone) {
    Calendar calendar = ny_bh();
    calendar.exceptions[date("2026-11-26")] = {"stock taking", {{10 * hour_s, 12 * hour_s}}};
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-26T00:00:00-05:00"), at("2026-11-27T00:00:00-05:00")), 2h);
    calendar.exceptions[date("2026-11-25")] = {"closed", {}};
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-25T00:00:00-05:00"), at("2026-11-26T00:00:00-05:00")), 0h);
    calendar.always = true;
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-26T00:00:00-05:00"), at("2026-11-27T00:00:00-05:00")), 24h);
}

TEST(Decisions, a_holiday_removes_the_window_that_begins_on_it_and_not_the_night_before) {
    Calendar nights;
    nights.zone = "Europe/London";
    for (auto& day : nights.week) day = {{22 * hour_s, 30 * hour_s}};  // 22:00 to 06:00
    nights.holidays[date("2026-12-25")] = "Christmas";
    const auto time = compiled(nights);
    EXPECT_EQ(time.elapsed(at("2026-12-25T00:00:00Z"), at("2026-12-25T12:00:00Z")), 6h) << "the night of the 24th";
    EXPECT_EQ(time.elapsed(at("2026-12-25T12:00:00Z"), at("2026-12-26T12:00:00Z")), 0h);
}

TEST(Decisions, windows_that_touch_or_overlap_count_each_second_once) {
    Calendar calendar = weekdays("Europe/London", {{8 * hour_s, 12 * hour_s}, {12 * hour_s, 14 * hour_s}, {11 * hour_s, 13 * hour_s}});
    calendar.week[0] = {{20 * hour_s, 32 * hour_s}};  // into Tuesday's own windows, until 08:00
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-17T00:00:00Z"), at("2026-11-18T00:00:00Z")), 14h);
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-18T00:00:00Z"), at("2026-11-19T00:00:00Z")), 6h);
}

TEST(Decisions, a_window_within_the_gap_is_as_long_as_what_is_left_of_it) {
    Calendar calendar;
    calendar.zone = "America/New_York";
    calendar.week[6] = {{2 * hour_s + 600, 2 * hour_s + 1200}, {hour_s, 2 * hour_s + 1800}};
    const auto time = compiled(calendar);
    EXPECT_EQ(time.elapsed(at("2027-03-14T00:00:00-05:00"), at("2027-03-15T00:00:00-04:00")), 1h);
    calendar.week[6] = {{hour_s + 1800, hour_s + 2400}};  // 01:30 to 01:40, of which the autumn night has two
    EXPECT_EQ(compiled(calendar).elapsed(at("2026-11-01T00:00:00-04:00"), at("2026-11-02T00:00:00-05:00")), 70min);
}

}  // namespace
}  // namespace steward::service_levels
