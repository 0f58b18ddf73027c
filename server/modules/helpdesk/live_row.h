// What screens are told when a ticket changes: the row of a list as it is now, so that two hundred open lists need not ask
// for theirs again. Only to who may read tickets (the event stream sees to that), and never of a confidential one.
#pragma once

#include <string>
#include <vector>

#include "server/modules/helpdesk/promises.h"
#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

/// What filters compared before the change: nobody knows, there was no ticket, the same, or `LiveChange::before`.
enum class Before { Unknown, NotThere, Same, Other };
struct LiveChange {
    Before how = Before::Unknown;
    const TicketRow* before = nullptr;
};

/// One JSON object: `ticket_id`, `row` (a Ticket without its long texts and without what the reader may do with it), and `was`:
/// the fields of it that were other before, null when it was not there; `device_then`: how its device was called then. What is too long for
/// one message, and what not everybody may read, is `ticket_id` alone.
Result<std::string> live_words(Transaction& transaction, Promises& promises, const TicketRow& ticket,
                               const std::string& decision_awaited_of, LiveChange change);

/// Of our own people, who hears that something changed in a confidential one: nobody else's list has it.
Result<std::vector<AccountId>> confidential_listeners(Transaction& transaction, const TicketRow& ticket);

}  // namespace steward::helpdesk
