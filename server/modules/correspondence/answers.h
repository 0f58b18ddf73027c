// What goes back to whoever wrote: a receipt for a new ticket, and what our people write in it.
//
// A fact says that a mail is wanted; the notifications send it. A machine gets nothing: a receipt is written
// only to a person, who did not ask for silence, and not often to the same one.
#pragma once

#include "server/modules/correspondence/store.h"
#include "server/platform/journal/journal.h"

namespace steward::facts::v1 {
class MailDecided;
class TicketMessageAdded;
}  // namespace steward::facts::v1

namespace steward::correspondence {

inline constexpr int most_receipts_an_hour = 3;

/// "Re: Printer [TIC-2026-000001]": as mail programs write it, the number once.
std::string answer_subject(const std::string& subject, const std::string& reference);

class Answers {
public:
    Answers(storage::Database& database, helpdesk::TicketsByMail& tickets) : database_(database), tickets_(tickets) {}

    /// Handles all facts that are there.
    Status run(Instant now);

private:
    Status decided(Transaction& transaction, const facts::v1::MailDecided& fact, Instant at);
    Status said(Transaction& transaction, const facts::v1::TicketMessageAdded& fact, Instant at);

    storage::Database& database_;
    helpdesk::TicketsByMail& tickets_;
};

}  // namespace steward::correspondence
