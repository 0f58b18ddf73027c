#include "server/modules/restore_tests/due.h"

#include <algorithm>

namespace steward::restore_tests {

namespace {
constexpr Duration a_day = std::chrono::hours(24), a_week = 7 * a_day, repair_takes = 6 * a_day;
constexpr int parts_before = 8;  // a proof is tried again when an eighth of its time is left, at most a week
}  // namespace

Duration counts_for(std::string_view criticality) {
    if (criticality == "C1") return 92 * a_day;
    return criticality == "C2" ? 184 * a_day : 365 * a_day;
}

Duration interval_of(int level, std::string_view criticality, Duration said) {
    if (said > Duration{}) return said;
    return level == least_level ? a_week : counts_for(criticality);
}

NextTest next_test(Duration interval, Instant plan_made_at, const std::optional<LastTest>& last) {
    if (!last) return {plan_made_at, plan_made_at + a_week, "interval"};
    if (last->state == "passed") {
        const Instant ends = last->ended_at + interval;
        return {ends - std::min<Duration>(interval / parts_before, a_week), ends, "interval"};
    }
    if (last->state == "cancelled") return {last->ended_at + a_day, last->due_at, last->why};
    if (last->state == "inconclusive")
        return {last->ended_at + a_day, last->why == "again" ? last->due_at : last->ended_at + a_week, "again"};
    // Found wanting: time to repair it; whoever is faster begins the test by hand.
    return {last->ended_at + repair_takes, last->ended_at + a_week, "again"};
}

bool is_overdue(Instant due_at, Instant now) { return now > due_at; }
bool is_overdue_finding(Instant due_at, Instant now) { return now > due_at + a_week; }

}  // namespace steward::restore_tests
