// What rooms below may ask of the attachments: to keep what hung on a mail.
//
// Two steps, because bytes are slow and transactions are not: `store` before the transaction, `attach` in it. What was
// stored and never attached is swept away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::attachments {

inline constexpr int64_t most_file_bytes = 25 << 20;

/// One file that came from outside. Its name and type are what a sender wrote: they are cleaned here.
struct Incoming {
    std::string name, type;
    ByteView bytes;
};
/// A file that is on disk, or the reason why it is not: it becomes a visible record in either case.
struct Stored {
    std::string name, type, digest;
    int64_t size = 0;
    std::string refusal;  // a sentence; empty: it is stored
};

class Attachments {
public:
    virtual ~Attachments() = default;

    /// On stable storage when this returns, under the hash of its content. Never fails: see `Stored::refusal`. Any thread.
    virtual Stored store(const Incoming& file) = 0;

    /// Makes them files of the ticket, or of one message in it (`message` nil: of the ticket itself). What goes over a bound
    /// is recorded as not kept. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status attach(storage::Transaction& transaction, TicketId ticket, MessageId message, bool internal, const std::string& by,
                          const std::vector<Stored>& files, Instant now) = 0;
};

}  // namespace steward::attachments
