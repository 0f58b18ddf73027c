// Time and freshness, as a server that delivers what it likes would try them.
#include "agent/gate/freshness.h"

#include <gtest/gtest.h>

namespace steward::gate {

using namespace std::chrono_literals;

constexpr Instant noon{1'795'000'000'000};

TEST(TrustedTime, goes_on_with_the_running_time_and_never_back) {
    TrustedTime time(noon, 5s);
    EXPECT_EQ(time.at_least(5s), noon);
    EXPECT_EQ(time.at_least(65s), noon + 60s);
    time.hear(noon + 30s, 65s);
    EXPECT_EQ(time.at_least(65s), noon + 60s) << "what is older than what is known";
    time.hear(noon + 10min, 70s);
    EXPECT_EQ(time.at_least(70s), noon + 10min);
    EXPECT_EQ(time.at_least(80s), noon + 10min + 10s);
}

TEST(TrustedTime, an_answer_that_was_kept_back_may_be_as_old_as_the_question) {
    TrustedTime time(noon - 24h, 0s);
    time.hear(noon, 100s, 50s);
    EXPECT_EQ(time.at_least(100s), noon);
    EXPECT_EQ(time.at_most(noon - 1h, 100s), noon + 50s) << "what ended since may have ended";
    EXPECT_EQ(time.at_most(noon - 1h, 110s), noon + 60s);
}

TEST(TrustedTime, takes_the_machines_clock_only_as_an_upper_bound) {
    const TrustedTime time(noon, 0s);
    EXPECT_EQ(time.at_most(noon - std::chrono::hours(24 * 3650), 1min), noon + 1min) << "set back ten years: nothing comes alive again";
    EXPECT_EQ(time.at_most(noon + std::chrono::hours(24 * 3650), 1min), noon + std::chrono::hours(24 * 3650)) << "set forward: things end";
    EXPECT_EQ(time.at_least(1min), noon + 1min) << "whatever the clock says";
}

struct FreshnessStory : testing::Test {
    trust::ShortId nonce{1, 2, 3}, other{9};
    static trust::Heartbeat heartbeat(Instant time, const trust::ShortId& nonce = {}) {
        trust::Heartbeat message;
        message.time = time;
        message.nonce = nonce;
        return message;
    }
};

TEST_F(FreshnessStory, asks_after_every_start_and_believes_the_answer_to_its_own_question) {
    Freshness fresh(heartbeat(noon), 0s, false);
    EXPECT_TRUE(fresh.needs_answer());
    EXPECT_EQ(fresh.take(heartbeat(noon + 1h), 1s), Heard::Newer);
    EXPECT_TRUE(fresh.needs_answer()) << "anybody can bring a heartbeat that was kept";
    EXPECT_EQ(fresh.take(heartbeat(noon + 2h, nonce), 2s), Heard::Stranger) << "nobody was asked";
    fresh.ask(nonce, 10s);
    EXPECT_EQ(fresh.take(heartbeat(noon + 2h, other), 11s), Heard::Stranger);
    EXPECT_TRUE(fresh.needs_answer());
    EXPECT_EQ(fresh.take(heartbeat(noon + 2h, nonce), 12s), Heard::Answered);
    EXPECT_FALSE(fresh.needs_answer());
    EXPECT_EQ(fresh.take(heartbeat(noon + 3h, nonce), 13s), Heard::Stranger) << "an answer counts once";
    EXPECT_FALSE(fresh.fence().is_set());
}

TEST_F(FreshnessStory, takes_an_answer_for_a_minute) {
    Freshness fresh({}, 0s, false);
    fresh.ask(nonce, 10s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 71s), Heard::TooLate);
    EXPECT_TRUE(fresh.needs_answer());
    fresh.ask(other, 80s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 81s), Heard::Stranger) << "the answer to the question before";
    EXPECT_EQ(fresh.take(heartbeat(noon, other), 140s), Heard::Answered) << "sixty seconds and not one more";
}

TEST_F(FreshnessStory, sets_a_fence_after_the_disk_was_rolled_back) {
    Freshness fresh(heartbeat(noon - 24h), 0s, true);
    fresh.ask(nonce, 1s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 2s), Heard::Answered);
    EXPECT_EQ(fresh.fence(), noon);
    fresh.doubt(false);
    EXPECT_TRUE(fresh.needs_answer());
    fresh.ask(other, 3s);
    EXPECT_EQ(fresh.take(heartbeat(noon + 1h, other), 4s), Heard::Answered);
    EXPECT_EQ(fresh.fence(), noon) << "a doubt that is no roll-back moves no fence";
}

TEST_F(FreshnessStory, no_doubt_takes_back_that_the_disk_was_rolled_back) {
    Freshness fresh(heartbeat(noon - 24h), 0s, true);
    fresh.doubt(false);
    EXPECT_TRUE(fresh.is_rolled_back());
    fresh.ask(nonce, 1s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 2s), Heard::Answered);
    EXPECT_FALSE(fresh.is_rolled_back());
    EXPECT_EQ(fresh.fence(), noon);
}

TEST_F(FreshnessStory, a_roll_back_that_is_found_later_sets_a_fence_and_none_that_was_kept_moves_back) {
    Freshness fresh(heartbeat(noon - 24h), 0s, false, noon + 1h);
    fresh.doubt(true);
    fresh.ask(nonce, 1s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 2s), Heard::Answered);
    EXPECT_EQ(fresh.fence(), noon + 1h) << "the one that was kept is later";
    fresh.doubt(true);
    fresh.ask(other, 3s);
    EXPECT_EQ(fresh.take(heartbeat(noon + 2h, other), 4s), Heard::Answered);
    EXPECT_EQ(fresh.fence(), noon + 2h);
}

TEST_F(FreshnessStory, an_answer_says_when_now_is_even_to_one_who_has_heard_of_later) {
    Freshness fresh(heartbeat(noon + 1h), 0s, true);
    fresh.ask(nonce, 10s);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 20s), Heard::Answered);
    EXPECT_FALSE(fresh.needs_answer());
    EXPECT_EQ(fresh.fence(), noon);
    EXPECT_EQ(fresh.newest()->time, noon + 1h) << "what is newest stays";
    EXPECT_EQ(fresh.age(noon, 80s), 60s) << "and was confirmed with the answer";
}

TEST_F(FreshnessStory, a_doubt_forgets_the_question_that_was_open) {
    Freshness fresh({}, 0s, false);
    fresh.ask(nonce, 1s);
    fresh.doubt(true);
    EXPECT_EQ(fresh.take(heartbeat(noon, nonce), 2s), Heard::Stranger);
}

TEST_F(FreshnessStory, ages_by_the_clock_that_says_more) {
    Freshness fresh({}, 0s, false);
    EXPECT_EQ(fresh.age(noon, 0s), std::nullopt) << "never heard";
    EXPECT_EQ(fresh.take(heartbeat(noon), 10s), Heard::Newer);
    EXPECT_EQ(fresh.age(noon + 1h, 11s), 1h) << "one that was kept back was old when it came";
    EXPECT_EQ(fresh.age(noon - 10h, 10s + 2h), 2h) << "a clock that was set back makes nothing younger";
    EXPECT_EQ(fresh.take(heartbeat(noon), 3h), Heard::Known);
    EXPECT_EQ(fresh.take(heartbeat(noon - 1h), 3h), Heard::Known);
    EXPECT_EQ(fresh.age(noon, 3h), 3h - 10s) << "the same again is no news";
}

}  // namespace steward::gate
