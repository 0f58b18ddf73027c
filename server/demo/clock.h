// The stage's clock: moved by the play, read by the house.
#pragma once

#include <atomic>

#include "base/time.h"

namespace steward::demo {

class StageClock final : public Clock {
public:
    explicit StageClock(Instant start) : start_(start), now_ms_(start.unix_ms) {}
    Instant now() const override { return Instant{now_ms_.load()}; }
    Duration monotonic() const override { return Instant{now_ms_.load()} - start_; }
    void set(Instant at) { now_ms_ = at.unix_ms; }

private:
    Instant start_;
    std::atomic<int64_t> now_ms_;
};

}  // namespace steward::demo
