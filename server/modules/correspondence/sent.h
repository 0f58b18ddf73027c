// What went out of tickets by mail to one person: wanted, sent, and what the other side said of it afterwards.
#pragma once

#include "server/modules/correspondence/correspondence.h"
#include "server/modules/correspondence/store.h"
#include "server/platform/mail/message.h"

namespace steward::correspondence {

using SentId = Id<struct SentMailTag>;

struct SentRow {
    SentId id;
    ClientId client;
    TicketId ticket;
    MessageId message;  // nil: it carries no message of the ticket
    std::string what;   // answer, receipt, notice
    std::string recipient, subject, message_id;
    std::string state = "waits";  // waits, sent, late, not_delivered
    std::string note;
    std::string author;
    AccountId author_id;
    Instant wanted_at, at;
    Instant waits_until;  // set: its files are not all there yet
};

/// What a mail server's report makes of a mail that went out; nothing when it says that all is well.
struct Bounced {
    std::string state;  // late, not_delivered
    std::string note;   // in the words of the other side, one line
};
std::optional<Bounced> judge_report(const mail::Message& report);

extern const std::string_view sent_columns;
SentRow read_sent(const storage::Row& row);

Status insert_sent(Transaction& transaction, const SentRow& sent);
Status save_sent(Transaction& transaction, const SentRow& sent);  // state, note, message_id, at, waits_until, recipient
Result<std::optional<SentRow>> find_sent(Transaction& transaction, SentId id);
Result<std::optional<SentRow>> sent_by_message_id(Transaction& transaction, const std::string& message_id);
/// Those whose files are awaited, the oldest first.
Result<std::vector<SentRow>> waiting_for_files(Transaction& transaction, int limit);

/// The record of a mail of which our own mail server said something; made when there is none yet.
Status note_sent(Transaction& transaction, const SentNote& note, const std::string& message_id, Instant now);

/// Whether nothing more is to come before this answer can go: its files are all there and scanned.
Result<bool> files_are_complete(Transaction& transaction, attachments::Attachments& files, const SentRow& sent);

/// What does not fit into the mail gets a link for its receiver.
Status share_large_files(Transaction& transaction, attachments::Attachments& files, const SentRow& sent, Instant now);
/// What goes with the answer: files in it, and lines about those that are not. The lines hold secrets.
Result<OutgoingParts> parts_of(Transaction& transaction, attachments::Attachments& files, const SentRow& sent, Instant now);

}  // namespace steward::correspondence
