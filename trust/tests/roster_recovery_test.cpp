// What the safe may do and what may be done against it: a roster replaced, an update that waits objected to.
#include "trust/tests/roster_story.h"

namespace steward::trust {

struct RecoveryStory : RosterStory {
    Taken take_plan(const Recovery& plan, const std::vector<std::string>& names = {"safe"}) {
        return take(office.sign(MessageType::Recovery, write_message(plan), names));
    }
    Taken take_veto(const Veto& veto, const std::vector<std::string>& names) {
        return take(office.sign(MessageType::Veto, write_message(veto), names));
    }
};

TEST_F(RecoveryStory, a_plan_is_of_this_authority_and_of_rules_that_can_work) {
    begin({"alice", "bob"}, 2);
    Recovery elsewhere = plan({"carol"});
    elsewhere.authority = Digest{5};
    EXPECT_EQ(take_plan(elsewhere), Taken::Malformed);
    Recovery helpless = plan({"carol"});
    helpless.rules.threshold = 2;
    EXPECT_EQ(take_plan(helpless), Taken::Malformed) << "two are wanted and one is there";
    EXPECT_EQ(roster->waiting(), 0U);
    EXPECT_EQ(take_plan(plan({"carol"})), Taken::Waiting);
    EXPECT_EQ(roster->waiting(), 1U);
}

// It slept for ten days, and hears of the plan before it hears what time it is.
TEST_F(RecoveryStory, a_machine_that_slept_counts_the_delay_from_the_latest_that_it_can_be_now) {
    begin({"alice", "bob"}, 2);
    const Instant awake = counted + 240h;
    EXPECT_EQ(roster->take(framed(office.sign(MessageType::Recovery, write_message(plan({"carol"})), {"safe"})), counted, awake),
              Taken::Waiting);
    pass(240h);
    EXPECT_FALSE(has("carol")) << "nobody could object yet";
    pass(168h - 1ms);
    EXPECT_FALSE(has("carol"));
    pass(1ms);
    EXPECT_TRUE(has("carol"));
}

TEST_F(RecoveryStory, one_who_is_alone_waits_from_the_latest_that_it_can_be_now) {
    begin({"alice"}, 1);
    const Bytes link = office.add_key(*roster, office.record("bob"), {"alice"});
    EXPECT_EQ(roster->take(framed(link), counted, counted + 240h), Taken::Waiting);
    pass(240h + 72h - 1ms);
    EXPECT_FALSE(has("bob"));
    pass(1ms);
    EXPECT_TRUE(has("bob"));
}

TEST_F(RecoveryStory, a_plan_builds_on_a_link_that_is_here) {
    begin({"alice", "bob"}, 2);
    const Bytes link = office.add_key(*roster, office.record("dave"), {"alice", "bob"});
    Recovery later = plan({"carol"});
    later.base_seq = 1;
    later.base_head = id_of(link);
    EXPECT_EQ(take_plan(later), Taken::Gap);
    ASSERT_EQ(take(link), Taken::Accepted);
    EXPECT_EQ(take_plan(later), Taken::Waiting);
    pass(168h);
    EXPECT_EQ(roster->seq(), 2U);
    EXPECT_TRUE(roster->has(1, id_of(link)) && has("carol"));
    EXPECT_FALSE(has("dave") || has("alice"));
}

TEST_F(RecoveryStory, a_plan_that_came_into_force_is_known) {
    begin({"alice", "bob"}, 2);
    const Recovery plan = this->plan({"carol"});
    EXPECT_EQ(take_plan(plan), Taken::Waiting);
    pass(168h - 1ms);
    EXPECT_TRUE(has("alice"));
    pass(1ms);
    EXPECT_TRUE(has("carol"));
    EXPECT_EQ(roster->waiting(), 0U);
    EXPECT_EQ(take_plan(plan), Taken::Known);
    EXPECT_EQ(roster->seq(), 1U);
}

TEST_F(RecoveryStory, one_as_strong_takes_the_place_of_the_one_that_waits_and_waits_anew) {
    begin({"alice", "bob"}, 2);
    const std::vector<std::vector<std::string>> each_as_strong_as_the_last = {{"safe"}, {"vault"}, {"safe", "vault"}, {"safe", "vault"}};
    for (size_t i = 0; i < each_as_strong_as_the_last.size(); ++i) {
        const bool is_last = i + 1 == each_as_strong_as_the_last.size();
        EXPECT_EQ(take_plan(plan({is_last ? "dave" : "carol"}, std::to_string(i)), each_as_strong_as_the_last[i]), Taken::Waiting) << i;
        EXPECT_EQ(roster->waiting(), 1U);
        if (!is_last) pass(160h);
    }
    EXPECT_EQ(take_plan(plan({"carol"}, "a weaker one"), {"safe"}), Taken::NotSigned);
    pass(168h - 1ms);
    EXPECT_TRUE(has("alice")) << "the time of those before it is not counted";
    pass(1ms);
    EXPECT_TRUE(has("dave"));
    EXPECT_FALSE(has("alice") || has("carol"));
}

TEST_F(RecoveryStory, an_objection_takes_back_what_it_names_and_nothing_beside_it) {
    begin({"alice"}, 1);
    const Bytes addition = office.add_key(*roster, office.record("bob"), {"alice"});
    EXPECT_EQ(take(addition), Taken::Waiting);
    EXPECT_EQ(take_plan(plan({"carol"})), Taken::Waiting);
    EXPECT_EQ(roster->waiting(), 2U);
    EXPECT_EQ(take(veto(id_of(addition), {"safe"})), Taken::Accepted);
    EXPECT_EQ(roster->waiting(), 1U);
    EXPECT_EQ(take(veto(id_of(addition), {"safe"})), Taken::Known);
    EXPECT_EQ(take(veto(office.authority, {"safe"})), Taken::NotOnChain) << "genesis is in force";
    pass(168h);
    EXPECT_TRUE(has("carol"));
    EXPECT_FALSE(has("bob"));
}

TEST_F(RecoveryStory, the_safe_speaks_with_keys_that_are_in_their_time_and_to_its_authority) {
    begin({"alice"}, 1);
    const Bytes addition = office.add_key(*roster, office.record("bob"), {"alice"});
    EXPECT_EQ(take(addition), Taken::Waiting);
    const Veto good{.authority = office.authority, .vetoed = id_of(addition), .created = story_begin};
    Veto other = good;
    for (const Instant out_of_time : {story_begin - 1ms, story_begin + longest_key_life}) {
        other.created = out_of_time;
        EXPECT_EQ(take_veto(other, {"safe", "vault"}), Taken::NotSigned);
        Recovery plan = this->plan({"carol"});
        plan.created = out_of_time;
        EXPECT_EQ(take_plan(plan, {"safe", "vault"}), Taken::NotSigned);
    }
    other = good;
    other.authority = Digest{5};
    EXPECT_EQ(take_veto(other, {"safe"}), Taken::Malformed);
    EXPECT_EQ(roster->waiting(), 1U);
    EXPECT_EQ(take_veto(good, {"safe"}), Taken::Accepted);
    EXPECT_EQ(roster->waiting(), 0U);
}

// One key of the safe objects to the link that another's plan builds on: the plan holds, and nothing of it is missing.
TEST_F(RecoveryStory, a_plan_holds_when_the_link_it_builds_on_is_vetoed) {
    begin({"alice"}, 1);
    const Bytes addition = office.add_key(*roster, office.record("bob"), {"alice"});
    ASSERT_EQ(take(addition), Taken::Waiting);
    Recovery later = plan({"carol"});
    later.base_seq = 1;
    later.base_head = id_of(addition);
    const Bytes rescue = office.sign(MessageType::Recovery, write_message(later), {"safe"});
    ASSERT_EQ(take(rescue), Taken::Waiting);
    ASSERT_EQ(take(veto(id_of(addition), {"vault"})), Taken::Accepted);
    EXPECT_EQ(roster->waiting(), 1U);
    pass(168h);
    EXPECT_EQ(roster->head(), id_of(rescue));
    EXPECT_TRUE(roster->has(1, id_of(addition)));
    EXPECT_FALSE(roster->has(1, Digest{})) << "a link that nobody made";
    EXPECT_TRUE(has("carol") && !has("alice") && !has("bob"));
    EXPECT_EQ(take(office.update(2, Digest{}, UpdateKind::AddKey, write_message(KeyBody{office.record("dave")}), {"alice"})),
              Taken::NotOnChain);
}

// A majority that turned bad splits the chain below a plan and chooses the other side: all keys of the safe together are not got rid of so.
TEST_F(RecoveryStory, a_plan_holds_when_the_side_it_builds_on_is_not_chosen) {
    begin({"alice", "bob", "carol"}, 2);
    const Bytes one = office.add_key(*roster, office.record("dave"), {"alice", "bob"}),
                other = office.remove_key(*roster, "carol", {"alice", "bob"});
    ASSERT_EQ(take(one), Taken::Accepted);
    Recovery later = plan({"dave"});
    later.base_seq = 1;
    later.base_head = id_of(one);
    const Bytes rescue = office.sign(MessageType::Recovery, write_message(later), {"safe", "vault"});
    ASSERT_EQ(take(rescue), Taken::Waiting);
    ASSERT_EQ(take(other), Taken::Fork);
    ASSERT_EQ(take(resolve(other, {one}, {"alice", "bob"}, office.authority)), Taken::NotSigned) << "three of the four of today decide";
    ASSERT_EQ(take(resolve(other, {one}, {"alice", "bob", "dave"}, office.authority)), Taken::Accepted);
    EXPECT_EQ(roster->head(), id_of(other));
    pass(168h);
    EXPECT_EQ(roster->head(), id_of(rescue));
    EXPECT_EQ(roster->seq(), 2U);
    EXPECT_EQ(roster->waiting(), 0U);
    EXPECT_TRUE(has("dave") && !has("alice"));
}

// The first names somebody whose key was stolen meanwhile.
TEST_F(RecoveryStory, a_plan_that_another_took_the_place_of_does_not_come_back) {
    for (const bool was_seen : {true, false}) {
        begin({"alice", "bob", "carol"}, 2);
        const Bytes first = recovery({"dave"}, {"safe"});
        Recovery better = plan({"carol"});
        better.created = story_begin + 1h;
        const Bytes second = office.sign(MessageType::Recovery, write_message(better), {"safe"});
        if (was_seen) {
            ASSERT_EQ(take(first), Taken::Waiting);
        }
        ASSERT_EQ(take(second), Taken::Waiting);
        if (was_seen) {
            EXPECT_EQ(take(first), Taken::NotOnChain);
        }
        pass(168h);
        EXPECT_EQ(roster->head(), id_of(second));
        EXPECT_EQ(take(first), Taken::NotOnChain);
        pass(168h);
        EXPECT_TRUE(has("carol") && !has("dave"));
    }
}

TEST_F(RecoveryStory, a_side_of_a_split_is_not_vetoed_before_its_people_chose) {
    begin({"alice"}, 1);
    const Bytes mine = office.add_key(*roster, office.record("bob"), {"alice"}),
                theirs = office.add_key(*roster, office.record("dave"), {"alice"});
    ASSERT_EQ(take(mine), Taken::Waiting);
    ASSERT_EQ(take(theirs), Taken::Fork);
    EXPECT_EQ(take(veto(id_of(mine), {"safe"})), Taken::Stopped);
    EXPECT_EQ(take(resolve(theirs, {mine}, {"alice"}, office.authority)), Taken::Waiting);
    EXPECT_EQ(take(veto(id_of(theirs), {"safe"})), Taken::Accepted);
    EXPECT_EQ(roster->waiting(), 0U);
}

}  // namespace steward::trust
