// The days on which a ticket opens again and again: a part of iCalendar's RRULE (RFC 5545, 3.3.10). Pure.
//
// FREQ=DAILY, WEEKLY or MONTHLY; INTERVAL 1 to 99; BYDAY with WEEKLY ("MO,WE") and MONTHLY ("2TU" the second, "-1FR" the last);
// BYMONTHDAY with MONTHLY (1 to 31, -1 the last). A month without that day has none of it, as the RFC says. Weeks begin on
// Monday. What else RRULE knows is refused by name rather than understood half. The end stands beside the rule, as a date.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/zones/zones.h"

namespace steward::templates {

using zones::Date;

enum class Frequency { Daily, Weekly, Monthly };

struct NthWeekday {
    int nth = 0;      // 1 to 5, -1 the last; 0: every one
    int weekday = 0;  // 0 is Monday
    auto operator<=>(const NthWeekday&) const = default;
};

struct Recurrence {
    Frequency frequency = Frequency::Daily;
    int interval = 1;
    std::vector<NthWeekday> weekdays;  // sorted, each once
    std::vector<int> month_days;       // sorted, each once
    bool operator==(const Recurrence&) const = default;
};

/// Any text. Failure: Invalid with "/rule".
Result<Recurrence> parse_recurrence(std::string_view rule);
/// The rule in one form, whatever form it came in.
std::string to_text(const Recurrence& rule);
/// "every 2 weeks on Monday and Wednesday".
std::string in_words(const Recurrence& rule, Date starts_on);

/// The first day of the rule from `from` on, never before `starts_on`, from which intervals are counted; nothing when
/// there is none within 30 years.
std::optional<Date> next_day(const Recurrence& rule, Date starts_on, Date from);

/// When tickets open: a rule, the time of day on a zone's clock, and the last day.
struct Timing {
    Recurrence rule;
    Date starts_on;
    int second_of_day = 0;
    std::optional<Date> ends_on;
};

/// The first moment after `after`. A time that the clock skips is the first moment behind the gap; one that comes twice
/// is the first of the two. Nothing: it has ended.
std::optional<Instant> next_moment(const Timing& timing, const zones::Zone& zone, Instant after);

/// "2026-12-01". Failure: Invalid with `pointer`, also for days before 2000 and after 2199.
Result<Date> parse_day(std::string_view pointer, std::string_view text);
std::string day_text(Date day);
/// "08:00". Failure: Invalid with `pointer`.
Result<int> parse_time_of_day(std::string_view pointer, std::string_view text);

}  // namespace steward::templates
