// A heartbeat as it comes: signed by as many beacons as the roster wants, then taken by freshness and time.
#pragma once

#include "agent/gate/checks.h"

namespace steward::gate {

/// What became of it, or the check that refused it: 1 to 7, 12 when none of those who signed is a beacon, 13 when too few are. What was
/// heard moves the bounds of time.
std::expected<Heard, Refusal> hear(ByteView bytes, const trust::Roster& roster, Freshness& freshness, TrustedTime& time, Duration running);

}  // namespace steward::gate
