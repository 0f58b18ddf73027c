// The running timer of a person. Pure: `now` is an argument; nothing is ever booked that nobody said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/timesheets/days.h"

namespace steward::timesheets {

struct Timer {
    AccountId account;
    ClientId client;
    TicketId ticket;
    Instant started_at;
    Instant running_since;  // unset: it is paused
    Instant sure_until;     // until then nobody needs to be asked
    std::string activity, note;
    std::vector<Piece> pieces;  // before `running_since`, in order

    bool is_running() const { return running_since.is_set(); }
    Duration collected() const;
    Duration collected_at(Instant now) const;  // with what runs
};

inline constexpr size_t most_pieces = 200;

/// Nothing happens to one that is paused already.
Timer paused(Timer timer, Instant now);
Timer resumed(Timer timer, Instant now, Duration forgotten_after);

/// Whether a person must be asked if they still work on it: never for one that is paused.
bool is_forgotten(const Timer& timer, Instant now);

/// Its pieces when work ended at `ended_at`: what ran later is left out. Failure: Invalid "/ended_at_unix_ms" for a moment
/// before it started or after `now`; Invalid "timesheets.nothing_worked" when no second is left.
Result<std::vector<Piece>> stopped(const Timer& timer, Instant ended_at, Instant now);

/// In whole seconds.
int64_t worked_seconds(const std::vector<Piece>& pieces);

}  // namespace steward::timesheets
