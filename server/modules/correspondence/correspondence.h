// What others may ask of the correspondence: to take a mail in, and how our own mails are marked so
// that the answers to them find their ticket.
#pragma once

#include <optional>

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

class Correspondence {
public:
    virtual ~Correspondence() = default;

    /// Stores the mail; when this returns success it survives a power failure. Safe to repeat, any thread.
    virtual Status take_in(std::string_view door, mail::Arrival arrival) = 0;

    /// `delivery` makes the Message-ID: the same at every attempt. Nothing without our own address.
    virtual Result<std::optional<OutgoingMarks>> marks(storage::Transaction& transaction, TicketId ticket, const RawId& delivery) = 0;
};

}  // namespace steward::correspondence
