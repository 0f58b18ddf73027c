// Properties of the engine against the reference that looks at every minute.
#include "server/modules/service_levels/tests/reference.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/modules/service_levels/tests/calendars.h"

namespace steward::service_levels {
namespace {

// A zone and a day near which its clocks do something: changes of an hour and of half an hour, at
// midnight, of a whole day; and zones that never change.
struct Place {
    const char* zone;
    std::vector<const char*> days;
};

const std::vector<Place>& places() {
    static const std::vector<Place> all = {
        {"America/New_York", {"2026-11-01", "2027-03-14", "2026-07-01"}},
        {"Europe/London", {"2026-10-25", "2027-03-28"}},
        {"Europe/Zurich", {"2026-10-25", "2027-03-28"}},
        {"Australia/Lord_Howe", {"2026-04-05", "2026-10-04"}},
        {"Asia/Kolkata", {"2026-10-25"}},
        {"America/Sao_Paulo", {"2018-11-04", "2019-02-16", "2026-11-01"}},
        {"Pacific/Apia", {"2011-12-30", "2012-04-01", "2026-11-01"}},
        {"Pacific/Kiritimati", {"1994-12-31"}},
        {"Africa/Casablanca", {"2026-02-15", "2026-03-22"}},
        {"America/St_Johns", {"2009-11-01", "2010-03-14"}},
        {"Antarctica/Troll", {"2026-03-29", "2026-10-25"}},
        {"Asia/Kathmandu", {"1986-01-01"}},
        {"America/Scoresbysund", {"2024-03-31"}},
        {"Africa/Juba", {"2021-02-01"}},
        {"Europe/London", {"2037-10-25", "2050-03-27"}},
    };
    return all;
}

rc::Gen<std::vector<Window>> any_windows() {
    const auto window = rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 1440), rc::gen::inRange(1, 1441)), [](const auto& pair) {
        return Window{pair.first * 60, (pair.first + pair.second) * 60};
    });
    return rc::gen::resize(4, rc::gen::container<std::vector<Window>>(window));
}

struct Situation {
    Calendar calendar;
    Instant around;  // local midnight, more or less, of the day
};

Situation any_situation() {
    const Place place = *rc::gen::elementOf(places());
    Situation situation;
    situation.calendar.zone = place.zone;
    const Date day = date(*rc::gen::elementOf(place.days));
    situation.around = Instant::from_unix_ms(day.time_since_epoch().count() * 86'400'000);
    for (auto& windows : situation.calendar.week) windows = *any_windows();
    const int around = *rc::gen::inRange(-2, 3);
    if (*rc::gen::arbitrary<bool>()) situation.calendar.holidays[day + std::chrono::days(around)] = "holiday";
    if (*rc::gen::arbitrary<bool>())
        situation.calendar.exceptions[day + std::chrono::days(*rc::gen::inRange(-2, 3))] = {"", *any_windows()};
    return situation;
}

Instant minutes_from(Instant at, int64_t minutes) { return at + Duration(minutes * 60'000); }

constexpr int week = 7 * 1440;

RC_GTEST_PROP(BusinessTimeProperty, elapsed_and_due_times_are_those_of_the_walk_minute_by_minute, ()) {
    const Situation situation = any_situation();
    const MinuteByMinute slow(situation.calendar, minutes_from(situation.around, -2 * week), minutes_from(situation.around, 3 * week));
    const int compiled_weeks = *rc::gen::inRange(0, 3);  // 0: everything lies outside of what is compiled
    const auto fast = BusinessTime::compile(situation.calendar, minutes_from(situation.around, -compiled_weeks * week),
                                            minutes_from(situation.around, compiled_weeks * week));
    RC_ASSERT(fast.has_value());
    for (int i = 0; i < 8; ++i) {
        const Instant from = minutes_from(situation.around, *rc::gen::inRange(-week, week));
        const Instant until = minutes_from(from, *rc::gen::inRange(0, week));
        RC_ASSERT(fast->elapsed(from, until).count() == slow.open_minutes(from, until) * 60);
        const int64_t wanted = *rc::gen::inRange(0, 3000);
        if (const auto due = slow.add(from, wanted)) {
            // The reference knows only two weeks: what lies beyond is not its to say.
            if (*due < minutes_from(situation.around, 2 * week)) RC_ASSERT(fast->add(from, std::chrono::minutes(wanted)) == due);
        }
        const auto opens = fast->next_opening(from);
        if (opens && *opens < minutes_from(situation.around, 2 * week)) {
            RC_ASSERT(slow.open_minutes(from, *opens) == 0);
            RC_ASSERT(slow.open_minutes(*opens, minutes_from(*opens, 1)) == 1);
        }
    }
}

RC_GTEST_PROP(BusinessTimeProperty, what_is_added_has_elapsed_to_the_second, ()) {
    const Situation situation = any_situation();
    const auto time = BusinessTime::compile(situation.calendar, situation.around, minutes_from(situation.around, week));
    RC_ASSERT(time.has_value());
    const Instant from = situation.around + std::chrono::seconds(*rc::gen::inRange(-700'000, 700'000));
    const Seconds wanted(*rc::gen::inRange(0, 400'000));
    const auto due = time->add(from, wanted);
    if (!due) return;
    RC_ASSERT(time->elapsed(from, *due) == wanted);
    if (wanted.count() > 0) RC_ASSERT(time->elapsed(from, *due - std::chrono::seconds(1)) == wanted - Seconds(1));
}

// Any life of a clock: consumed is what the reference counts outside of pauses, and due is when the
// rest of the target is used up.
RC_GTEST_PROP(ClockProperty, pauses_and_reopenings_count_as_the_walk_minute_by_minute_says, ()) {
    const Situation situation = any_situation();
    const MinuteByMinute slow(situation.calendar, minutes_from(situation.around, -2 * week), minutes_from(situation.around, 4 * week));
    const auto time =
        BusinessTime::compile(situation.calendar, minutes_from(situation.around, -week), minutes_from(situation.around, 2 * week));
    RC_ASSERT(time.has_value());
    Instant moment = minutes_from(situation.around, *rc::gen::inRange(-week / 2, week / 2));
    const int64_t target = *rc::gen::inRange(0, 6000);
    std::vector<ClockEvent> events{{ClockEventKind::Started, moment, std::chrono::minutes(target), ""}};
    int64_t counted = 0, not_counted = 0;
    bool counting = true;
    for (int changes = *rc::gen::inRange(0, 6); changes > 0; --changes) {
        const Instant next = minutes_from(moment, *rc::gen::inRange(0, 2000));
        (counting ? counted : not_counted) += slow.open_minutes(moment, next);
        const bool stops = *rc::gen::arbitrary<bool>();
        const auto kind = counting                                    ? (stops ? ClockEventKind::Met : ClockEventKind::Paused)
                          : events.back().kind == ClockEventKind::Met ? ClockEventKind::Reopened
                                                                      : ClockEventKind::Resumed;
        events.push_back({kind, next, Seconds(0), "why"});
        counting = !counting;
        moment = next;
    }
    const Clock clock = fold(events, *time);
    RC_ASSERT(clock.consumed.count() == counted * 60);
    RC_ASSERT(clock.paused.count() == not_counted * 60);
    RC_ASSERT(clock.counting == counting);
    RC_ASSERT(recount(clock, events, *time, moment, "") == clock || clock.consumed > clock.target);
    if (counted > target) RC_ASSERT(clock.breach_at.has_value());
    if (counting && counted < target) {
        RC_ASSERT(!clock.breach_at);
        const auto due = slow.add(moment, target - counted);
        if (due && *due < minutes_from(situation.around, 3 * week)) RC_ASSERT(clock.due_at == due);
    }
}

}  // namespace
}  // namespace steward::service_levels
