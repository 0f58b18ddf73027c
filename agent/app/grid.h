// When this machine measures: every interval, at its own place within it. Pure.
//
// The place comes from the device's id, so that a thousand machines spread over the interval, and a
// machine that starts again keeps its place.
#pragma once

#include "base/id.h"
#include "base/time.h"

namespace steward::agent {

struct Grid {
    Duration interval = std::chrono::seconds(60);
    Duration phase{};  // below the interval, whole seconds
};

Grid grid_of(DeviceId device, Duration interval);

/// The first moment of the grid after `now`.
Instant next_moment(const Grid& grid, Instant now);

/// The moment of the grid at or before `now`: what is measured now is stamped with it.
Instant moment_of(const Grid& grid, Instant now);

/// What a server may ask for: 10 s to one hour; anything else keeps `present`.
Duration interval_within_bounds(uint32_t wanted_s, Duration present);

}  // namespace steward::agent
