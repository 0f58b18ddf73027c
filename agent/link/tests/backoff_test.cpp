#include "agent/link/backoff.h"

#include <gtest/gtest.h>

namespace steward::agent {

TEST(LinkBackoff, failures_spread_from_a_second_to_five_minutes_and_never_beyond) {
    SeededRng rng(20261127);
    Backoff backoff;
    Duration longest{};
    for (int i = 0; i < 2000; ++i) {
        const Duration rest = backoff.after_failure(rng);
        ASSERT_GE(rest, Backoff::least);
        ASSERT_LE(rest, Backoff::most);
        if (i == 0) {
            EXPECT_LE(rest, std::chrono::seconds(2));
        }
        longest = std::max(longest, rest);
    }
    EXPECT_GT(longest, std::chrono::seconds(280));
    backoff.worked();
    EXPECT_LE(backoff.after_failure(rng), std::chrono::seconds(2));
}

TEST(LinkBackoff, a_lost_connection_comes_back_within_the_servers_spread) {
    SeededRng rng(1);
    for (int i = 0; i < 1000; ++i) {
        const Duration rest = Backoff().after_loss(std::chrono::seconds(60), rng);
        ASSERT_TRUE(rest >= Backoff::least && rest <= std::chrono::seconds(60));
        ASSERT_LE(Backoff().after_loss(std::chrono::hours(100), rng), Backoff::most);
        ASSERT_GE(Backoff().after_loss({}, rng), Backoff::least);
    }
}

TEST(LinkBackoff, a_server_is_obeyed_within_reason) {
    SeededRng rng(2);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_GE(Backoff().after_refusal(std::chrono::seconds(120), std::chrono::seconds(60), rng), std::chrono::seconds(120));
        ASSERT_LE(Backoff().after_refusal(std::chrono::seconds(UINT32_MAX), std::chrono::seconds(UINT32_MAX), rng),
                  2 * Backoff::longest_wish);
        const Duration useless = Backoff().after_refusal({}, {}, rng);
        ASSERT_TRUE(useless >= Backoff::most / 2 && useless <= Backoff::most);
    }
}

}  // namespace steward::agent
