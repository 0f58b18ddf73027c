// What a report of somebody who joins, moves or leaves becomes: the words and the priority of its ticket. Pure.
#pragma once

#include <string>
#include <string_view>

#include "server/platform/zones/zones.h"

namespace steward::portal {

inline constexpr std::string_view staff_change_kinds[] = {"joiner", "mover", "leaver"};

struct StaffChange {
    std::string kind;  // of the above
    std::string who;
    zones::Date day;                                        // the first of a joiner and a mover, the last of a leaver
    std::string job_title, site, manager, like, hand_over;  // names; empty: not said
    std::string needs, note;
    bool at_once = false;
};

struct StaffTicket {
    std::string title, description, impact, urgency;
};

/// Closed at once is the highest priority, until it is verified (domain/playbooks.md 6, leaver at once). Otherwise the
/// nearer the day, the more urgent: what is due tomorrow stands before what is due in three weeks.
StaffTicket staff_ticket(const StaffChange& change, zones::Date today);

/// "2026-12-01"; a day of this calendar. Failure: Invalid with `pointer`.
Result<zones::Date> parse_staff_day(std::string_view pointer, std::string_view text);

}  // namespace steward::portal
