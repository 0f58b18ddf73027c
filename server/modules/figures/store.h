// All SQL of the room's own tables: closed months and what became of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"
#include "steward/figures/v1/closed.pb.h"

namespace steward::figures {

struct Snapshot {
    ClientId client;
    std::string month;
    int64_t number = 1;
    Instant computed_at;
    int64_t definition = 0;
    std::string reason;  // closed, late_facts, definition
    v1::ClosedTotals totals;
    v1::ClosedMonth lines;  // only where they were asked for
};

/// The newest of every client for these months. Failure: Internal "figures.unreadable".
Result<std::vector<Snapshot>> newest_snapshots(storage::Transaction& transaction, const std::vector<std::string>& months, bool with_lines);
/// Every one of a month that was counted more than once, by client and number.
Result<std::vector<Snapshot>> recounted(storage::Transaction& transaction, const std::string& month);
Result<std::optional<Snapshot>> newest_snapshot(storage::Transaction& transaction, ClientId client, const std::string& month);
Status insert_snapshot(storage::Transaction& transaction, const Snapshot& snapshot, Instant now);
Status note_checked(storage::Transaction& transaction, ClientId client, const std::string& month, Instant now);

struct MonthState {
    ClientId client;
    std::string month;
    int64_t definition = 0;
    Instant checked_at;
};
Result<std::vector<MonthState>> all_months(storage::Transaction& transaction);

/// A client and the zone of its months.
struct Whose {
    ClientId client;
    std::string zone;
};
/// `scope`: a condition on `t.id`.
Result<std::vector<Whose>> clients_of(storage::Transaction& transaction, const std::string& scope,
                                      const std::vector<storage::Value>& values);

}  // namespace steward::figures
