#include <gtest/gtest.h>

#include "server/platform/access/attempts.h"
#include "server/platform/access/network.h"
#include "server/platform/access/rate.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

TEST(Attempts, cost_nothing_four_times_then_double_up_to_a_quarter_of_an_hour) {
    EXPECT_EQ(wait_after(4), 0s);
    EXPECT_EQ(wait_after(5), 1s);
    EXPECT_EQ(wait_after(6), 2s);
    EXPECT_EQ(wait_after(10), 32s);
    EXPECT_EQ(wait_after(15), 15min);
    EXPECT_EQ(wait_after(1'000'000), 15min) << "never for good";
}

TEST(Attempts, are_forgotten_after_a_day_without_another) {
    Attempts attempts;
    Instant now{1'800'000'000'000};
    for (int i = 0; i < 12; ++i) attempts = another_failure(attempts, now);
    EXPECT_EQ(seconds_to_wait(attempts, now), 128);
    EXPECT_EQ(seconds_to_wait(attempts, now + 127s + 1ms), 1) << "rounded up: at that time it is allowed";
    EXPECT_EQ(seconds_to_wait(attempts, now + 128s), 0);
    EXPECT_EQ(another_failure(attempts, now + 24h).failures, 1);
}

TEST(Rate, lets_a_burst_pass_and_then_so_many_a_second) {
    RateLimiter limiter;
    const Rate rate{.per_second = 2, .burst = 3};
    Instant now{1'800'000'000'000};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("ada", rate, now), 0) << i;
    EXPECT_EQ(limiter.take("ada", rate, now), 1);
    EXPECT_EQ(limiter.take("grace", rate, now), 0) << "each has their own";
    EXPECT_EQ(limiter.take("ada", rate, now + 500ms), 0);
    EXPECT_EQ(limiter.take("ada", rate, now + 500ms), 1);
}

TEST(Rate, says_how_long_to_wait_and_survives_a_clock_set_back) {
    RateLimiter limiter;
    const Rate rate{.per_second = 0.1, .burst = 1};
    Instant now{1'800'000'000'000};
    EXPECT_EQ(limiter.take("ada", rate, now), 0);
    EXPECT_EQ(limiter.take("ada", rate, now), 10);
    EXPECT_EQ(limiter.take("ada", rate, now - 1h), 10);
    EXPECT_EQ(limiter.take("ada", rate, now - 1h + 10s), 0);
}

TEST(Rate, remembers_a_bounded_number_of_names) {
    RateLimiter limiter;
    const Rate rate{.per_second = 0.001, .burst = 1};
    Instant now{1'800'000'000'000};
    int refused = 0;
    for (int i = 0; i < 100'100; ++i) refused += limiter.take("name " + std::to_string(i), rate, now) > 0;
    EXPECT_EQ(refused, 99) << "beyond 100,000 the rest share one bucket";
}

TEST(Network, is_what_one_attacker_holds_at_once) {
    EXPECT_EQ(network_of("203.0.113.77"), "203.0.113.0/24");
    EXPECT_EQ(network_of("::ffff:203.0.113.77"), "203.0.113.0/24");
    EXPECT_EQ(network_of("2001:db8:12:ffff::1"), "20010db80012/48");
    EXPECT_EQ(network_of("fe80::1%eth0"), "fe8000000000/48");
    EXPECT_EQ(network_of("local"), "local");
}

}  // namespace
}  // namespace steward::access
