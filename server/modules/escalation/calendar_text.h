// Shifts as an iCalendar text (RFC 5545): what a phone or a mail program subscribes to.
//
// Pure. All times are in UTC, so a reader needs no zone of ours and no change of the clocks can move a shift.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace steward::escalation {

struct CalendarEntry {
    std::string uid;      // the same for the same shift at every reading
    std::string summary;  // any text
    std::string description;
    Instant from, until;
};

/// Lines end in CRLF and are folded at 75 bytes, never inside a character. Text is escaped; what is not UTF-8 or a
/// control character is left out.
std::string calendar_text(std::string_view name, std::string_view zone, const std::vector<CalendarEntry>& entries, Instant now);

}  // namespace steward::escalation
