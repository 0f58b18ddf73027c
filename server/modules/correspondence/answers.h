// What goes out by mail: a receipt to whoever opened a ticket by mail, and what we say in any ticket, with its files, to whoever asked,
// however the ticket began, and to the client's people who follow it (`addressees.h`).
//
// A fact says that a mail is wanted; the notifications send it. A machine gets nothing: a receipt is written
// only to a person, who did not ask for silence, and not often to the same one.
#pragma once

#include "server/modules/correspondence/addressees.h"
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
    /// One mail of a word: wanted, left out with the reason, or kept until its files are there.
    Status say_to(Transaction& transaction, const helpdesk::TicketFace& ticket, const Addressee& one, const helpdesk::WordToClient& word,
                  SentRow sent, Instant at);
    /// What waited for its files, if it is still for them.
    Status send_answer(Transaction& transaction, SentRow sent, Instant now);
    Status send(Transaction& transaction, const helpdesk::TicketFace& ticket, const Addressee& one, const helpdesk::WordToClient& word,
                const SentRow& sent, Instant now);
    Status want(Transaction& transaction, const SentRow& sent, const std::string& reference, const std::string& in_reply_to,
                std::string text, Instant at);
    SentRow sent_row(const helpdesk::TicketFace& ticket, std::string_view what, std::string to, std::string subject, Instant at) const;

    storage::Database& database_;
    helpdesk::TicketsByMail& tickets_;
    const Settings& settings_;
    attachments::Attachments* files_;  // null: answers are words alone
    Rng& rng_;
};

}  // namespace steward::correspondence
