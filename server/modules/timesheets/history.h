// Time that was booked elsewhere.
#pragma once

#include "server/modules/timesheets/store.h"
#include "server/modules/timesheets/timesheets.h"

namespace steward::timesheets {

class History final : public TimeHistory {
public:
    explicit History(Rng& rng) : rng_(rng) {}

    Result<std::optional<PastTime>> find(Transaction& transaction, EntryId id) override;
    Result<std::string_view> consider(Transaction& transaction, PastTime& entry, Instant now) override;
    Result<std::string_view> put(Transaction& transaction, PastTime& entry, Instant now) override;
    Result<bool> remove(Transaction& transaction, EntryId id, int64_t revision) override;
    Result<bool> has_time(Transaction& transaction, TicketId ticket) override;
    Result<std::vector<PastTime>> after(Transaction& transaction, EntryId id, int limit) override;
    std::vector<std::string> activities() override;

private:
    Rng& rng_;
};

}  // namespace steward::timesheets
