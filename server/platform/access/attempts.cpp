#include "server/platform/access/attempts.h"

#include <algorithm>

namespace steward::access {

Duration wait_after(int64_t failures) {
    constexpr int64_t free_failures = 5;
    constexpr Duration longest = std::chrono::minutes(15);
    if (failures < free_failures) return Duration{0};
    const int64_t doublings = std::min<int64_t>(failures - free_failures, 20);
    return std::min<Duration>(std::chrono::seconds(1) * (int64_t{1} << doublings), longest);
}

int seconds_to_wait(const Attempts& attempts, Instant now) {
    if (now - attempts.last_at >= attempts_remembered) return 0;
    const Duration left = attempts.last_at + wait_after(attempts.failures) - now;
    return left.count() <= 0 ? 0 : static_cast<int>((left.count() + 999) / 1000);
}

Attempts another_failure(Attempts attempts, Instant now) {
    if (now - attempts.last_at >= attempts_remembered) attempts.failures = 0;
    return {.failures = attempts.failures + 1, .last_at = now};
}

}  // namespace steward::access
