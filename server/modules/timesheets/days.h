// Days and ISO weeks of one zone, and how long it was between two times that clocks on a wall showed. Pure but for
// the zone's rules. Vectors, with the days on which clocks change, in tests/days_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "server/platform/zones/zones.h"

namespace steward::timesheets {

using zones::Date;

/// "2026-11-28". Failure: Invalid at `pointer`; only years 2000 to 2199 are days of work.
Result<Date> parse_day(std::string_view pointer, std::string_view text);
std::string day_text(Date day);

/// "2026-W48": weeks of ISO 8601, which begin on Monday; the year is that of the week's Thursday.
std::string week_text(Date day);
/// The Monday. Failure: Invalid at `pointer`.
Result<Date> parse_week(std::string_view pointer, std::string_view text);

/// Seconds after midnight of "09:30"; "24:00" is the day's end. Failure: Invalid at `pointer`.
Result<int> parse_clock(std::string_view pointer, std::string_view text);
/// What a clock on the wall shows: "09:30".
std::string clock_text(const zones::Zone& zone, Instant at);

struct Piece {
    Instant from, until;
    Duration length() const { return until - from; }
};
/// From and until as clocks showed them on `day`; an `until` that is not later is of the next day. A time that the clocks
/// skip is the moment after the gap; one that they show twice is the first, so that only the real length counts.
Piece piece_on(const zones::Zone& zone, Date day, int from_second, int until_second);

Date day_of(const zones::Zone& zone, Instant at);

}  // namespace steward::timesheets
