// What rooms below may ask of the attachments: to keep what hung on a mail, and what goes out with one.
//
// Two steps each way, because bytes are slow and transactions are not: `store` before the transaction, `attach` in it; what
// was stored and never attached is swept away. `files_of` in the transaction, `read` after it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::attachments {

using AttachmentId = Id<struct AttachmentTag>;

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

/// A file of a public message, as a client's person sees it.
struct Outgoing {
    AttachmentId id;
    std::string name, type, digest;
    int64_t size = 0;
    std::string refusal;  // why it is given to no client (now), as a sentence; empty: it is
    bool waits = false;   // for the scanner
};

class Attachments {
public:
    virtual ~Attachments() = default;

    /// Where people reach the console, without a slash at the end. Until it is set, there are no links to files.
    virtual void set_public_address(std::string address) = 0;

    /// On stable storage when this returns, under the hash of its content. Never fails: see `Stored::refusal`. Any thread.
    virtual Stored store(const Incoming& file) = 0;

    /// Makes them files of the ticket, or of one message in it (`message` nil: of the ticket itself). What goes over a bound
    /// is recorded as not kept. Failure: NotFound "helpdesk.ticket_not_found".
    virtual Status attach(storage::Transaction& transaction, TicketId ticket, MessageId message, bool internal, const std::string& by,
                          const std::vector<Stored>& files, Instant now) = 0;

    /// The files of a message that is not internal, in their order.
    virtual Result<std::vector<Outgoing>> files_of(storage::Transaction& transaction, MessageId message) = 0;
    /// Whether who wrote in the ticket has uploads there that stand in no message yet: they go with the words just written.
    virtual Result<bool> is_uploading(storage::Transaction& transaction, TicketId ticket, AccountId by, const std::string& by_name) = 0;
    /// All of its bytes; outside of a transaction. Failure: Internal "attachments.unreadable".
    virtual Result<std::string> read(const Outgoing& file) = 0;

    /// Lets `recipient`, a mail address, fetch the file by a link until `until`. Nothing without a public address.
    virtual Status share(storage::Transaction& transaction, AttachmentId file, const std::string& recipient, Instant until,
                         Instant now) = 0;
    /// The link of what was shared with this recipient and is still good; empty: there is none. It holds a secret: never store
    /// or log it.
    virtual Result<std::string> link(storage::Transaction& transaction, AttachmentId file, const std::string& recipient, Instant now) = 0;
    /// What the mail of `MailWanted.file_link_id` says beside its stored words: the code that opens the link. As secret.
    virtual Result<std::string> code_line(storage::Transaction& transaction, std::string_view link_id, Instant now) = 0;
};

}  // namespace steward::attachments
