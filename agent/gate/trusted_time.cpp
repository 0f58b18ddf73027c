#include "agent/gate/trusted_time.h"

#include <algorithm>

namespace steward::gate {

void TrustedTime::hear(Instant signed_time, Duration running, Duration on_its_way) {
    at_most_ = std::max(at_most_ + (running - since_), signed_time + on_its_way);
    at_least_ = std::max(at_least(running), signed_time);
    since_ = running;
}

Instant TrustedTime::at_most(Instant wall, Duration running) const { return std::max(wall, at_most_ + (running - since_)); }

}  // namespace steward::gate
