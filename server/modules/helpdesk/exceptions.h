// What leaves the promises by a person's word: a kind that promises nothing, a ticket cancelled after one was missed, a lower priority
// (domain/model.md section 3, rule 5). What was missed counts, and as of the priority before, until a second person agreed.
#pragma once

#include "server/modules/helpdesk/desk.h"

namespace steward::helpdesk {

using ExceptionId = Id<struct TicketExceptionTag>;

struct ExceptionRow {
    ExceptionId id;
    ClientId client;
    TicketId ticket;
    std::string title, priority;      // as they were
    std::string what;                 // kind_changed, ticket_cancelled, priority_lowered
    std::string from, to;             // kinds, states, or priorities
    std::vector<std::string> missed;  // kinds of promises
    std::string reason;
    std::string state;  // noted (nobody else is needed), pending, agreed, refused
    AccountId asked_by_id;
    std::string asked_by;
    Instant at;
    AccountId decided_by_id;
    std::string decided_by;
    Instant decided_at;
    std::string note;
};

/// Whether `after` takes `before` out of what is promised in a way that has to be told: nothing, or what it is called.
/// `missed`: the promises that were missed by then.
std::string_view withdrawal_of(const TicketRow& before, const TicketRow& after, const std::vector<std::string>& missed);

/// Whether `after` is less urgent, and whether that needs a reason and a second person: P1 and P2 have bars of their own.
bool is_lowered(const TicketRow& before, const TicketRow& after);
bool needs_second_person(const TicketRow& before, const TicketRow& after);
/// Whether this lowering, which stands in the history by now, only takes back what the same person raised within the last ten minutes: a
/// slip.
Result<bool> takes_back(Transaction& transaction, const TicketRow& before, const TicketRow& after, AccountId by, Instant now);

/// Nobody agrees with themselves, and a program is nobody. Failures: Conflict "helpdesk.exception_decided"; Forbidden
/// "helpdesk.same_person".
Status judge_second_person(const ExceptionRow& asked, AccountId by);

Status insert_exception(Transaction& transaction, const ExceptionRow& row);
Result<std::optional<ExceptionRow>> find_exception(Transaction& transaction, ExceptionId id);
Status save_decision(Transaction& transaction, const ExceptionRow& row);

}  // namespace steward::helpdesk
