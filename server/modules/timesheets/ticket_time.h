// What the desk asks of the time: is any booked on this ticket, must there be, and book these minutes now (domain/model.md,
// invariant 21). The desk stands above and knows only its own interface.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/timesheets/booking.h"

namespace steward::timesheets {

class TicketTime final : public helpdesk::TicketTime {
public:
    TicketTime(directory::Directory& directory, Rng& rng) : directory_(directory), booking_(rng) {}

    Result<bool> is_required(storage::Transaction& transaction) override;
    Result<bool> is_booked(storage::Transaction& transaction, TicketId id) override;
    Status book(storage::Transaction& transaction, TicketId id, const Caller& caller, int64_t minutes, std::string note,
                Instant now) override;

private:
    directory::Directory& directory_;
    Booking booking_;
};

}  // namespace steward::timesheets
