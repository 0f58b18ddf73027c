// A chain that split: which split counts, what is taken meanwhile, and how the people end it.
#include "trust/tests/roster_story.h"

namespace steward::trust {

// Two of three people add clerks, who decide about nothing: with each link stands who came with it.
struct ForkStory : RosterStory {
    ForkStory() {
        for (const auto* name : {"erin", "frank", "grace"}) office.add(name, name, static_cast<uint8_t>(Role::Job));
        office.add("dave", "dave", static_cast<uint8_t>(Role::Job));
        begin({"alice", "bob", "carol"}, 2);
    }
    Bytes adds(const std::string& name, uint64_t seq, const Digest& parent) const {
        return office.update(seq, parent, UpdateKind::AddKey, write_message(KeyBody{office.record(name)}), {"alice", "bob"});
    }
    Bytes chosen_by_two(const Bytes& chosen, const std::vector<Bytes>& rejected, const Digest& parent) const {
        return resolve(chosen, rejected, {"alice", "bob"}, parent);
    }
    Bytes first() const { return adds("dave", 1, office.authority); }
    Bytes beside_first() const { return adds("frank", 1, office.authority); }
};

TEST_F(ForkStory, nothing_stands_before_genesis) {
    EXPECT_EQ(take(adds("dave", 0, office.authority)), Taken::NotOnChain);
    EXPECT_EQ(take(adds("dave", 0, Digest{})), Taken::NotOnChain);
    EXPECT_EQ(roster->seq(), 0U);
    EXPECT_TRUE(roster->has(0, office.authority));
    EXPECT_FALSE(roster->has(1, office.authority)) << "and nothing after it";
    EXPECT_FALSE(roster->is_forked());
}

TEST_F(ForkStory, an_older_split_takes_the_place_of_a_younger_one) {
    const Bytes second = adds("erin", 2, id_of(first())), beside_second = adds("grace", 2, id_of(first()));
    ASSERT_EQ(take(first()), Taken::Accepted);
    ASSERT_EQ(take(second), Taken::Accepted);
    EXPECT_EQ(take(beside_second), Taken::Fork);
    EXPECT_TRUE(has("dave")) << "both sides have him";
    EXPECT_EQ(take(beside_first()), Taken::Fork);
    EXPECT_FALSE(has("dave") || has("erin")) << "the older split goes on without them";

    EXPECT_EQ(take(chosen_by_two(second, {beside_second}, id_of(first()))), Taken::NotOnChain) << "the younger one is no question now";
    EXPECT_EQ(take(chosen_by_two(first(), {beside_first()}, office.authority)), Taken::Accepted);
    EXPECT_EQ(roster->head(), id_of(second)) << "what was built on the chosen side stays";
    EXPECT_EQ(take(beside_second), Taken::Fork) << "nobody decided about it: it splits again";
}

TEST_F(ForkStory, a_younger_split_is_not_looked_at_while_an_older_one_stands) {
    const Bytes second = adds("erin", 2, id_of(first()));
    ASSERT_EQ(take(first()), Taken::Accepted);
    ASSERT_EQ(take(second), Taken::Accepted);
    EXPECT_EQ(take(beside_first()), Taken::Fork);
    EXPECT_EQ(take(adds("grace", 2, id_of(first()))), Taken::Stopped);
    EXPECT_EQ(take(chosen_by_two(first(), {beside_first()}, office.authority)), Taken::Accepted);
    EXPECT_FALSE(roster->is_forked());
    EXPECT_TRUE(has("dave") && has("erin"));
}

// Carol has gone, and her key was stolen with Bob's: two of the three who began.
TEST_F(ForkStory, who_could_decide_once_does_not_take_back_what_is_in_force) {
    const Bytes without_carol = office.remove_key(*roster, "carol", {"alice", "bob"});
    ASSERT_EQ(take(without_carol), Taken::Accepted);
    const Bytes theirs =
        office.update(1, office.authority, UpdateKind::AddKey, write_message(KeyBody{office.record("dave")}), {"bob", "carol"});
    ASSERT_EQ(take(theirs), Taken::Fork);
    EXPECT_EQ(take(resolve(theirs, {without_carol}, {"bob", "carol"}, office.authority)), Taken::NotSigned);
    EXPECT_TRUE(roster->is_forked());
    EXPECT_EQ(take(resolve(without_carol, {theirs}, {"alice", "bob"}, office.authority)), Taken::Accepted);
    EXPECT_FALSE(has("carol") || has("dave"));
}

// All who began have gone; their keys were stolen in a drawer.
TEST_F(ForkStory, the_people_of_today_keep_what_is_in_force_though_none_of_them_began) {
    for (const auto* name : {"nina", "omar", "pia"}) office.add(name, name, everyday);
    const Bytes first = office.add_key(*roster, office.record("nina"), {"alice", "bob"});
    ASSERT_EQ(take(first), Taken::Accepted);
    for (const auto* name : {"omar", "pia"})
        ASSERT_EQ(take(office.add_key(*roster, office.record(name), {"alice", "bob", "carol"})), Taken::Accepted);
    ASSERT_EQ(take(office.remove_key(*roster, "carol", {"alice", "bob", "nina", "omar"})), Taken::Accepted);
    ASSERT_EQ(take(office.remove_key(*roster, "bob", {"alice", "nina", "omar"})), Taken::Accepted);
    ASSERT_EQ(take(office.remove_key(*roster, "alice", {"pia", "nina", "omar"})), Taken::Accepted);
    const Digest today = roster->head();
    ASSERT_EQ(take(beside_first()), Taken::Fork);
    EXPECT_EQ(take(resolve(first, {beside_first()}, {"nina"}, office.authority)), Taken::NotSigned);
    EXPECT_EQ(take(resolve(beside_first(), {first}, {"nina", "omar"}, office.authority)), Taken::NotSigned)
        << "nor is it theirs to go back";
    EXPECT_EQ(take(resolve(first, {beside_first()}, {"nina", "omar"}, office.authority)), Taken::Accepted);
    EXPECT_FALSE(roster->is_forked());
    EXPECT_EQ(roster->head(), today);
    EXPECT_EQ(take(beside_first()), Taken::NotOnChain);
}

TEST_F(ForkStory, who_chooses_names_every_side_that_came) {
    const Bytes third = adds("grace", 1, office.authority);
    ASSERT_EQ(take(first()), Taken::Accepted);
    EXPECT_EQ(take(beside_first()), Taken::Fork);
    EXPECT_EQ(take(third), Taken::Fork);
    EXPECT_EQ(take(chosen_by_two(first(), {beside_first()}, office.authority)), Taken::NotOnChain);
    EXPECT_EQ(take(chosen_by_two(first(), {third}, office.authority)), Taken::NotOnChain);
    EXPECT_TRUE(roster->is_forked());
    EXPECT_EQ(take(chosen_by_two(first(), {beside_first(), third}, office.authority)), Taken::Accepted);
    EXPECT_EQ(roster->head(), id_of(first()));
    EXPECT_TRUE(has("dave"));
    for (const Bytes& rejected : {beside_first(), third}) EXPECT_EQ(take(rejected), Taken::NotOnChain);
    EXPECT_FALSE(roster->is_forked());
}

TEST_F(ForkStory, sides_beyond_sixteen_are_not_kept_and_change_nothing) {
    ASSERT_EQ(take(first()), Taken::Accepted);
    std::vector<Bytes> others;
    const auto side = [&](size_t number) {
        const MirrorsBody mirrors{{"https://mirror-" + std::to_string(number) + ".example.org"}};
        return office.update(1, office.authority, UpdateKind::SetMirrors, write_message(mirrors), {"alice", "bob"});
    };
    for (size_t number = 0; number < most_siblings; ++number) {
        others.push_back(side(number));
        ASSERT_EQ(take(others.back()), Taken::Fork) << number;
    }
    EXPECT_EQ(take(side(most_siblings)), Taken::Stopped);
    EXPECT_EQ(take(others.front()), Taken::Known);
    EXPECT_EQ(take(chosen_by_two(first(), others, office.authority)), Taken::Accepted);
    EXPECT_FALSE(roster->is_forked());
}

TEST_F(ForkStory, what_is_chosen_is_not_rejected_though_the_message_says_both) {
    ASSERT_EQ(take(first()), Taken::Accepted);
    ASSERT_EQ(take(beside_first()), Taken::Fork);
    EXPECT_EQ(take(chosen_by_two(beside_first(), {first(), beside_first()}, office.authority)), Taken::Accepted);
    EXPECT_EQ(roster->head(), id_of(beside_first()));
    EXPECT_EQ(take(veto(id_of(first()), {"safe"})), Taken::Known) << "rejected already";
    EXPECT_EQ(take(veto(id_of(beside_first()), {"safe"})), Taken::NotOnChain) << "in force";
    EXPECT_EQ(take(first()), Taken::NotOnChain);
    EXPECT_EQ(take(beside_first()), Taken::Known);
}

TEST_F(ForkStory, a_side_that_is_not_here_cannot_be_chosen) {
    ASSERT_EQ(take(first()), Taken::Accepted);
    ASSERT_EQ(take(beside_first()), Taken::Fork);
    const Bytes never_came = adds("grace", 1, office.authority);
    EXPECT_EQ(take(chosen_by_two(never_came, {first(), beside_first()}, office.authority)), Taken::NotOnChain);
    EXPECT_TRUE(roster->is_forked());
    EXPECT_EQ(take(chosen_by_two(first(), {beside_first()}, office.authority)), Taken::Accepted) << "nothing was rejected by it";
    EXPECT_EQ(take(first()), Taken::Known);
}

TEST_F(ForkStory, a_choice_needs_a_split_and_this_authority) {
    const Bytes choice = chosen_by_two(first(), {beside_first()}, office.authority);
    ASSERT_EQ(take(first()), Taken::Accepted);
    EXPECT_EQ(take(choice), Taken::NotOnChain) << "nothing is split";
    ASSERT_EQ(take(beside_first()), Taken::Fork);
    Resolve elsewhere{.authority = Digest{5}, .parent = office.authority, .chosen = id_of(first()), .created = story_begin};
    elsewhere.rejected = {id_of(beside_first())};
    EXPECT_EQ(take(office.sign(MessageType::Resolve, write_message(elsewhere), {"alice", "bob"})), Taken::Malformed);
    EXPECT_TRUE(roster->is_forked());
    EXPECT_EQ(take(choice), Taken::Accepted);
}

}  // namespace steward::trust
