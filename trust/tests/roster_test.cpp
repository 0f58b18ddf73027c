#include "trust/tests/roster_story.h"

namespace steward::trust {

TEST_F(RosterStory, begins_only_when_every_key_has_signed) {
    begin({"alice", "bob"}, 2);
    EXPECT_EQ(roster->authority(), office.authority);
    EXPECT_EQ(roster->seq(), 0u);
    const auto without = [&](const std::vector<std::string>& names) {
        Genesis message{.name = "x", .created = story_begin, .rules = office.rules({"alice", "bob"}, {"safe"}, 2, 1)};
        const Bytes frame = office.sign(MessageType::Genesis, write_message(message), names);
        return !Roster::begin(framed(frame)).has_value();
    };
    EXPECT_FALSE(without({"alice", "bob", "safe"}));
    EXPECT_TRUE(without({"alice", "bob"}));
    EXPECT_TRUE(without({"alice", "safe"}));
    EXPECT_TRUE(without({"alice", "bob", "safe", "dave"}));
    EXPECT_TRUE(without({"alice", "alice", "safe"}));
}

TEST_F(RosterStory, grows_by_a_majority_of_persons) {
    begin({"alice", "bob", "carol"}, 1);  // the rules ask for less than a majority: that does not count
    EXPECT_EQ(roster->voices_needed(), 2u);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice"})), Taken::NotSigned);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "dave"})), Taken::NotSigned);  // dave is nobody yet
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob"})), Taken::Accepted);
    EXPECT_TRUE(has("dave"));
    EXPECT_EQ(roster->seq(), 1u);
    EXPECT_EQ(roster->voices_needed(), 3u);
}

TEST_F(RosterStory, two_keys_of_one_person_are_one_voice) {
    begin({"alice", "alice's second", "bob"}, 2);
    EXPECT_EQ(take(office.remove_key(*roster, "bob", {"alice", "alice's second"})), Taken::NotSigned);
    EXPECT_EQ(take(office.remove_key(*roster, "alice's second", {"alice", "bob"})), Taken::Accepted);
    EXPECT_FALSE(has("alice's second"));
}

TEST_F(RosterStory, a_thief_with_one_key_of_three_changes_nothing) {
    begin({"alice", "bob", "carol"}, 2);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"carol"})), Taken::NotSigned);
    EXPECT_EQ(take(office.remove_key(*roster, "alice", {"carol"})), Taken::NotSigned);
    EXPECT_EQ(take(office.remove_key(*roster, "carol", {"alice", "bob"})), Taken::Accepted);
    EXPECT_FALSE(has("carol"));
}

TEST_F(RosterStory, wants_every_link_in_turn) {
    begin({"alice", "bob"}, 2);
    Roster ahead = *roster;
    const Bytes first = office.add_key(*roster, office.record("carol"), {"alice", "bob"});
    ASSERT_EQ(ahead.take(framed(first), counted), Taken::Accepted);
    const Bytes second = office.add_key(ahead, office.record("dave"), {"alice", "bob"});
    EXPECT_EQ(take(second), Taken::Gap);
    EXPECT_EQ(take(first), Taken::Accepted);
    EXPECT_EQ(take(first), Taken::Known);
    EXPECT_EQ(take(second), Taken::Accepted);
    EXPECT_TRUE(roster->has(1, id_of(first)));
    EXPECT_FALSE(roster->has(2, id_of(first)));
    EXPECT_EQ(take(office.update(2, Digest{9}, UpdateKind::AddKey, write_message(KeyBody{office.record("dave")}), {"alice", "bob"})),
              Taken::NotOnChain);
}

TEST_F(RosterStory, of_another_authority_is_none_of_ours) {
    begin({"alice", "bob"}, 2);
    Office elsewhere = office;
    elsewhere.authority = Digest{5};
    EXPECT_EQ(take(elsewhere.add_key(*roster, office.record("carol"), {"alice", "bob"})), Taken::Malformed);
    EXPECT_EQ(take(genesis), Taken::Malformed);
}

TEST_F(RosterStory, nothing_of_a_message_is_read_before_its_signatures_hold) {
    begin({"alice", "bob"}, 2);
    const Bytes ours = office.add_key(*roster, office.record("carol"), {"alice", "bob"});
    const auto by = [&](MessageType type, const Bytes& payload, const std::vector<std::string>& names) {
        return take(office.sign(type, payload, names));
    };
    for (const MessageType type : {MessageType::Roster, MessageType::Recovery, MessageType::Resolve, MessageType::Veto}) {
        EXPECT_EQ(by(type, {0xff}, {"dave"}), Taken::NotSigned) << "what a stranger wrote is not even found to be nonsense";
        EXPECT_EQ(by(type, {0xff}, {"alice", "dave"}), Taken::NotSigned);
        EXPECT_EQ(by(type, {0xff}, {"alice", "alice"}), Taken::NotSigned);
        EXPECT_EQ(by(type, {0xff}, {"alice"}), Taken::Malformed) << "of one of ours it is read";
    }
    const size_t size = framed(ours).payload.size();
    for (size_t at = frame_head_size; at < frame_head_size + size; ++at) {
        Bytes changed = ours;
        changed[at] ^= 1;
        EXPECT_EQ(take(changed), Taken::NotSigned) << at;
    }
    EXPECT_EQ(by(MessageType::Veto, Bytes(framed(ours).payload.begin(), framed(ours).payload.end()), {"alice", "bob"}), Taken::Malformed);
    EXPECT_EQ(roster->seq(), 0u);
    EXPECT_EQ(take(ours), Taken::Accepted);
}

TEST_F(RosterStory, a_key_that_came_with_a_link_is_looked_at_from_then_on) {
    begin({"alice", "bob"}, 2);
    Roster ahead = *roster;
    const Bytes first = office.add_key(*roster, office.record("carol"), {"alice", "bob"});
    ASSERT_EQ(ahead.take(framed(first), counted), Taken::Accepted);
    const Bytes second = office.add_key(ahead, office.record("dave"), {"alice", "carol"});
    EXPECT_EQ(take(second), Taken::NotSigned) << "nobody here knows carol yet";
    EXPECT_EQ(take(first), Taken::Accepted);
    EXPECT_EQ(take(second), Taken::Accepted);
    EXPECT_EQ(take(office.remove_key(*roster, "carol", {"alice", "bob", "dave"})), Taken::Accepted);
    EXPECT_EQ(take(office.remove_key(*roster, "dave", {"alice", "carol"})), Taken::NotSigned) << "known, and without a voice";
}

TEST_F(RosterStory, never_becomes_one_that_cannot_work) {
    begin({"alice", "bob"}, 2);
    EXPECT_EQ(take(office.remove_key(*roster, "bob", {"alice", "bob"})), Taken::Malformed);  // two are needed, one would be left
    RulesBody rules{.threshold = 3, .single_holder_delay = least_delay};
    const auto set = [&] { return office.update(1, roster->head(), UpdateKind::SetRules, write_message(rules), {"alice", "bob"}); };
    EXPECT_EQ(take(set()), Taken::Malformed);
    rules = {.threshold = 2, .single_holder_delay = least_delay - 1ms};
    EXPECT_EQ(take(set()), Taken::Malformed);
    rules.single_holder_delay = least_delay;
    EXPECT_EQ(take(set()), Taken::Accepted);
    EXPECT_EQ(take(office.add_key(*roster, office.record("alice"), {"alice", "bob"})), Taken::Malformed);  // is there
    EXPECT_EQ(take(office.remove_key(*roster, "carol", {"alice", "bob"})), Taken::Malformed);              // is not
    KeyRecord taken_over = office.record("bob");
    taken_over.holder = "mallory";
    EXPECT_EQ(take(office.update(2, roster->head(), UpdateKind::UpdateKey, write_message(KeyBody{taken_over}), {"alice", "bob"})),
              Taken::Malformed);
}

TEST_F(RosterStory, one_who_is_alone_waits_and_the_safe_may_object) {
    begin({"alice"}, 1);
    const Bytes addition = office.add_key(*roster, office.record("bob"), {"alice"});
    EXPECT_EQ(take(addition), Taken::Waiting);
    EXPECT_EQ(roster->waiting(), 1u);
    pass(least_delay - 1ms);
    EXPECT_FALSE(has("bob"));
    pass(1ms);
    EXPECT_TRUE(has("bob"));

    begin({"alice"}, 1);
    const Bytes theft = office.add_key(*roster, office.record("dave"), {"alice"});
    EXPECT_EQ(take(theft), Taken::Waiting);
    EXPECT_EQ(take(veto(id_of(theft), {"alice"})), Taken::NotSigned);
    EXPECT_EQ(take(veto(id_of(theft), {"safe"})), Taken::Accepted);
    EXPECT_EQ(take(theft), Taken::NotOnChain);
    pass(2 * least_delay);
    EXPECT_FALSE(has("dave"));
    EXPECT_EQ(take(veto(id_of(addition), {"safe"})), Taken::NotOnChain);
}

TEST_F(RosterStory, what_builds_on_what_waits_falls_with_it) {
    begin({"alice"}, 1);
    Roster later = *roster;
    const Bytes first = office.add_key(*roster, office.record("bob"), {"alice"});
    ASSERT_EQ(later.take(framed(first), counted), Taken::Waiting);
    later.pass_time(counted + least_delay);
    const Bytes second = office.add_key(later, office.record("carol"), {"alice", "bob"});
    EXPECT_EQ(take(first), Taken::Waiting);
    EXPECT_EQ(take(second), Taken::Waiting);
    EXPECT_EQ(take(veto(id_of(first), {"vault"})), Taken::Accepted);
    pass(3 * least_delay);
    EXPECT_FALSE(has("bob") || has("carol"));
    EXPECT_EQ(roster->seq(), 0u);
}

TEST_F(RosterStory, stands_still_when_it_splits_until_the_people_choose) {
    begin({"alice", "bob", "carol"}, 2);
    const Digest parent = roster->head();
    const Bytes one = office.remove_key(*roster, "carol", {"alice", "bob"}), other = office.remove_key(*roster, "alice", {"bob", "carol"});
    ASSERT_EQ(take(one), Taken::Accepted);
    const Bytes next = office.add_key(*roster, office.record("dave"), {"alice", "bob"});
    EXPECT_EQ(take(other), Taken::Fork);
    EXPECT_TRUE(roster->is_forked());
    EXPECT_FALSE(has("alice") || has("carol"));  // removed by either side
    EXPECT_TRUE(has("bob"));
    EXPECT_EQ(take(next), Taken::Stopped);
    EXPECT_EQ(take(other), Taken::Known);

    EXPECT_EQ(take(resolve(one, {other}, {"alice"}, parent)), Taken::NotSigned);
    EXPECT_EQ(take(resolve(one, {one}, {"alice", "bob"}, parent)), Taken::NotOnChain);  // does not name the other side
    EXPECT_EQ(take(resolve(one, {other}, {"alice", "bob"}, Digest{4})), Taken::NotOnChain);
    EXPECT_EQ(take(resolve(other, {one}, {"alice", "bob"}, parent)), Taken::Accepted);
    EXPECT_FALSE(roster->is_forked());
    EXPECT_TRUE(has("carol"));
    EXPECT_FALSE(has("alice"));
    EXPECT_EQ(roster->head(), id_of(other));
    EXPECT_EQ(take(one), Taken::NotOnChain);
}

TEST_F(RosterStory, a_side_chosen_by_one_who_is_alone_still_waits) {
    begin({"alice"}, 1);
    const Digest parent = roster->head();
    const Bytes mine = office.add_key(*roster, office.record("bob"), {"alice"}),
                theirs = office.add_key(*roster, office.record("dave"), {"alice"});
    ASSERT_EQ(take(mine), Taken::Waiting);
    ASSERT_EQ(take(theirs), Taken::Fork);
    EXPECT_EQ(take(resolve(theirs, {mine}, {"alice"}, parent)), Taken::Waiting);
    EXPECT_FALSE(has("dave"));
    EXPECT_EQ(take(veto(id_of(theirs), {"safe"})), Taken::Accepted);
    pass(2 * least_delay);
    EXPECT_FALSE(has("dave"));
}

TEST_F(RosterStory, can_be_replaced_from_the_safe_after_a_week_unless_the_people_object) {
    begin({"alice", "bob"}, 2);
    EXPECT_EQ(take(recovery({"carol"}, {"alice", "bob"})), Taken::NotSigned);
    const Bytes new_people = recovery({"carol"}, {"safe"});
    EXPECT_EQ(take(new_people), Taken::Waiting);
    EXPECT_EQ(take(new_people), Taken::Known);
    EXPECT_EQ(take(veto(id_of(new_people), {"alice"})), Taken::NotSigned);
    EXPECT_EQ(take(veto(id_of(new_people), {"alice", "bob"})), Taken::Accepted);
    pass(200h);
    EXPECT_TRUE(has("alice"));
    EXPECT_EQ(take(new_people), Taken::NotOnChain);

    const Bytes by_all = recovery({"carol"}, {"safe", "vault"});  // another reason would be another id; signatures are not in it
    EXPECT_EQ(take(by_all), Taken::NotOnChain);
}

TEST_F(RosterStory, all_keys_of_the_safe_together_cannot_be_objected_to) {
    begin({"alice", "bob"}, 2);
    const Bytes new_people = recovery({"carol"}, {"safe", "vault"});
    EXPECT_EQ(take(new_people), Taken::Waiting);
    EXPECT_EQ(take(veto(id_of(new_people), {"alice", "bob"})), Taken::NotSigned);
    EXPECT_EQ(take(recovery({"dave"}, {"safe"})), Taken::NotSigned);  // a weaker one does not push it aside
    ASSERT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob"})), Taken::Accepted);
    pass(168h);
    EXPECT_TRUE(has("carol"));
    EXPECT_FALSE(has("alice") || has("dave"));  // it replaces everything after its base
    EXPECT_EQ(roster->seq(), 1u);
    EXPECT_EQ(roster->head(), id_of(new_people));
}

TEST_F(RosterStory, keys_that_had_ended_when_they_signed_have_no_voice) {
    begin({"alice", "bob"}, 2);
    const auto at = [&](Instant created) {
        return office.update(1, roster->head(), UpdateKind::AddKey, write_message(KeyBody{office.record("carol")}), {"alice", "bob"},
                             created);
    };
    EXPECT_EQ(take(at(story_begin - 1ms)), Taken::NotSigned);
    EXPECT_EQ(take(at(story_begin + longest_key_life)), Taken::NotSigned);
    EXPECT_EQ(take(at(story_begin + longest_key_life - 1ms)), Taken::Accepted);
}

TEST_F(RosterStory, one_broken_signature_spoils_the_message) {
    begin({"alice", "bob", "carol"}, 2);
    Bytes frame = office.add_key(*roster, office.record("dave"), {"alice", "bob", "carol"});
    frame[frame.size() - 1] ^= 1;
    EXPECT_EQ(take(frame), Taken::NotSigned);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob", "bob"})), Taken::NotSigned);
}

TEST_F(RosterStory, wants_as_many_persons_as_its_rules_where_that_is_more_than_a_majority) {
    begin({"alice", "bob", "carol"}, 3);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob"})), Taken::NotSigned);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob", "carol"})), Taken::Accepted);
}

TEST_F(RosterStory, counts_only_keys_that_may_decide_about_it) {
    office.add("clerk", "clara", 2);  // for jobs
    begin({"alice", "bob", "clerk"}, 2);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "clerk"})), Taken::NotSigned);
    EXPECT_EQ(take(office.add_key(*roster, office.record("dave"), {"alice", "bob"})), Taken::Accepted);
}

TEST_F(RosterStory, no_link_says_that_it_was_made_before_the_one_it_builds_on) {
    begin({"alice", "bob"}, 2);
    const auto made_at = [&](Instant at, UpdateKind kind, const Bytes& body) {
        return take(office.update(roster->seq() + 1, roster->head(), kind, body, {"alice", "bob"}, at));
    };
    EXPECT_EQ(made_at(story_begin + 2h, UpdateKind::AddKey, write_message(KeyBody{office.record("dave")})), Taken::Accepted);
    const Bytes goes = write_message(KeyIdBody{office.record("dave").id});
    EXPECT_EQ(made_at(story_begin + 1h, UpdateKind::RemoveKey, goes), Taken::NotSigned);
    EXPECT_EQ(made_at(story_begin + 2h, UpdateKind::RemoveKey, goes), Taken::Accepted);
}

TEST_F(RosterStory, what_is_in_force_is_not_vetoed_from_the_safe) {
    begin({"alice", "bob"}, 2);
    const Bytes added = office.add_key(*roster, office.record("dave"), {"alice", "bob"});
    EXPECT_EQ(take(added), Taken::Accepted);
    EXPECT_EQ(take(veto(id_of(added), {"safe"})), Taken::NotOnChain);
    EXPECT_TRUE(has("dave"));
}

TEST_F(RosterStory, a_recovery_builds_on_a_link_of_this_chain_and_is_signed_by_as_many_as_its_rule) {
    genesis = office.genesis({"alice", "bob"}, {"safe", "vault"}, 2, 2);
    roster = Roster::begin(framed(genesis));
    ASSERT_TRUE(roster);
    EXPECT_EQ(take(recovery({"dave"}, {"safe"})), Taken::NotSigned);
    Recovery elsewhere{.authority = office.authority,
                       .base_head = Digest{7},
                       .rules = office.rules({"dave"}, {"safe", "vault"}, 1, 1),
                       .created = story_begin};
    EXPECT_EQ(take(office.sign(MessageType::Recovery, write_message(elsewhere), {"safe", "vault"})), Taken::NotOnChain);
    EXPECT_EQ(take(recovery({"dave"}, {"safe", "vault"})), Taken::Waiting);
}

}  // namespace steward::trust
