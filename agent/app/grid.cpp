#include "agent/app/grid.h"

namespace steward::agent {

Grid grid_of(DeviceId device, Duration interval) {
    const auto seconds = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(interval).count());
    return {interval, std::chrono::seconds(std::hash<DeviceId>()(device) % std::max<uint64_t>(seconds, 1))};
}

Instant moment_of(const Grid& grid, Instant now) {
    const int64_t interval = grid.interval.count(), since = now.unix_ms - grid.phase.count();
    const int64_t rest = since % interval;
    return Instant{now.unix_ms - (rest < 0 ? rest + interval : rest)};
}

Instant next_moment(const Grid& grid, Instant now) { return moment_of(grid, now) + grid.interval; }

Duration interval_within_bounds(uint32_t wanted_s, Duration present) {
    return wanted_s >= 10 && wanted_s <= 3600 ? Duration(std::chrono::seconds(wanted_s)) : present;
}

}  // namespace steward::agent
