#include "server/modules/escalation/rota.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/modules/escalation/tests/people.h"

namespace steward::escalation {

namespace {
using namespace std::chrono_literals;

const zones::Zone zurich = zones::Zone::open("Europe/Zurich").value();

zones::Date day(int year, unsigned month, unsigned of_month) {
    return zones::Date(std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(of_month)));
}

// Anna, Ben, Cleo take turns from Monday 2026-10-05 at 09:00; the secondary is one turn ahead.
Schedule weekly() {
    return {.name = "Nights",
            .zone = "Europe/Zurich",
            .layers = {{.name = "Primary", .starts_on = day(2026, 10, 5), .people = {anna, ben, cleo}},
                       {.name = "Secondary", .starts_on = day(2026, 10, 5), .people = {ben, cleo, anna}}},
            .overrides = {}};
}
}  // namespace

TEST(Rota, hands_over_on_monday_at_nine_on_the_wall_also_when_the_clocks_change) {
    const Schedule schedule = weekly();
    // Summer time until 25 October: nine is seven in UTC. Then it is eight.
    EXPECT_EQ(on_call(schedule, zurich, 0, utc("2026-10-19T06:59:59")), ben);
    EXPECT_EQ(on_call(schedule, zurich, 0, utc("2026-10-19T07:00:00")), cleo);
    EXPECT_EQ(on_call(schedule, zurich, 0, utc("2026-10-26T07:59:59")), cleo);
    EXPECT_EQ(on_call(schedule, zurich, 0, utc("2026-10-26T08:00:00")), anna);
    EXPECT_EQ(on_call(schedule, zurich, 1, utc("2026-10-26T08:00:00")), ben);
}

TEST(Rota, a_week_with_a_change_of_the_clocks_is_an_hour_longer_or_shorter) {
    const auto autumn = shifts(weekly(), zurich, 0, utc("2026-10-19T07:00:00"), utc("2026-10-26T08:00:00"));
    ASSERT_EQ(autumn.size(), 1u);
    EXPECT_EQ(autumn[0].until - autumn[0].from, Duration(169h));
    const auto spring = shifts(weekly(), zurich, 0, utc("2027-03-22T08:00:00"), utc("2027-03-29T07:00:00"));
    ASSERT_EQ(spring.size(), 1u);
    EXPECT_EQ(spring[0].until - spring[0].from, Duration(167h));
}

TEST(Rota, nobody_is_on_call_before_the_first_hand_over) {
    EXPECT_TRUE(on_call(weekly(), zurich, 0, utc("2026-10-05T06:59:59")).is_nil());
    EXPECT_EQ(on_call(weekly(), zurich, 0, utc("2026-10-05T07:00:00")), anna);
    EXPECT_TRUE(on_call(weekly(), zurich, 7, utc("2026-10-05T07:00:00")).is_nil());
}

TEST(Rota, an_override_cuts_a_shift_in_pieces_and_the_last_made_holds) {
    Schedule schedule = weekly();
    const OverrideId first = an_override(1), second = an_override(2);
    schedule.overrides = {
        {.id = first, .layer = 0, .person = dora, .from = utc("2026-11-03T12:00:00"), .until = utc("2026-11-05T12:00:00")},
        {.id = second, .layer = 0, .person = cleo, .from = utc("2026-11-04T12:00:00"), .until = utc("2026-11-04T18:00:00")}};
    const auto pieces = shifts(schedule, zurich, 0, utc("2026-11-02T08:00:00"), utc("2026-11-09T08:00:00"));
    const std::vector<Shift> wanted = {{0, ben, utc("2026-11-02T08:00:00"), utc("2026-11-03T12:00:00"), {}},
                                       {0, dora, utc("2026-11-03T12:00:00"), utc("2026-11-04T12:00:00"), first},
                                       {0, cleo, utc("2026-11-04T12:00:00"), utc("2026-11-04T18:00:00"), second},
                                       {0, dora, utc("2026-11-04T18:00:00"), utc("2026-11-05T12:00:00"), first},
                                       {0, ben, utc("2026-11-05T12:00:00"), utc("2026-11-09T08:00:00"), {}}};
    EXPECT_EQ(pieces, wanted);
}

TEST(Rota, a_turn_that_is_nobodys_is_a_gap_and_an_override_fills_it) {
    Schedule schedule = weekly();
    schedule.layers.pop_back();
    schedule.layers[0].people = {anna, AccountId{}};
    const auto found = gaps(schedule, zurich, utc("2026-11-02T08:00:00"), utc("2026-11-16T08:00:00"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].from, utc("2026-11-09T08:00:00"));
    EXPECT_EQ(found[0].until, utc("2026-11-16T08:00:00"));
    schedule.overrides = {{.id = an_override(1), .layer = 0, .person = ben, .from = found[0].from, .until = found[0].until}};
    EXPECT_TRUE(gaps(schedule, zurich, utc("2026-11-02T08:00:00"), utc("2026-11-16T08:00:00")).empty());
}

TEST(Rota, a_schedule_without_layers_is_one_gap) {
    EXPECT_EQ(gaps({.name = "", .zone = "Europe/Zurich", .layers = {}, .overrides = {}}, zurich, utc("2026-11-02T08:00:00"),
                   utc("2026-11-03T08:00:00"))
                  .size(),
              1u);
}

TEST(Rota, seven_nights_in_a_row_are_allowed_and_eight_are_not) {
    EXPECT_TRUE(rest_problems(weekly(), zurich, {}, utc("2026-10-05T07:00:00"), utc("2026-10-12T07:00:00")).empty());
    Schedule schedule = weekly();
    schedule.layers.pop_back();
    schedule.overrides = {
        {.id = an_override(1), .layer = 0, .person = anna, .from = utc("2026-10-12T07:00:00"), .until = utc("2026-10-13T07:00:00")}};
    const auto problems = rest_problems(schedule, zurich, {}, utc("2026-10-05T07:00:00"), utc("2026-10-19T07:00:00"));
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].kind, RestProblem::Kind::TooManyNights);
    EXPECT_EQ(problems[0].person, anna);
    EXPECT_EQ(problems[0].nights, 8);
}

TEST(Rota, nights_count_in_whatever_layer) {
    // Primary one week, secondary the next: fourteen nights.
    const auto problems = rest_problems(weekly(), zurich, {}, utc("2026-10-05T07:00:00"), utc("2026-10-19T07:00:00"));
    ASSERT_FALSE(problems.empty());
    EXPECT_EQ(problems[0].person, ben);
    EXPECT_EQ(problems[0].nights, 14);
}

TEST(Rota, who_worked_more_than_two_hours_at_night_has_eleven_hours_of_rest) {
    const CallOut two_hours{anna, utc("2026-10-07T22:00:00"), utc("2026-10-08T00:00:00")};
    const CallOut longer{anna, utc("2026-10-07T22:00:00"), utc("2026-10-08T00:00:01")};
    Schedule schedule = weekly();
    schedule.layers.pop_back();
    EXPECT_TRUE(rest_problems(schedule, zurich, std::span(&two_hours, 1), utc("2026-10-05T07:00:00"), utc("2026-10-12T07:00:00")).empty());
    const auto problems = rest_problems(schedule, zurich, std::span(&longer, 1), utc("2026-10-05T07:00:00"), utc("2026-10-12T07:00:00"));
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].kind, RestProblem::Kind::NoRest);
    EXPECT_EQ(problems[0].until - problems[0].from, Duration(11h));
    // Somebody else has the next eleven hours: it is as it should be.
    schedule.overrides = {{.id = an_override(1), .layer = 0, .person = ben, .from = longer.until, .until = longer.until + 11h}};
    EXPECT_TRUE(rest_problems(schedule, zurich, std::span(&longer, 1), utc("2026-10-05T07:00:00"), utc("2026-10-12T07:00:00")).empty());
}

TEST(Rota, night_time_is_counted_on_the_wall_also_in_the_long_night) {
    EXPECT_EQ(night_time(zurich, utc("2026-10-24T10:00:00"), utc("2026-10-25T10:00:00")), Duration(9h));
    EXPECT_EQ(night_time(zurich, utc("2026-11-10T10:00:00"), utc("2026-11-11T10:00:00")), Duration(8h));
    EXPECT_EQ(night_time(zurich, utc("2026-11-10T10:00:00"), utc("2026-11-10T20:00:00")), Duration(0h));
}

// Whatever the overrides: shifts cover the period without holes, and each says who `on_call` says.
RC_GTEST_PROP(RotaProperty, shifts_cover_and_agree_with_who_is_on_call, ()) {
    Schedule schedule = weekly();
    const Instant from = utc("2026-10-05T00:00:00");
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
        const Instant begin = from + std::chrono::minutes(*rc::gen::inRange(0, 60 * 24 * 40));
        schedule.overrides.push_back({.id = an_override(i + 1),
                                      .layer = *rc::gen::inRange(0, 2),
                                      .person = *rc::gen::element(anna, ben, cleo, dora),
                                      .from = begin,
                                      .until = begin + std::chrono::minutes(*rc::gen::inRange(1, 60 * 24 * 9))});
    }
    schedule.layers[0].turn_days = *rc::gen::inRange(1, 15);
    const Instant begin = from + std::chrono::minutes(*rc::gen::inRange(0, 60 * 24 * 20));
    const Instant end = begin + std::chrono::minutes(*rc::gen::inRange(1, 60 * 24 * 30));
    const auto found = shifts(schedule, zurich, 0, begin, end);
    Instant at = begin;
    for (const Shift& shift : found) {
        RC_ASSERT(shift.from == at);
        RC_ASSERT(shift.until > shift.from);
        for (const Instant probe : {shift.from, shift.until - 1ms, shift.from + (shift.until - shift.from) / 2})
            RC_ASSERT(on_call(schedule, zurich, 0, probe) == shift.person);
        at = shift.until;
    }
    RC_ASSERT(at == end);
}

}  // namespace steward::escalation
