#include "trust/ring.h"

#include <algorithm>

namespace steward::trust {

Duration ring_wait(const std::vector<RingWait>& rings, const std::vector<std::string>& tags) {
    std::optional<uint64_t> own;
    uint64_t last = 0;
    for (const RingWait& ring : rings) {
        last = std::max(last, ring.wait_hours);
        const bool is_own = std::ranges::find(tags, "ring-" + std::to_string(ring.ring)) != tags.end();
        if (is_own) own = std::max(own.value_or(0), ring.wait_hours);
    }
    return std::chrono::hours(own.value_or(last));
}

}  // namespace steward::trust
