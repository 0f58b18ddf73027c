#include "server/platform/access/rate.h"

#include <algorithm>
#include <cmath>

namespace steward::access {

namespace {
constexpr size_t most_buckets = 100'000;
constexpr Duration forgetting_pause = std::chrono::seconds(1);
}  // namespace

double RateLimiter::tokens_at(const Bucket& bucket, Instant now) {
    // A wall clock that was set back must not take tokens away.
    const double seconds = std::max(0.0, static_cast<double>((now - bucket.filled_at).count()) / 1000.0);
    return std::min(bucket.rate.burst, bucket.tokens + seconds * bucket.rate.per_second);
}

void RateLimiter::forget_full_ones(Instant now) {
    if (now - forgot_at_ < forgetting_pause) return;  // it reads all of them
    forgot_at_ = now;
    std::erase_if(buckets_, [&](const auto& entry) { return tokens_at(entry.second, now) >= entry.second.rate.burst; });
}

int RateLimiter::take(const std::string& bucket, const Rate& rate, Instant now) {
    const std::lock_guard lock(mutex_);
    auto at = buckets_.find(bucket);
    if (at == buckets_.end()) {
        if (buckets_.size() >= most_buckets) forget_full_ones(now);
        const std::string name = buckets_.size() >= most_buckets ? "overflow" : bucket;
        at = buckets_.try_emplace(name, Bucket{rate.burst, now, rate}).first;
    }
    at->second.tokens = tokens_at(at->second, now);
    at->second.filled_at = now;
    if (at->second.tokens >= 1) {
        at->second.tokens -= 1;
        return 0;
    }
    return std::max(1, static_cast<int>(std::ceil((1 - at->second.tokens) / rate.per_second)));
}

}  // namespace steward::access
