// Opens the tickets whose date came: each date once, however many servers look.
//
// A date is taken by moving the schedule's next date on, from exactly the one that was read: of two servers only one
// moves it. The row of the date, the ticket and its checklist are written in the same transaction.
#pragma once

#include "server/modules/templates/checklist.h"
#include "server/modules/templates/filling.h"
#include "server/modules/templates/recurrence.h"

namespace steward::templates {

/// What a schedule's row says as one. Failure: Invalid with the field.
Result<Timing> timing_of(const ScheduleRow& schedule);

/// The next date after `after`, or unset: paused, or ended.
Result<Instant> next_date_of(const ScheduleRow& schedule, Instant after);

class Scheduler {
public:
    Scheduler(storage::Database& database, directory::Directory& directory, helpdesk::TicketWork& work, Checklists& checklists, Rng& rng)
        : database_(database), directory_(directory), work_(work), checklists_(checklists), rng_(rng) {}

    /// All dates up to `now`. Of a long time without a server every date is opened, the oldest first.
    Status run(Instant now);

private:
    Status open_one(Transaction& transaction, const ScheduleRow& schedule, Instant now);
    Result<OccurrenceRow> open_ticket(Transaction& transaction, const ScheduleRow& schedule, Instant now);

    storage::Database& database_;
    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Checklists& checklists_;
    Rng& rng_;
};

}  // namespace steward::templates
