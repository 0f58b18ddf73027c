// What others may ask of the correspondence: to take a mail in; how our own mails are marked so that the answers to them find
// their ticket; what goes with a mail that it wanted; and to hear what became of one.
#pragma once

#include <optional>
#include <vector>

#include "server/modules/attachments/attachments.h"
#include "server/platform/mail/lmtp.h"
#include "server/platform/storage/database.h"

namespace steward::correspondence {

/// The marks of one outgoing mail about a ticket.
struct OutgoingMarks {
    std::string message_id;    // without angle brackets; the same for the same delivery
    std::string first_id;      // of the ticket's first mail: all of them hang together by it (References)
    std::string reply_to;      // our address with the ticket's token; empty: no address is set
    std::string token;         // for a line in the text
    std::string installation;  // X-Steward-Installation, by which our own mail is known when it comes back
};

/// What goes with a mail beside its stored words.
struct OutgoingParts {
    std::string text;  // lines that hold links: never store or log them
    std::vector<attachments::Outgoing> files;
};
struct OutgoingFile {
    std::string name, type, bytes;
};

/// What became of a mail to one person, as far as our own mail server said.
struct SentNote {
    TicketId ticket;
    ClientId client;
    std::string sent_id;  // of `MailWanted`; empty: this delivery stands for itself
    RawId delivery;
    bool is_receipt = false;
    std::string to, subject;
    std::string state;  // waits, sent, not_delivered
    std::string note;
};

class Correspondence {
public:
    virtual ~Correspondence() = default;

    /// Stores the mail; when this returns success it survives a power failure. Safe to repeat, any thread.
    virtual Status take_in(std::string_view door, mail::Arrival arrival) = 0;

    /// `delivery` makes the Message-ID: the same at every attempt. Nothing without our own address.
    virtual Result<std::optional<OutgoingMarks>> marks(storage::Transaction& transaction, TicketId ticket, const RawId& delivery) = 0;

    /// What goes with the mail of `MailWanted.sent_id`; nothing when that is empty or not known.
    virtual Result<OutgoingParts> parts(storage::Transaction& transaction, const std::string& sent_id, Instant now) = 0;
    /// Outside of a transaction. Failure: Internal "attachments.unreadable".
    virtual Result<std::vector<OutgoingFile>> read(const OutgoingParts& parts) = 0;

    virtual Status note_sent(storage::Transaction& transaction, const SentNote& note, Instant now) = 0;
};

}  // namespace steward::correspondence
