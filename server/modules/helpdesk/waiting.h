// What the clock does with a ticket that waits (domain/model.md 5.11): it reminds the client, goes on when the agreed
// date has come, resolves what nobody answers, and closes what nobody disputes.
//
// A reminder counts when it was delivered or can be read in the portal (`ClientReach`): nobody is given up who never heard of it.
// Safe to repeat: what happens is decided from the row, in the transaction that writes it.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

/// Business days since it began to wait: the client is reminded three times, then it is resolved without a reply.
inline constexpr int reminder_days[] = {1, 3, 5};
inline constexpr int no_reply_days = 6;
inline constexpr int close_days = 3;  // after it was resolved

/// States in which a date may stand.
bool waits(std::string_view state);

/// After how many business days in this state the clock takes the next step; 0: never by days.
int days_to_next_step(std::string_view state, int reminders);

enum class WaitingStep { Nothing, Remind, GoOn, ResolveWithoutReply, Close };
/// What is to be done at `now` with a ticket whose next look is due. Pure.
WaitingStep judge_waiting(const TicketRow& ticket, Instant now);

class Waiting {
public:
    Waiting(storage::Database& database, Desk& desk) : database_(database), desk_(desk) {}

    /// All tickets whose moment has come, each in its own transaction.
    Status run(Instant now);

private:
    Status look(Transaction& transaction, TicketId id, Instant now);
    /// Counts again which reminders reached whoever asked; whether the newest is still on its way.
    Result<bool> recount(Transaction& transaction, TicketRow& ticket);
    /// Not while it waits for a decision: then the clock looks again a day later.
    Status remind(Transaction& transaction, TicketRow& ticket, Instant now);
    /// Our people hear of it, once while it waits: nothing is counted and nothing resolved.
    Status leave_to_people(Transaction& transaction, TicketRow& ticket, const std::string& why, Instant now);
    /// A business day later.
    Status look_again(Transaction& transaction, const TicketRow& ticket, Instant now);
    /// Not before a person decided what is open about it: then the clock looks again a day later.
    Status resolve_without_reply(Transaction& transaction, const TicketRow& ticket, Instant now);

    storage::Database& database_;
    Desk& desk_;
};

}  // namespace steward::helpdesk
