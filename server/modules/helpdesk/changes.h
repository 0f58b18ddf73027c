// What changed between two versions of a ticket, in words and as facts. Pure.
#pragma once

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

/// One event for every field that differs, in the order in which people read them. Who may not see
/// internal things does not get those of queue, assignee and priority reason. `reason` goes to the
/// events of state and priority.
std::vector<EventRow> describe_changes(const TicketRow& before, const TicketRow& after, const Actor& actor, std::string_view reason,
                                       Instant now);

/// "in progress" for "in_progress".
std::string in_words(std::string_view code);

/// "2026-11-24 15:10 UTC".
std::string moment_text(Instant at);

}  // namespace steward::helpdesk
