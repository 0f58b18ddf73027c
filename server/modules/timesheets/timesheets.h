// What rooms below may ask of time: to keep what was booked elsewhere, as it was.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::timesheets {

using EntryId = Id<struct TimeEntryTag>;

struct PastTime {
    EntryId id;  // nil: new
    ClientId client;
    TicketId ticket;          // nil: of the client itself
    AccountId account;        // nil: nobody who is here
    std::string worker_name;  // when there is no account
    Instant from, until;      // unset: only the day and the length are known
    std::string day;          // "2024-03-01"; empty: that of `from`, in the zone of the settings
    int64_t worked_s = 0;     // 0: from until `until`
    std::string activity, coverage, note;
    bool was_brought_in = false;  // read only
    int64_t revision = 0;
    bool operator==(const PastTime&) const = default;
};

/// It stands in the lists and in its ticket, locked; it is in nobody's weekly sheet and not in K27.
class TimeHistory {
public:
    virtual ~TimeHistory() = default;

    virtual Result<std::optional<PastTime>> find(storage::Transaction& transaction, EntryId id) = 0;
    /// Checks and completes it and says what `put` would do: "created", "updated" or "unchanged". Failures: those of `put`.
    virtual Result<std::string_view> consider(storage::Transaction& transaction, PastTime& entry, Instant now) = 0;
    /// The same, and stores it. Failures: Invalid with the fields; Conflict "timesheets.not_brought_in".
    virtual Result<std::string_view> put(storage::Transaction& transaction, PastTime& entry, Instant now) = 0;
    /// False: it is not as `revision` says any more.
    virtual Result<bool> remove(storage::Transaction& transaction, EntryId id, int64_t revision) = 0;
    /// Whether anybody booked time on it that was not brought in.
    virtual Result<bool> has_time(storage::Transaction& transaction, TicketId ticket) = 0;
    virtual Result<std::vector<PastTime>> after(storage::Transaction& transaction, EntryId id, int limit) = 0;
    virtual std::vector<std::string> activities() = 0;
};

}  // namespace steward::timesheets
