// All SQL of the correspondence. Every function works in the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/modules/correspondence/decide.h"
#include "server/platform/storage/database.h"

namespace steward::correspondence {

using storage::Transaction;
using MailId = Id<struct MailTag>;

/// The reason of a mail whose first line answered a request for approval.
inline constexpr std::string_view approval_answered = "mail.approval";

struct MailRow {
    MailId id;
    ClientId client;  // nil: of nobody that we know, or not decided yet
    std::string door;
    Instant received_at, decided_at;
    std::string envelope_sender, envelope_recipients;  // recipients, separated by blanks
    bool sender_known = true;
    int64_t size_bytes = 0;
    bool is_cut = false;
    std::string digest, state;
    int64_t attempts = 0;
    std::string decided_by, reason_code, reason, origin, authenticity;
    std::string from_address, from_name, subject, message_id, text_digest;
    bool answerable = false;
    bool waits = false;  // for a person
    TicketId ticket, proposed;
    bool reopened = false;
    MessageId ticket_message;
    // Read with it, never written.
    std::string client_name, ticket_reference;
};

extern const std::string_view mail_columns, mails_joined;
constexpr size_t mail_column_count = 31;
MailRow read_mail(const storage::Row& row);

/// False when the same bytes came before.
Result<bool> insert_mail(Transaction& transaction, const MailRow& mail, Bytes bytes);
/// Everything that a decision changes.
Status save_decision(Transaction& transaction, const MailRow& mail);
Result<std::optional<MailRow>> find_mail(Transaction& transaction, MailId id);
/// Nothing: they were dropped.
Result<std::optional<Bytes>> bytes_of(Transaction& transaction, MailId id);

/// The oldest that waits for a decision, its attempts raised by one: who dies with it leaves a trace.
Result<std::optional<MailRow>> take_next(Transaction& transaction);

// What is known of a sender and of a mail.
Result<Sender> find_sender(Transaction& transaction, const std::string& address);
/// Of which clients a person with this address is, and whose mail domain it lies in.
Result<std::vector<ClientId>> clients_of_address(Transaction& transaction, const std::string& address);
Result<bool> account_sees_client(Transaction& transaction, AccountId account, ClientId client);
/// Whether the requester or a watcher of the client has this address, or a mail from it went into the ticket or into one that was
/// merged into it: more than the answer to a request for approval.
Result<bool> takes_part(Transaction& transaction, const helpdesk::TicketFace& ticket, const std::string& address);
/// The same mail that something was made of, or that waits for somebody: its ticket, or the nil one. Nothing: it is the first. For
/// what a program wrote also one of which nothing was made.
Result<std::optional<TicketId>> seen_before(Transaction& transaction, const MailRow& mail, bool automatic, Instant since);
/// The addresses whose mails went into this ticket, in lower case.
Result<std::vector<std::string>> writers_in(Transaction& transaction, TicketId ticket);
Result<int> count_from_sender(Transaction& transaction, const std::string& address, Instant since);
Result<int> count_to_ticket(Transaction& transaction, TicketId ticket, Instant since);
Result<int> count_reopened(Transaction& transaction, TicketId ticket, Instant since);
/// The ticket that our own record of this Message-ID went into: for answers to a mail that somebody sent us.
Result<std::optional<TicketId>> ticket_of_message(Transaction& transaction, const std::string& message_id);

/// The ticket in which the words are now that went out in our mail of this Message-ID; nothing: it carried none.
Result<std::optional<TicketId>> ticket_of_sent(Transaction& transaction, const std::string& message_id);

/// Whom an answer in this ticket goes to: the requester's newest mail in it, else that of whoever wrote last. Who only
/// answered a request for approval did not ask.
Result<std::optional<MailRow>> newest_of_person(Transaction& transaction, TicketId ticket);
/// The newest mail of this address in the ticket, as above.
Result<std::optional<MailRow>> newest_from(Transaction& transaction, TicketId ticket, const std::string& address);
Result<int> count_receipts(Transaction& transaction, const std::string& address, Instant since);
Status note_receipt(Transaction& transaction, MailId id, Instant now);

/// Drops the bytes of what was decided before `before` and became nothing; at most `limit`.
Status forget_bytes(Transaction& transaction, Instant before, int limit);

struct MailDomain {
    std::string domain;
    Instant added_at;
};
Result<std::vector<MailDomain>> domains_of(Transaction& transaction, ClientId client);
/// Failure: Conflict "correspondence.domain_taken".
Status insert_domain(Transaction& transaction, ClientId client, const MailDomain& domain);
Status delete_domain(Transaction& transaction, ClientId client, const std::string& domain);

std::string digest_of(std::string_view bytes);      // SHA-256, hex
std::string address_key(std::string_view address);  // lower case
std::string domain_of(std::string_view address);    // lower case

}  // namespace steward::correspondence
