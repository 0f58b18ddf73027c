// A heartbeat as it comes: signed by as many beacons as the roster wants, then taken by freshness and time.
#pragma once

#include "agent/gate/checks.h"

namespace steward::gate {

/// What became of it, or the check that refused it: 1 to 7, 12 when none of those who signed is a beacon, 13 when too few are, 15 when it
/// says a time more than `most_behind` ahead of the machine's own clock: a beacon's key alone ends nothing, lifts nothing, and holds up
/// nothing longer than that once it is removed. Where the clock itself stands behind, nothing is heard before it is set. What was heard
/// moves the bounds of time.
std::expected<Heard, Refusal> hear(ByteView bytes, const trust::Roster& roster, Freshness& freshness, TrustedTime& time, Instant wall,
                                   Duration running);

}  // namespace steward::gate
