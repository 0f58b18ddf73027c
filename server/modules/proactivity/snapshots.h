// Months as they were counted (domain/kpis.md A.1 and A.10): a closed month is written down once its last
// verdicts are due, and again, with a reason, when late facts change it. No row is ever rewritten.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/proactivity/store.h"

namespace steward::proactivity {

struct Snapshot {
    int64_t number = 0;
    Instant computed_at;
    int64_t definition = 0;
    Ratio proactive;
    int64_t detected = 0;
    std::optional<double> lead_minutes;
    int64_t lead_sample = 0, never_reported = 0;
    std::string reason;  // "the month was over", "late facts changed it", "a new definition"
};

/// K01 and K02 of the client in a period, by what is known now.
Result<Figures> figures_of(Transaction& transaction, ClientId client, const Period& period);

/// Oldest first, at most 100.
Result<std::vector<Snapshot>> snapshots_of(Transaction& transaction, ClientId client, std::string_view month);

/// Writes what is due of the three months before `now`, for every client, each in a transaction of its own.
Status take_snapshots(storage::Database& database, const directory::Directory& directory, Instant now);

}  // namespace steward::proactivity
