// When to come back after a connection failed or ended. Pure: randomness is handed in.
//
// Full jitter (design/trust.md 4.6): after a mass outage machines must not come back together.
#pragma once

#include <algorithm>

#include "base/random.h"
#include "base/time.h"

namespace steward::agent {

class Backoff {
public:
    static constexpr Duration least = std::chrono::seconds(1), most = std::chrono::seconds(300), longest_wish = std::chrono::hours(1);

    /// The attempt failed: anywhere up to a limit that doubles.
    Duration after_failure(Rng& rng) {
        const Duration limit = std::min<Duration>(most, least * (int64_t{1} << std::min(failures_, 9U)));
        ++failures_;
        return between(least, std::max<Duration>(limit, least * 2), rng);
    }

    /// A good connection was lost: within the spread that the server asked for.
    Duration after_loss(Duration spread, Rng& rng) { return between(least, std::clamp<Duration>(spread, least * 2, most), rng); }

    /// The server said when; it may not say never. Zero: repeating does not help, so seldom.
    Duration after_refusal(Duration asked, Duration spread, Rng& rng) {
        const Duration base = asked == Duration{} ? most / 2 : std::clamp(asked, least, longest_wish);
        const Duration extra = std::clamp<Duration>(std::max(spread, base / 4), least, longest_wish);
        return base + between(Duration{}, asked == Duration{} ? most / 2 : extra, rng);
    }

    void worked() { failures_ = 0; }
    unsigned failures() const { return failures_; }

private:
    static Duration between(Duration low, Duration high, Rng& rng) {
        return low + Duration(static_cast<int64_t>(rng.below(static_cast<uint64_t>((high - low).count()) + 1)));
    }
    unsigned failures_ = 0;
};

}  // namespace steward::agent
