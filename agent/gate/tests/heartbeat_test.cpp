#include "agent/gate/heartbeat.h"

#include <gtest/gtest.h>

#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

struct HeartbeatStory : testing::Test {
    Office office;
    Bytes genesis;
    std::optional<Roster> roster;
    Freshness freshness{std::nullopt, 0s, false};
    TrustedTime time{story_begin, 0s};
    Heartbeat message;
    Instant wall = story_begin + 1h;  // the machine's own clock
    const ShortId nonce{5};

    HeartbeatStory() {
        office.add("alice", "alice", everyday);
        office.add("tower", "tower", beacon);
        office.add("mast", "mast", beacon);
        office.add("safe", "safe", for_recovery);
        begin(1);
    }
    void begin(uint64_t threshold) {
        auto rules = office.rules({"alice", "tower", "mast"}, {"safe"}, 1, 1);
        rules.fresh.threshold = threshold;
        genesis = office.sign(MessageType::Genesis, write_message(Genesis{.name = "x", .created = story_begin, .rules = rules}),
                              {"alice", "tower", "mast", "safe"});
        roster = Roster::begin(framed(genesis));
        office.authority = roster->authority();
        message = {.authority = office.authority, .head = office.authority, .time = story_begin + 1h};
    }
    std::string take(const std::vector<std::string>& names, MessageType type = MessageType::Heartbeat, Duration running = 1min) {
        return bring(office.sign(type, write_message(message), names), running);
    }
    std::string bring(const Bytes& frame, Duration running = 1min) {
        const auto heard = hear(frame, *roster, freshness, time, wall, running);
        return heard ? "heard " + std::to_string(static_cast<int>(*heard))
                     : std::to_string(heard.error().check) + "." + std::to_string(heard.error().detail);
    }
};

TEST_F(HeartbeatStory, a_beacon_moves_time_and_freshness) {
    EXPECT_EQ(take({"tower"}), "heard 0");
    EXPECT_EQ(time.at_least(1min), story_begin + 1h);
    EXPECT_EQ(freshness.newest()->time, story_begin + 1h);
    EXPECT_EQ(take({"tower"}), "heard 2");
}

TEST_F(HeartbeatStory, an_answer_may_have_been_on_its_way_since_the_question) {
    freshness.ask(nonce, 1min);
    message.nonce = nonce;
    EXPECT_EQ(take({"tower"}, MessageType::Heartbeat, 1min + 40s), "heard 1");
    EXPECT_EQ(time.at_least(1min + 40s), story_begin + 1h);
    EXPECT_EQ(time.at_most(story_begin, 1min + 40s), story_begin + 1h + 40s);
    EXPECT_FALSE(freshness.needs_answer());
}

TEST_F(HeartbeatStory, nobody_else_says_what_time_it_is) {
    EXPECT_EQ(bring(Bytes{1, 2, 3}), "1." + std::to_string(static_cast<int>(FrameFault::Short)));
    EXPECT_EQ(take({"tower"}, MessageType::Job), "2.5");
    EXPECT_EQ(take({"tower", "tower"}), "3.1");
    EXPECT_EQ(take({"safe"}), "4.1");
    EXPECT_EQ(take({"alice"}), "12.1");
    Bytes frame = office.sign(MessageType::Heartbeat, write_message(message), {"tower"});
    frame[frame_head_size + 3] ^= 1;
    EXPECT_EQ(bring(frame), "5.1");
    EXPECT_EQ(bring(office.sign(MessageType::Heartbeat, write_message(Veto{}), {"tower"})), "6.1");
    message.authority = Digest{1};
    EXPECT_EQ(take({"tower"}), "7.1");
    message.authority = office.authority;
    message.time = story_begin + longest_key_life;
    EXPECT_EQ(take({"tower"}), "12.1") << "a beacon whose key is over";
    EXPECT_EQ(time.at_least(1min), story_begin + 1min);
    EXPECT_FALSE(freshness.newest());
}

TEST_F(HeartbeatStory, a_beacon_that_lies_moves_time_by_minutes_and_is_heard_no_more_when_the_true_one_speaks) {
    message.time = wall + most_behind + 1ms;
    EXPECT_EQ(take({"tower"}), "15.1");
    EXPECT_FALSE(freshness.newest());
    message.time = wall + most_behind;
    message.seq = 9;  // of a chain that nobody has: nothing would run under it
    message.head = {4};
    EXPECT_EQ(take({"tower"}), "heard 0");
    EXPECT_EQ(time.at_least(1min), wall + 10min);
    for (int again = 1; again <= 3; ++again) {
        message.time = wall + most_behind + std::chrono::hours(again);
        EXPECT_EQ(take({"tower"}), "15.1") << "what it said before carries it no further";
    }
    EXPECT_EQ(time.at_least(1min), wall + 10min);
    wall = wall + 10min + 1ms;
    message.time = wall;
    message.seq = 0;
    message.head = office.authority;
    EXPECT_EQ(take({"mast"}, MessageType::Heartbeat, 11min), "heard 0") << "the other beacon, ten minutes later";
    EXPECT_EQ(freshness.newest()->head, office.authority);
}

TEST_F(HeartbeatStory, a_machine_whose_clock_stands_behind_hears_nothing_before_it_is_set) {
    wall = story_begin - 24h * 3650;
    EXPECT_EQ(take({"tower"}), "15.1");
    wall = story_begin + 50min - 1ms;
    EXPECT_EQ(take({"tower"}), "15.1");
    wall = story_begin + 50min;
    EXPECT_EQ(take({"tower"}), "heard 0");
}

TEST_F(HeartbeatStory, no_fence_lies_before_what_is_known_of_time) {
    freshness = Freshness(std::nullopt, 0s, true);
    EXPECT_EQ(take({"tower"}), "heard 0");
    freshness.ask(nonce, 1min);
    message.nonce = nonce;
    message.time = story_begin;  // a beacon that says it is earlier: what ran since would run again
    EXPECT_EQ(take({"tower"}, MessageType::Heartbeat, 1min + 10s), "heard 1");
    EXPECT_EQ(freshness.fence(), story_begin + 1h + 10s);
}

TEST_F(HeartbeatStory, as_many_beacons_as_the_roster_wants) {
    begin(2);
    EXPECT_EQ(take({"tower"}), "13.1");
    EXPECT_EQ(take({"tower", "alice"}), "13.1");
    EXPECT_EQ(take({"tower", "mast"}), "heard 0");
}

}  // namespace steward::gate
