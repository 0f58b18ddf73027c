// What the rota needs people to see ahead: gaps, missing rest, and the monthly test of the paging path.
#pragma once

#include "server/modules/escalation/escalator.h"

namespace steward::escalation {

inline constexpr Duration gap_alarm = std::chrono::days(14), roster_ahead = std::chrono::days(28);

/// Nobody's time that touches [now, now + 14 days), each with its true beginning (not before the schedule was
/// made); without an end when it has none within two months.
std::vector<Shift> gaps_ahead(const ScheduleRow& schedule, const zones::Zone& zone, Instant now);

/// "Nights: nobody is on call as Primary from ... until ...", of `gaps_ahead`.
std::string gap_words(const ScheduleRow& schedule, const zones::Zone& zone, const Shift& gap);
std::string rest_words(const Colleagues& colleagues, const zones::Zone& zone, const RestProblem& problem);

/// The month ("2026-12") whose test should begin now: from its first Wednesday on, between 10:00 and 16:00 local, on a
/// working day; nothing at other times. A schedule made later than that Wednesday begins next month.
std::optional<std::string> month_to_test(const zones::Zone& zone, Instant made_at, Instant now);

/// Since when the paging path of the schedule is untested, if that is too long: no test was acknowledged for 40 days.
inline constexpr Duration longest_without_test = std::chrono::days(40);
Result<std::optional<Instant>> untested_since(Transaction& transaction, const ScheduleRow& schedule, Instant now);

/// Says each gap once, and begins the tests that are due.
Status look_ahead(Transaction& transaction, Escalator& escalator, Instant now);

}  // namespace steward::escalation
