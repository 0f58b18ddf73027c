// Token buckets: a burst is free, then so many requests a second (design/trust.md 4.4).
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace steward::access {

struct Rate {
    double per_second = 0;
    double burst = 0;
};

/// What app may change; the defaults are meant for an installation of some hundred people.
struct RateLimits {
    Rate account{50, 300};
    Rate token{50, 300};
    Rate network{100, 600};         // callers nobody knows
    Rate known_network{400, 2000};  // callers who are signed in: an office shares one address
    Rate installation{2000, 8000};
    Rate sign_in_network{0.5, 30};  // passwords, links and codes
    Rate sign_in_installation{20, 200};
};

/// Buckets by name. Memory is bounded: full buckets are forgotten first, and beyond 100,000 busy
/// ones a new name shares one bucket. Thread safe.
class RateLimiter {
public:
    /// Takes one token; returns 0, or the seconds until there is one.
    int take(const std::string& bucket, const Rate& rate, Instant now);

private:
    struct Bucket {
        double tokens = 0;
        Instant filled_at;
        Rate rate;
    };
    static double tokens_at(const Bucket& bucket, Instant now);
    void forget_full_ones(Instant now);

    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
    Instant forgot_at_;
};

}  // namespace steward::access
