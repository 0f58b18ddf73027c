// Business time the slow and obvious way: every minute of the days around is looked at, one by one,
// with the C library's own idea of local time. Shares nothing with the engine but the calendar's values.
#pragma once

#include "server/modules/service_levels/calendar.h"

namespace steward::service_levels {

class MinuteByMinute {
public:
    /// Looks at the minutes from `from` to `until` (whole minutes).
    MinuteByMinute(const Calendar& calendar, Instant from, Instant until);

    int64_t open_minutes(Instant from, Instant until) const;
    /// When `minutes` open minutes have passed since `at`; nothing when that is not within what was looked at.
    std::optional<Instant> add(Instant at, int64_t minutes) const;

private:
    size_t index_of(Instant at) const { return static_cast<size_t>((at.unix_ms - from_.unix_ms) / 60'000); }
    void mark(int64_t begin_local, int64_t end_local);

    Instant from_;
    std::vector<int64_t> local_;  // of each minute: its local date and time, as minutes since 1970 if they were UTC
    std::vector<bool> open_;
};

}  // namespace steward::service_levels
