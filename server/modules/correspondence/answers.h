// What goes back to whoever wrote: a receipt for a new ticket, and what our people write in it, with its files.
//
// A fact says that a mail is wanted; the notifications send it. A machine gets nothing: a receipt is written
// only to a person, who did not ask for silence, and not often to the same one.
#pragma once

#include "server/modules/correspondence/sent.h"
#include "server/modules/correspondence/settings.h"
#include "server/platform/journal/journal.h"

namespace steward::facts::v1 {
class MailDecided;
class TicketMessageAdded;
}  // namespace steward::facts::v1

namespace steward::correspondence {

inline constexpr int most_receipts_an_hour = 3;
/// An answer goes without the files that are not there by then.
inline constexpr Duration files_are_awaited = std::chrono::minutes(10);

/// "Re: Printer [TIC-2026-000001]": as mail programs write it, the number once.
std::string answer_subject(const std::string& subject, const std::string& reference);

class Answers {
public:
    Answers(storage::Database& database, helpdesk::TicketsByMail& tickets, const Settings& settings, attachments::Attachments* files,
            Rng& rng)
        : database_(database), tickets_(tickets), settings_(settings), files_(files), rng_(rng) {}

    /// Handles all facts that are there, and every answer whose files are complete.
    Status run(Instant now);

private:
    Status decided(Transaction& transaction, const facts::v1::MailDecided& fact, Instant at);
    Status said(Transaction& transaction, const facts::v1::TicketMessageAdded& fact, Instant at);
    Status send_waiting(Instant now);
    /// The words of one of our people, to whom `newest_of_person` says.
    Status send_answer(Transaction& transaction, const SentRow& sent, Instant now);
    Status want(Transaction& transaction, const MailRow& mail, std::string text, const SentRow& sent, Instant at);
    SentRow sent_row(const MailRow& mail, std::string_view what, Instant at) const;

    storage::Database& database_;
    helpdesk::TicketsByMail& tickets_;
    const Settings& settings_;
    attachments::Attachments* files_;  // null: answers are words alone
    Rng& rng_;
};

}  // namespace steward::correspondence
