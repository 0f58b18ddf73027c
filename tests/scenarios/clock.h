// The world's clock: moved by the story, read by the server's threads.
#pragma once

#include <atomic>

#include "base/time.h"

namespace steward::scenarios {

class StoryClock final : public Clock {
public:
    explicit StoryClock(Instant start) : start_(start), now_ms_(start.unix_ms) {}
    Instant now() const override { return Instant{now_ms_.load()}; }
    Duration monotonic() const override { return Instant{now_ms_.load()} - start_; }
    void set(Instant at) { now_ms_ = at.unix_ms; }

private:
    Instant start_;
    std::atomic<int64_t> now_ms_;
};

}  // namespace steward::scenarios
