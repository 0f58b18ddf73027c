// A clock that one moves and many read: of a play or a scenario, in which a whole server lives.
#pragma once

#include <atomic>

#include "base/time.h"

namespace steward {

/// `set` by one thread, read by any. Both times move together.
class MovedClock final : public Clock {
public:
    explicit MovedClock(Instant start) : start_(start), now_ms_(start.unix_ms) {}
    Instant now() const override { return Instant{now_ms_.load()}; }
    Duration monotonic() const override { return Instant{now_ms_.load()} - start_; }
    void set(Instant at) { now_ms_ = at.unix_ms; }

private:
    Instant start_;
    std::atomic<int64_t> now_ms_;
};

}  // namespace steward
