// Whether silence can be judged now (design/trust.md 4.7): not in the first minutes after a start,
// when agents are still coming back; not right after the wall clock jumped against the steady one,
// when nobody knows which of the two times is right; and not while reports are refused for want of
// disk, nor until the agents that were sent away have come back.
#pragma once

#include <optional>

#include "base/time.h"

namespace steward::monitoring {

class SilenceGuard {
public:
    static constexpr Duration after_start = std::chrono::minutes(5), after_jump = std::chrono::minutes(1), jump = std::chrono::seconds(30);

    SilenceGuard(Instant wall, Duration steady) : wall_(wall), steady_(steady), judged_from_(steady + after_start) {}

    /// Call regularly. True when absence may be judged.
    bool may_judge(Instant wall, Duration steady, bool refusing = false) {
        if (refusing) judged_from_ = std::max(judged_from_, steady + after_start);
        const Duration difference = (wall - wall_) - (steady - steady_);
        if (difference > jump || difference < -jump) {
            judged_from_ = std::max(judged_from_, steady + after_jump);
            ++jumps_;
        }
        wall_ = wall;
        steady_ = steady;
        return steady >= judged_from_;
    }
    uint64_t jumps() const { return jumps_; }

private:
    Instant wall_;
    Duration steady_, judged_from_;
    uint64_t jumps_ = 0;
};

}  // namespace steward::monitoring
