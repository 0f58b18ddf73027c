// Holidays out of an iCalendar file (RFC 5545), as states and churches publish them. Pure, total and bounded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/modules/service_levels/calendar.h"

namespace steward::service_levels {

inline constexpr size_t most_file_bytes = 400u << 10, most_file_events = 5000;

struct FoundHoliday {
    Date date;
    std::string name;
};

struct HolidayFile {
    std::vector<FoundHoliday> holidays;  // by date, each date once
    std::vector<std::string> left_out;   // "Staff party: it has a time of day"; the first hundred
};

/// Whole days between `from` and `until`, both included; what returns every year on its date is each of those years. Anything else
/// is left out with its reason. Failures: Invalid "service_levels.no_calendar_file", TooLarge "service_levels.file_too_large".
Result<HolidayFile> read_holiday_file(std::string_view text, Date from, Date until);

}  // namespace steward::service_levels
