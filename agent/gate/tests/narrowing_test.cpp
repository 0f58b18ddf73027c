// What one signature may take away, and what it may not.
#include "agent/gate/narrowing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "trust/tests/office.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;

struct NarrowingStory : testing::Test {
    static constexpr ShortId machine{1}, client{2}, other_client{3};
    Office office;
    Bytes genesis;
    std::optional<Roster> roster;
    Narrowing narrowing{machine, client};
    Instant now = story_begin + 1h;

    NarrowingStory() {
        for (const auto* name : {"alice", "bob", "carol"}) office.add(name, name, everyday);
        office.add("desk", "desk", 2);  // jobs alone
        office.add("dora", "dora", of_client, {.all = false, .list = {client}});
        office.add("eve", "eve", of_client, {.all = false, .list = {other_client}});
        office.add("safe", "safe", for_recovery);
        office.add("stranger", "stranger", everyday);
        found({"alice", "bob", "carol", "desk", "dora", "eve"});
    }
    void found(const std::vector<std::string>& names) {
        genesis = office.genesis(names, {"safe"}, 2, 1);
        roster = Roster::begin(framed(genesis));
    }
    const KeyId& key(const std::string& name) const { return office.record(name).id; }
    bool is_stopped_by_client() const {
        const KeptStops& stops = narrowing.kept().by_client;
        return std::ranges::any_of(stops.keys, [&](const KeyStop& one) { return one.issued > std::max(one.lifted, stops.lifted); });
    }
    Narrowed take(const Bytes& frame) { return narrowing.take(framed(frame), *roster, now); }
    Bytes suspend(const std::string& target, const std::string& by, Duration span = 24h, Instant issued = story_begin) const {
        return office.sign(
            MessageType::Suspend,
            write_message(Suspend{.authority = office.authority, .target = key(target), .issued = issued, .until = issued + span}), {by});
    }
    Bytes stop(StopScope scope, const std::vector<std::string>& by, Instant issued = story_begin, Instant until = {},
               bool lifts = false) const {
        return office.sign(
            MessageType::Stop,
            write_message(Stop{.authority = office.authority, .scope = std::move(scope), .issued = issued, .until = until, .lifts = lifts}),
            by);
    }
    bool suspended(const std::string& name, Instant at) const { return narrowing.is_suspended(key(name), at); }
};

TEST_F(NarrowingStory, one_who_leaves_is_suspended_by_one_signature_for_a_while) {
    EXPECT_EQ(take(suspend("bob", "alice")), Narrowed::Accepted);
    EXPECT_TRUE(suspended("bob", story_begin + 24h));
    EXPECT_FALSE(suspended("bob", story_begin + 24h + 1ms));
    EXPECT_FALSE(suspended("alice", story_begin));
    EXPECT_EQ(take(suspend("bob", "alice")), Narrowed::Known);
    EXPECT_EQ(take(suspend("bob", "carol", 12h)), Narrowed::Known) << "a shorter one gives nothing back";
    EXPECT_EQ(take(suspend("bob", "carol", 48h)), Narrowed::Accepted);
    EXPECT_TRUE(suspended("bob", story_begin + 48h));
}

TEST_F(NarrowingStory, a_lost_key_suspends_itself_and_a_key_for_jobs_nobody_else) {
    EXPECT_EQ(take(suspend("desk", "desk")), Narrowed::Accepted);
    EXPECT_EQ(take(suspend("alice", "desk")), Narrowed::NotSigned);
    EXPECT_EQ(take(suspend("alice", "stranger")), Narrowed::NotSigned);
    EXPECT_EQ(take(suspend("stranger", "alice")), Narrowed::NotOurs);
    EXPECT_FALSE(suspended("alice", story_begin));
}

TEST_F(NarrowingStory, a_thief_cannot_silence_a_key_for_a_year_with_one_message) {
    EXPECT_EQ(take(suspend("alice", "bob", 24h, now + most_ahead + 1ms)), Narrowed::Early);
    EXPECT_EQ(take(suspend("alice", "bob", longest_suspension + 1ms)), Narrowed::Malformed);
    EXPECT_FALSE(suspended("alice", now));
    EXPECT_EQ(take(suspend("alice", "bob", 24h, now + most_ahead)), Narrowed::Accepted) << "clocks differ";
}

TEST_F(NarrowingStory, who_may_stop_stops_what_the_scope_names) {
    EXPECT_EQ(take(stop({.all = false, .clients = {other_client}, .devices = {}}, {"alice"})), Narrowed::NotOurs);
    EXPECT_FALSE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop({.all = false, .clients = {}, .devices = {machine}}, {"desk"})), Narrowed::NotSigned);
    EXPECT_EQ(take(stop({.all = false, .clients = {}, .devices = {machine}}, {"alice"}, story_begin, now + 1h)), Narrowed::Accepted);
    EXPECT_TRUE(narrowing.is_stopped(now + 1h));
    EXPECT_FALSE(narrowing.is_stopped(now + 1h + 1ms));
    EXPECT_EQ(take(stop({.all = true, .clients = {}, .devices = {}}, {"bob"})), Narrowed::Accepted);
    EXPECT_TRUE(narrowing.is_stopped(now + 24h * 1000)) << "for good";
    EXPECT_FALSE(is_stopped_by_client());
}

TEST_F(NarrowingStory, a_majority_lifts_a_stop_and_an_old_copy_of_it_says_nothing_any_more) {
    const StopScope everywhere{.all = true, .clients = {}, .devices = {}};
    const Bytes first = stop(everywhere, {"alice"});
    EXPECT_EQ(take(first), Narrowed::Accepted);
    EXPECT_EQ(take(first), Narrowed::Known);
    EXPECT_EQ(take(stop(everywhere, {"alice"}, now, {}, true)), Narrowed::NotSigned) << "one is not enough to give back";
    EXPECT_EQ(take(stop(everywhere, {"alice", "bob"}, now, {}, true)), Narrowed::Accepted);
    EXPECT_FALSE(narrowing.is_stopped(now));
    EXPECT_EQ(take(first), Narrowed::Known);
    EXPECT_FALSE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(everywhere, {"carol"}, now + 1s)), Narrowed::Accepted) << "a new one does";
    EXPECT_TRUE(narrowing.is_stopped(now));
}

TEST_F(NarrowingStory, a_clients_key_stops_and_lifts_for_its_own_client_alone) {
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    EXPECT_EQ(take(stop(ours, {"eve"})), Narrowed::NotSigned);
    EXPECT_EQ(take(stop({.all = true, .clients = {}, .devices = {}}, {"dora"})), Narrowed::NotSigned);
    EXPECT_EQ(take(stop(ours, {"dora"})), Narrowed::Accepted);
    EXPECT_TRUE(is_stopped_by_client());
    EXPECT_EQ(take(stop(ours, {"alice"}, story_begin + 1s)), Narrowed::Accepted);
    EXPECT_EQ(take(stop(ours, {"dora"}, now, {}, true)), Narrowed::Accepted);
    EXPECT_FALSE(is_stopped_by_client());
    EXPECT_TRUE(narrowing.is_stopped(now)) << "the provider's stands";
}

TEST_F(NarrowingStory, a_stop_of_both_is_lifted_by_each_for_itself) {
    EXPECT_EQ(take(stop({.all = false, .clients = {client}, .devices = {}}, {"dora", "alice"})), Narrowed::Accepted);
    EXPECT_EQ(take(stop({.all = false, .clients = {client}, .devices = {}}, {"dora"}, now, {}, true)), Narrowed::Accepted);
    EXPECT_FALSE(is_stopped_by_client());
    EXPECT_TRUE(narrowing.is_stopped(now));
}

TEST_F(NarrowingStory, nobody_stops_or_lifts_from_the_future) {
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    const Instant far = now + most_ahead + 1ms;
    EXPECT_EQ(take(stop(ours, {"alice"}, far)), Narrowed::Early) << "no majority could lift it before";
    EXPECT_EQ(take(stop(ours, {"dora"}, far, {}, true)), Narrowed::Early) << "no stop after it would count";
    EXPECT_EQ(take(stop(ours, {"dora"}, now + 3min, {}, true)), Narrowed::Early) << "what lifts is of now";
    EXPECT_EQ(take(stop(ours, {"dora"})), Narrowed::Accepted);
}

TEST_F(NarrowingStory, all_stops_of_one_key_are_one_that_takes_away_as_much) {
    const StopScope everywhere{.all = true, .clients = {}, .devices = {}};
    for (int i = 1; i <= 40; ++i)
        EXPECT_EQ(take(stop(everywhere, {"alice"}, story_begin + Duration(i), story_begin + std::chrono::hours(i))), Narrowed::Accepted);
    ASSERT_EQ(narrowing.kept().by_provider.keys.size(), 1U);
    EXPECT_TRUE(narrowing.is_stopped(story_begin + 40h));
    EXPECT_FALSE(narrowing.is_stopped(story_begin + 40h + 1ms));
    EXPECT_EQ(take(stop(everywhere, {"alice"}, story_begin + 3ms, story_begin + 3h)), Narrowed::Known) << "that is taken away already";
}

TEST_F(NarrowingStory, a_clients_stop_is_lifted_by_the_key_that_stopped_and_by_no_other_of_that_client) {
    office.add("dan", "dan", of_client, {.all = false, .list = {client}});
    found({"alice", "bob", "carol", "dora", "dan"});
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    const Bytes first = stop(ours, {"dora"});
    ASSERT_EQ(take(first), Narrowed::Accepted);
    EXPECT_EQ(take(stop(ours, {"dan"}, now - 2s, {}, true)), Narrowed::Accepted) << "he takes back what he may have said";
    EXPECT_TRUE(is_stopped_by_client());
    EXPECT_EQ(take(stop(ours, {"dan"}, now - 3s)), Narrowed::Known) << "and did so before this came";
    EXPECT_EQ(take(stop(ours, {"dan"}, now - 1s)), Narrowed::Accepted);
    EXPECT_EQ(take(stop(ours, {"dora"}, now - 1s, {}, true)), Narrowed::Accepted);
    EXPECT_TRUE(is_stopped_by_client()) << "his own stands";
    EXPECT_EQ(take(first), Narrowed::Known) << "an old copy says nothing any more";
    EXPECT_EQ(take(stop(ours, {"alice", "bob"}, now, {}, true)), Narrowed::Accepted);
    EXPECT_FALSE(is_stopped_by_client()) << "a majority of the provider's people lifts all";
    EXPECT_TRUE(narrowing.kept().by_client.keys.empty()) << "and nothing of before is remembered";
    EXPECT_EQ(take(stop(ours, {"dan"}, now, {}, true)), Narrowed::Known);
    EXPECT_EQ(take(stop(ours, {"dora", "dan"}, now + 1s)), Narrowed::Accepted) << "a stop of both";
    EXPECT_TRUE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(ours, {"dora", "dan"}, now + 2s, {}, true)), Narrowed::Accepted) << "and both lift it";
    EXPECT_FALSE(is_stopped_by_client());
    EXPECT_FALSE(narrowing.is_stopped(now));
}

TEST_F(NarrowingStory, what_was_taken_away_stays_so_over_a_start) {
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    ASSERT_EQ(take(suspend("bob", "alice")), Narrowed::Accepted);
    ASSERT_EQ(take(stop(ours, {"alice", "bob"}, now - 1s, {}, true)), Narrowed::Accepted);
    ASSERT_EQ(take(stop(ours, {"dora"}, now, now + 1h)), Narrowed::Accepted);
    const auto kept = read_message<KeptNarrowing>(write_message(narrowing.kept()));
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, narrowing.kept());
    narrowing = Narrowing{machine, client, *kept};
    EXPECT_TRUE(suspended("bob", now));
    EXPECT_TRUE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(ours, {"carol"}, now - 1s)), Narrowed::Known) << "lifted before the start";
}

TEST_F(NarrowingStory, other_messages_are_none) { EXPECT_EQ(take(genesis), Narrowed::Malformed); }

TEST_F(NarrowingStory, what_cannot_be_read_or_is_of_another_authority_takes_nothing_away) {
    const Suspend elsewhere{.authority = Digest{5}, .target = key("bob"), .issued = story_begin, .until = now + 24h};
    EXPECT_EQ(take(office.sign(MessageType::Suspend, write_message(elsewhere), {"alice"})), Narrowed::Malformed);
    const Stop stop_elsewhere{
        .authority = Digest{5}, .scope = {.all = true, .clients = {}, .devices = {}}, .issued = story_begin, .until = {}};
    EXPECT_EQ(take(office.sign(MessageType::Stop, write_message(stop_elsewhere), {"alice"})), Narrowed::Malformed);
    for (const MessageType type : {MessageType::Suspend, MessageType::Stop}) {
        EXPECT_EQ(take(office.sign(type, {0xa0}, {"alice"})), Narrowed::Malformed);
        EXPECT_EQ(take(office.sign(type, {0xa0}, {"stranger"})), Narrowed::NotSigned) << "not even read";
    }
    EXPECT_EQ(narrowing.kept(), KeptNarrowing{});
}

TEST_F(NarrowingStory, whoever_may_decide_about_keys_or_may_stop_suspends_others) {
    office.add("board", "board", roster_only);
    office.add("guard", "guard", static_cast<uint8_t>(Role::Stop));
    found({"alice", "bob", "carol", "dora", "board", "guard"});
    EXPECT_EQ(take(suspend("alice", "board")), Narrowed::Accepted);
    EXPECT_EQ(take(suspend("bob", "guard")), Narrowed::Accepted);
    EXPECT_EQ(take(suspend("carol", "dora")), Narrowed::NotSigned);
    EXPECT_TRUE(suspended("alice", now) && suspended("bob", now));
    EXPECT_FALSE(suspended("carol", now));
}

TEST_F(NarrowingStory, a_key_takes_nothing_away_before_its_time) {
    EXPECT_EQ(take(suspend("bob", "alice", 24h, story_begin - 1ms)), Narrowed::NotSigned);
    EXPECT_EQ(take(suspend("alice", "alice", 24h, story_begin - 1ms)), Narrowed::NotSigned);
    EXPECT_EQ(take(stop({.all = true, .clients = {}, .devices = {}}, {"alice", "bob"}, story_begin - 1ms)), Narrowed::NotSigned);
    EXPECT_EQ(narrowing.kept(), KeptNarrowing{});
}

TEST_F(NarrowingStory, a_key_that_either_side_of_a_split_removed_takes_nothing_away) {
    const Bytes one = office.remove_key(*roster, "desk", {"alice", "bob"}), other = office.remove_key(*roster, "carol", {"alice", "bob"});
    ASSERT_EQ(roster->take(framed(one), now), Taken::Accepted);
    ASSERT_EQ(roster->take(framed(other), now), Taken::Fork);
    EXPECT_EQ(take(suspend("bob", "carol")), Narrowed::NotSigned) << "she may be a thief";
    EXPECT_EQ(take(stop({.all = true, .clients = {}, .devices = {}}, {"carol"})), Narrowed::NotSigned);
    EXPECT_EQ(take(suspend("carol", "alice")), Narrowed::NotOurs);
    EXPECT_EQ(take(suspend("bob", "alice")), Narrowed::Accepted) << "a split takes nothing from the others";
}

TEST_F(NarrowingStory, a_client_stops_its_own_machines_and_no_key_speaks_for_all_clients) {
    office.add("uma", "uma", of_client);
    found({"alice", "bob", "dora", "uma"});
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    EXPECT_EQ(take(stop(ours, {"uma"})), Narrowed::NotSigned);
    EXPECT_FALSE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(ours, {"dora"})), Narrowed::Accepted);
    EXPECT_TRUE(narrowing.is_stopped(now)) << "though the provider stops nothing";
    EXPECT_EQ(take(stop(ours, {"dora"})), Narrowed::Known);
    EXPECT_TRUE(narrowing.kept().by_provider.keys.empty());
}

TEST_F(NarrowingStory, a_machine_that_was_moved_is_stopped_with_its_new_client) {
    const StopScope old{.all = false, .clients = {client}, .devices = {}}, fresh{.all = false, .clients = {other_client}, .devices = {}};
    narrowing.belong_to(other_client);
    EXPECT_EQ(take(stop(old, {"dora"})), Narrowed::NotOurs);
    EXPECT_EQ(take(stop(fresh, {"dora"})), Narrowed::NotSigned);
    EXPECT_EQ(take(stop(fresh, {"eve"})), Narrowed::Accepted);
    EXPECT_TRUE(is_stopped_by_client());
}

TEST_F(NarrowingStory, the_same_stop_is_lifted_once_by_each_whose_it_is) {
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    ASSERT_EQ(take(stop(ours, {"dora", "alice"})), Narrowed::Accepted);
    EXPECT_EQ(take(stop(ours, {"dora"}, now, {}, true)), Narrowed::Accepted);
    EXPECT_EQ(take(stop(ours, {"dora"}, now, {}, true)), Narrowed::Known);
    EXPECT_EQ(take(stop(ours, {"dora"}, now - 1ms, {}, true)), Narrowed::Known) << "an older one gives back nothing more";
    EXPECT_TRUE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(ours, {"alice", "bob"}, now, {}, true)), Narrowed::Accepted) << "the client's is lifted, the provider's was not";
    EXPECT_FALSE(narrowing.is_stopped(now));
    EXPECT_EQ(take(stop(ours, {"alice", "bob"}, now, {}, true)), Narrowed::Known);
    EXPECT_EQ(narrowing.kept().by_provider, (KeptStops{.keys = {}, .lifted = now}));
}

TEST_F(NarrowingStory, of_several_stops_of_a_key_one_for_good_stays_for_good) {
    const StopScope everywhere{.all = true, .clients = {}, .devices = {}};
    const Instant early = story_begin + 1s, late = story_begin + 2s, for_a_while = now + 24h, for_good{};
    struct Case {
        Instant first_issued, first_until, then_issued, then_until, kept_issued, kept_until;
    };
    for (const Case& one :
         {Case{early, for_good, late, for_a_while, late, for_good}, Case{early, for_a_while, late, for_good, late, for_good},
          Case{late, for_a_while, early, for_good, late, for_good}, Case{early, for_a_while, late, now, late, for_a_while}}) {
        narrowing = Narrowing{machine, client};
        ASSERT_EQ(take(stop(everywhere, {"alice"}, one.first_issued, one.first_until)), Narrowed::Accepted);
        EXPECT_EQ(take(stop(everywhere, {"alice"}, one.then_issued, one.then_until)), Narrowed::Accepted);
        const std::vector<KeyStop> expected{{.by = key("alice"), .issued = one.kept_issued, .until = one.kept_until, .lifted = {}}};
        EXPECT_EQ(narrowing.kept().by_provider.keys, expected);
        EXPECT_EQ(narrowing.is_stopped(now + 24h * 1000), !one.kept_until.is_set());
    }
}

TEST_F(NarrowingStory, a_stop_after_a_lift_says_nothing_of_what_was_lifted) {
    const StopScope ours{.all = false, .clients = {client}, .devices = {}};
    ASSERT_EQ(take(stop(ours, {"dora"}, story_begin)), Narrowed::Accepted) << "for good";
    ASSERT_EQ(take(stop(ours, {"dora"}, now, {}, true)), Narrowed::Accepted);
    ASSERT_EQ(take(stop(ours, {"dora"}, now + 1s, now + 1h)), Narrowed::Accepted);
    EXPECT_TRUE(narrowing.is_stopped(now + 1h));
    EXPECT_FALSE(narrowing.is_stopped(now + 1h + 1ms)) << "for an hour, not for good";
}

}  // namespace steward::gate
