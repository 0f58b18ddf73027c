// How long to wait after failed sign-ins. Per account and network, so that nobody can lock another
// person out from elsewhere (ASVS 6.1.1), and never for good.
#pragma once

#include "base/time.h"

namespace steward::access {

struct Attempts {
    int64_t failures = 0;
    Instant last_at;  // of the newest failure
};

/// Failures older than this are forgotten.
inline constexpr Duration attempts_remembered = std::chrono::hours(24);

/// Nothing up to the fourth failure, one second at the fifth, doubling to at most 15 minutes.
Duration wait_after(int64_t failures);

/// The seconds still to wait at `now` (rounded up); 0: try.
int seconds_to_wait(const Attempts& attempts, Instant now);

/// The failures once another one has happened at `now`.
Attempts another_failure(Attempts attempts, Instant now);

}  // namespace steward::access
