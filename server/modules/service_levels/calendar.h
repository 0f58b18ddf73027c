// A calendar: when a provider has promised to work for somebody.
//
// Values only. How time passes on a calendar stands in business_time.h.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/modules/service_levels/zone.h"

namespace steward::service_levels {

/// A piece of one local date, in seconds after its midnight. `end` may lie on the next date (beyond
/// 86,400): the window belongs to the date on which it begins.
struct Window {
    int begin = 0;
    int end = 0;
    bool operator==(const Window&) const = default;
};

/// What holds on one local date instead of the week: other windows, or none ("closed").
struct DatedException {
    std::string name;
    std::vector<Window> windows;
};

struct Calendar {
    std::string zone;                         // IANA; not needed when `always`
    bool always = false;                      // around the clock, every day: plain elapsed time
    std::array<std::vector<Window>, 7> week;  // Monday first
    std::map<Date, std::string> holidays;     // no window begins on these dates
    std::map<Date, DatedException> exceptions;

    /// The windows that begin on `date`: an exception beats a holiday, a holiday beats the week.
    const std::vector<Window>& windows_on(Date date) const;
};

/// What "one business day" is on this calendar: the open seconds of a week by its open days, windows that
/// overlap counted once; a day for a calendar that is always open, 0 for one that never is.
Seconds business_day(const Calendar& calendar);

inline constexpr size_t most_windows_a_day = 24;
inline constexpr size_t most_dates = 2000;  // holidays and exceptions each

/// Failures: Invalid with a field each: a zone nobody knows, a window that ends before it begins or lasts longer than
/// a day, no window at all, too many.
Status check_calendar(const Calendar& calendar);

/// "08:00" to seconds after midnight; "24:00" only as an end. Failure: nothing for any other form.
std::optional<int> parse_time_of_day(std::string_view text);
std::string time_of_day_text(int second_of_day);
/// "2026-12-25". Nothing for any other form or a date that no calendar has; years 1970 to 2200.
std::optional<Date> parse_date(std::string_view text);
std::string date_text(Date date);

}  // namespace steward::service_levels
