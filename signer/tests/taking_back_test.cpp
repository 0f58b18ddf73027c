// A draft that went wrong: who has signed it signs another one in its place only when it is certain that nobody can complete the first.
#include "signer/tests/person.h"
#include "trust/authority.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;

class TakenBack : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, carol{office, "carol"}, dave{office, "dave"}, safe{office, "safe"};

    std::string at(const std::string& name) const { return office.file(name).string(); }

    void begin(const std::vector<const Person*>& people) {
        std::string cards;
        for (const Person* one : people) {
            one->make_key("daily", "roster,job,stop");
            cards += (cards.empty() ? "" : ",") + one->card("daily");
        }
        safe.make_key("recovery", "recovery");
        dave.make_key("daily", "job");
        alice.does({"genesis", "--name", "Harbour Services", "--keys", cards, "--recovery", safe.card("recovery"), "--out", at("genesis")});
        std::vector<const Person*> all = people;
        all.push_back(&safe);
        for (const Person* one : all) one->does({"sign", at("genesis")});
        for (const Person* one : all) one->does({"take", at("genesis")});
    }
    /// Alice drafts and signs what she should not have.
    void alice_signs_a_mistake() {
        alice.does({"add", dave.card("daily"), "--reason", "with a mistake", "--out", at("mistake")});
        alice.does({"sign", at("mistake")});
        office.clock.advance(std::chrono::minutes(5));
        alice.does({"add", dave.card("daily"), "--reason", "as it should be", "--out", at("right")});
    }
    void declines(const Person& person, const std::string& update, const std::string& name) {
        person.does({"decline", at(update), "--out", at(name)});
        person.does({"sign", at(name)});
    }
    std::string chain_of(const Person& person) const { return person.does({"chain"}); }
};

TEST_F(TakenBack, with_two_people_the_other_ones_promise_lets_the_corrected_draft_be_signed) {
    begin({&alice, &bob});
    alice_signs_a_mistake();
    EXPECT_THAT(alice.fails({"sign", at("right")}),
                AllOf(HasSubstr("two would split the chain"), HasSubstr("`steward-sign decline`"), HasSubstr("of 1 more")));
    declines(bob, "mistake", "never");
    EXPECT_THAT(alice.does({"take", at("never")}),
                AllOf(HasSubstr("will never be signed by bob"), HasSubstr("Nobody can complete it any more")));
    for (const Person* one : {&alice, &bob}) one->does({"sign", at("right")});
    for (const Person* one : {&alice, &bob}) EXPECT_THAT(one->does({"take", at("right")}), HasSubstr("in force"));
    EXPECT_EQ(chain_of(alice), chain_of(bob));
    // What was taken back is completed by nobody: Bob keeps his word though he is asked again.
    EXPECT_THAT(bob.fails({"sign", at("mistake")}), HasSubstr("You promised never to sign this update"));
}

TEST_F(TakenBack, two_drafts_at_once_hold_nobody_up) {
    begin({&alice, &bob});
    alice_signs_a_mistake();
    bob.does({"remove", "alice", "--out", at("other")});
    bob.does({"sign", at("other")});
    EXPECT_THAT(bob.fails({"sign", at("mistake")}), HasSubstr("two would split the chain"));
    EXPECT_THAT(alice.fails({"sign", at("other")}), HasSubstr("two would split the chain"));
    // Each promises about the draft of the other; then both are free to sign a third.
    declines(bob, "mistake", "never-mistake");
    declines(alice, "other", "never-other");
    alice.does({"take", at("never-mistake")});
    bob.does({"take", at("never-other")});
    for (const Person* one : {&alice, &bob}) one->does({"sign", at("right")});
    for (const Person* one : {&alice, &bob}) one->does({"take", at("right")});
    EXPECT_THAT(chain_of(bob), HasSubstr("of dave"));
    EXPECT_THAT(alice.fails({"sign", at("other")}), HasSubstr("You promised never to sign"));
}

TEST_F(TakenBack, one_promise_of_three_people_is_too_few) {
    begin({&alice, &bob, &carol});
    alice_signs_a_mistake();
    declines(bob, "mistake", "never");
    EXPECT_THAT(alice.does({"take", at("never")}), HasSubstr("It could still be completed: 1 more must promise the same"));
    EXPECT_THAT(alice.fails({"sign", at("right")}), HasSubstr("of 1 more"));
    // In the same file, as messages go from hand to hand.
    carol.does({"sign", at("never")});
    EXPECT_THAT(alice.does({"take", at("never")}), AllOf(HasSubstr("by bob, carol"), HasSubstr("Nobody can complete it any more")));
    alice.does({"sign", at("right")});
    // A third draft would need the same of the second.
    alice.does({"remove", "carol", "--out", at("third")});
    EXPECT_THAT(alice.fails({"sign", at("third")}), HasSubstr("of 2 more"));
}

TEST_F(TakenBack, who_has_signed_it_cannot_promise_and_what_is_complete_is_finished) {
    begin({&alice, &bob, &carol});
    alice_signs_a_mistake();
    alice.does({"decline", at("mistake"), "--out", at("own")});
    EXPECT_THAT(alice.fails({"sign", at("own")}), HasSubstr("You have signed this update yourself"));
    bob.does({"sign", at("mistake")});
    EXPECT_THAT(carol.fails({"decline", at("mistake"), "--out", at("late")}), HasSubstr("Enough have signed it"));
    alice.does({"take", at("mistake")});
    EXPECT_THAT(alice.fails({"decline", at("mistake"), "--out", at("late")}), HasSubstr("in force already"));
    EXPECT_THAT(alice.fails({"decline", at("right"), "--out", at("late")}), HasSubstr("does not follow what is in force"));
}

TEST_F(TakenBack, a_promise_counts_only_when_one_gave_it_who_could_sign) {
    begin({&alice, &bob});
    alice_signs_a_mistake();
    // The safe may object to much, and signs no update: its word says nothing about who could.
    safe.does({"decline", at("mistake"), "--out", at("by-safe")});
    safe.does({"sign", at("by-safe")});
    EXPECT_THAT(alice.fails({"take", at("by-safe")}), HasSubstr("follows no update"));
    declines(bob, "mistake", "never");
    Bytes forged = *read_file(at("never"));
    forged.back() ^= 1;
    ASSERT_TRUE(write_file(at("forged"), forged));
    EXPECT_THAT(alice.fails({"take", at("forged")}), HasSubstr("Too few"));
    // About an update that she never signed, Alice keeps nothing.
    bob.does({"mirrors", "https://mirror.example.org", "--out", at("strange")});
    declines(bob, "strange", "never-strange");
    EXPECT_THAT(alice.fails({"take", at("never-strange")}), HasSubstr("follows no update"));
    EXPECT_THAT(alice.fails({"sign", at("right")}), HasSubstr("of 1 more"));
    // No machine hears of a promise.
    EXPECT_THAT(bob.fails({"send", at("meeting"), at("never")}), HasSubstr("follows no update"));
}

TEST_F(TakenBack, promises_about_what_the_chain_has_left_behind_open_nothing) {
    begin({&alice, &bob, &carol});
    alice_signs_a_mistake();
    bob.does({"mirrors", "https://mirror.example.org", "--out", at("without-alice")});
    for (const Person* one : {&bob, &carol}) one->does({"decline", at("mistake"), "--out", at("never-" + one->name())});
    for (const Person* one : {&bob, &carol}) one->does({"sign", at("without-alice")});
    for (const Person* one : {&bob, &carol}) one->does({"sign", at("never-" + one->name())});
    for (const Person* one : {&bob, &carol}) alice.does({"take", at("never-" + one->name())});
    alice.does({"take", at("without-alice")});
    // Her second one follows what two others have followed since: that would be the split itself.
    EXPECT_THAT(alice.fails({"sign", at("right")}), HasSubstr("two would split the chain"));
    // And what follows the newest she signs as ever.
    alice.does({"add", dave.card("daily"), "--out", at("newest")});
    alice.does({"sign", at("newest")});
}

TEST_F(TakenBack, who_is_alone_signs_anew_once_the_safe_has_objected) {
    begin({&alice});
    alice_signs_a_mistake();
    EXPECT_THAT(safe.fails({"veto", at("mistake"), "--out", at("early")}), HasSubstr("It does not wait"));
    for (const Person* one : {&alice, &safe}) one->does({"take", at("mistake")});
    EXPECT_THAT(alice.fails({"sign", at("right")}), HasSubstr("two would split the chain"));
    safe.does({"veto", at("mistake"), "--out", at("veto")});
    safe.does({"sign", at("veto")});
    for (const Person* one : {&alice, &safe}) one->does({"take", at("veto")});
    alice.does({"sign", at("right")});
    EXPECT_THAT(alice.does({"take", at("right")}), HasSubstr("after its delay"));
}

TEST_F(TakenBack, an_objection_is_drafted_only_against_what_waits) {
    begin({&alice, &bob});
    EXPECT_THAT(alice.fails({"veto", at("genesis"), "--out", at("veto")}), HasSubstr("Only a recovery, or an update that waits"));
    alice_signs_a_mistake();
    EXPECT_THAT(alice.fails({"veto", at("mistake"), "--out", at("veto")}), HasSubstr("`steward-sign decline`"));
    bob.does({"sign", at("mistake")});
    alice.does({"take", at("mistake")});
    EXPECT_THAT(alice.fails({"veto", at("mistake"), "--out", at("veto")}), HasSubstr("in force already"));
    EXPECT_FALSE(fs::exists(at("veto")));
}

}  // namespace
}  // namespace steward::signer
