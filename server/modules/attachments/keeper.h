// What happens to files without anybody asking: they are scanned, and what belongs to nobody goes.
#pragma once

#include "server/modules/attachments/attachments.h"
#include "server/modules/attachments/store.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/live/hub.h"

namespace steward::attachments {

class Keeper {
public:
    Keeper(storage::Database& database, helpdesk::TicketWork& work, Shelf& shelf, live::Hub& hub, Rng& rng)
        : database_(database), work_(work), shelf_(shelf), hub_(hub), rng_(rng) {}

    /// Scans what waits, a file at a time, until nothing waits or the scanner cannot be reached.
    Status scan_files(Instant now);
    /// Uploads that nobody put into a conversation for a day, and content that no file needs.
    Status sweep(Instant now);

    Stored store(const Incoming& file);
    Status attach(Transaction& transaction, TicketId ticket, MessageId message, bool internal, const std::string& by,
                  const std::vector<Stored>& files, Instant now);

private:
    storage::Database& database_;
    helpdesk::TicketWork& work_;
    Shelf& shelf_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::attachments
