// What changed between two versions of a ticket, in words and as facts. Pure.
#pragma once

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

/// One event for every field that differs, in the order in which people read them. Who may not see
/// internal things does not get those of queue, assignee and priority reason. `reason` goes to the
/// events of state and priority. Times are told on the clock of `zone`, the client's. `words_stand_above`: what a resolution says was just
/// said in the conversation, and is not said again.
std::vector<EventRow> describe_changes(const TicketRow& before, const TicketRow& after, const Actor& actor, std::string_view reason,
                                       std::string_view zone, Instant now, bool words_stand_above = false);

/// "in progress" for "in_progress".
std::string in_words(std::string_view code);

}  // namespace steward::helpdesk
