// The five ceremonies as people go through them: the first beginning, a new technician, a leaver, a lost key, recovery.
#include "base/spoken.h"
#include "signer/tests/person.h"
#include "trust/checkpoint.h"

namespace steward::signer {
namespace {
using ::testing::HasSubstr;

class Ceremony : public ::testing::Test {
protected:
    Office office;
    Person alice{office, "alice"}, bob{office, "bob"}, carol{office, "carol"}, safe{office, "safe"}, bank{office, "bank"};

    std::string at(const std::string& name) const { return office.file(name).string(); }

    void begin() {
        alice.make_key("daily", "roster,job,policy,stop,enrol");
        bob.make_key("daily", "roster,job,policy,stop,enrol");
        safe.make_key("recovery", "recovery");
        bank.make_key("recovery", "recovery");
        alice.does({"genesis", "--name", "Harbour Services", "--keys", alice.card("daily") + "," + bob.card("daily"), "--recovery",
                    safe.card("recovery") + "," + bank.card("recovery"), "--mirrors", "/srv/mirror", "--out", at("genesis")});
        for (const Person* one : {&alice, &bob, &safe, &bank}) one->does({"sign", at("genesis")});
        for (const Person* one : {&alice, &bob, &safe, &bank}) one->does({"take", at("genesis")});
    }
    void sign_and_take(const std::string& file, const std::vector<const Person*>& signers, const std::vector<const Person*>& takers) {
        for (const Person* one : signers) one->does({"sign", at(file)});
        for (const Person* one : takers) one->does({"take", at(file)});
    }
    std::string chain_of(const Person& person) const { return person.does({"chain"}); }
};

// design/trust.md 4.1.8: a day with a beacon, a week without one, but for what a thief could do most with.
TEST_F(Ceremony, a_removed_key_dies_after_a_day_where_a_beacon_speaks) {
    begin();
    const std::string without = alice.does({"show", at("genesis")});
    EXPECT_THAT(without, HasSubstr("script runs up to 24 hours after the last word of a beacon"));
    EXPECT_THAT(without, HasSubstr("file-put runs up to 168 hours after the last word of a beacon"));
    carol.make_key("beacon", "fresh");
    alice.does({"add", carol.card("beacon"), "--out", at("add")});
    EXPECT_THAT(alice.does({"show", at("add")}), ::testing::AllOf(HasSubstr("still run: patch, reboot, restore-test, file-put,"),
                                                                  HasSubstr("`steward-sign rules --roster-age CLASS=24`")));
    alice.does({"genesis", "--name", "With a beacon", "--keys", alice.card("daily") + "," + carol.card("beacon"), "--recovery",
                safe.card("recovery"), "--out", at("with")});
    const std::string with = alice.does({"show", at("with")});
    EXPECT_THAT(with, HasSubstr("file-put runs up to 24 hours after the last word of a beacon"));
    EXPECT_THAT(with, ::testing::Not(HasSubstr("168 hours")));
}

TEST_F(Ceremony, two_people_begin_and_trust_the_same_number) {
    begin();
    const std::string as_alice_sees_it = chain_of(alice);
    EXPECT_EQ(as_alice_sees_it, chain_of(bob));
    EXPECT_THAT(as_alice_sees_it, HasSubstr("changes need 2 persons"));
    EXPECT_THAT(as_alice_sees_it, HasSubstr("of alice, in a file: roster, job, policy, stop, enrol"));
}

TEST_F(Ceremony, a_beginning_that_somebody_did_not_sign_is_none) {
    alice.make_key("daily", "roster,job");
    safe.make_key("recovery", "recovery");
    alice.does({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--out", at("genesis")});
    EXPECT_THAT(alice.does({"show", at("genesis")}), HasSubstr("one person alone: every change waits 3 days"));
    EXPECT_THAT(alice.does({"sign", at("genesis")}), HasSubstr("1 of 2 keys have signed"));
    EXPECT_THAT(alice.fails({"take", at("genesis")}), HasSubstr("every key in it"));
    EXPECT_THAT(alice.fails({"sign", at("genesis")}), HasSubstr("has signed it already"));
}

TEST_F(Ceremony, a_new_technician_comes_by_two_signatures_not_by_one) {
    begin();
    carol.make_key("daily", "job");
    carol.does({"take", at("genesis")});
    alice.does({"add", carol.card("daily"), "--reason", "Carol starts on Monday", "--out", at("add-carol")});
    EXPECT_THAT(alice.does({"sign", at("add-carol")}), HasSubstr("1 of 2 persons have signed"));
    EXPECT_THAT(alice.fails({"take", at("add-carol")}), HasSubstr("Too few"));
    EXPECT_THAT(carol.fails({"sign", at("add-carol")}), HasSubstr("not on the list"));
    EXPECT_THAT(safe.fails({"sign", at("add-carol")}), HasSubstr("has not the role"));
    EXPECT_THAT(bob.does({"show", at("add-carol")}), HasSubstr("of carol, in a file: job"));
    sign_and_take("add-carol", {&bob}, {&alice, &bob, &carol});
    EXPECT_THAT(chain_of(carol), HasSubstr("in force   number 1,"));
}

TEST_F(Ceremony, nobody_signs_two_updates_that_follow_the_same_one) {
    begin();
    carol.make_key("daily", "job");
    alice.does({"add", carol.card("daily"), "--out", at("one")});
    alice.does({"remove", "bob", "--out", at("other")});
    alice.does({"sign", at("one")});
    EXPECT_THAT(alice.fails({"sign", at("other")}), HasSubstr("another update that follows the same one"));
    // Bob, whose signer knows nothing of the first, may; neither of the two can get a majority.
    bob.does({"sign", at("other")});
    EXPECT_THAT(bob.fails({"sign", at("one")}), HasSubstr("would split the chain"));
}

TEST_F(Ceremony, a_leaver_is_suspended_by_one_and_removed_by_two) {
    begin();
    carol.make_key("daily", "roster,job,stop");
    alice.does({"add", carol.card("daily"), "--out", at("add")});
    sign_and_take("add", {&alice, &bob}, {&alice, &bob});
    alice.does({"suspend", "carol", "--reason", "left today", "--out", at("suspend")});
    EXPECT_THAT(alice.does({"sign", at("suspend")}), HasSubstr("suspends the key"));
    alice.does({"remove", "carol", "--reason", "left today", "--out", at("remove")});
    sign_and_take("remove", {&alice, &bob}, {&alice, &bob});
    EXPECT_THAT(chain_of(alice), ::testing::Not(HasSubstr("carol")));
}

TEST_F(Ceremony, with_a_lost_majority_the_recovery_keys_begin_anew_after_a_week) {
    begin();
    // Bob's key is lost; Alice alone is no majority.
    bob.does({"key", "new", "second", "--person", "bob"});
    bob.does({"key", "card", "second", "--out", bob.card("second")});
    safe.does({"recover", "--keys", alice.card("daily") + "," + bob.card("second"), "--reason", "Bob's stick fell into the harbour",
               "--out", at("recovery")});
    EXPECT_THAT(safe.does({"sign", at("recovery")}), HasSubstr("it replaces everybody who may sign"));
    EXPECT_THAT(safe.fails({"take", at("recovery")}), HasSubstr("Too few"));
    EXPECT_THAT(bank.does({"sign", at("recovery")}), HasSubstr("2 of 2 recovery keys have signed; it is complete"));
    EXPECT_THAT(alice.does({"take", at("recovery")}), HasSubstr("after its delay"));
    EXPECT_THAT(chain_of(alice), HasSubstr("in force   number 0,"));
    office.clock.advance(std::chrono::hours(24 * 7 + 1));
    EXPECT_THAT(chain_of(alice), HasSubstr("in force   number 1,"));
}

TEST_F(Ceremony, the_majority_objects_to_a_recovery_that_is_none_of_theirs) {
    alice.make_key("daily", "roster,job");
    bob.make_key("daily", "roster,job");
    for (const Person* one : {&safe, &bank, &carol}) one->make_key("recovery", "recovery");
    alice.does({"genesis", "--name", "Harbour Services", "--keys", alice.card("daily") + "," + bob.card("daily"), "--recovery",
                safe.card("recovery") + "," + bank.card("recovery") + "," + carol.card("recovery"), "--out", at("genesis")});
    for (const Person* one : {&alice, &bob, &safe, &bank, &carol}) one->does({"sign", at("genesis")});
    for (const Person* one : {&alice, &bob, &safe, &bank}) one->does({"take", at("genesis")});
    Person thief{office, "thief"};
    thief.make_key("daily", "roster,job");
    safe.does({"recover", "--keys", thief.card("daily"), "--out", at("recovery")});
    sign_and_take("recovery", {&safe, &bank}, {&alice, &bob});
    alice.does({"veto", at("recovery"), "--out", at("veto")});
    sign_and_take("veto", {&alice, &bob}, {&alice, &bob});
    office.clock.advance(std::chrono::hours(24 * 8));
    EXPECT_THAT(chain_of(alice), HasSubstr("in force   number 0,"));
    EXPECT_THAT(chain_of(alice), ::testing::Not(HasSubstr("thief")));
}

TEST_F(Ceremony, nobody_removes_the_last_who_can_sign) {
    begin();
    alice.does({"remove", "bob", "--out", at("remove-bob")});
    EXPECT_THAT(alice.fails({"remove", "safe", "--out", at("remove-safe")}), HasSubstr("cannot be applied"));
    sign_and_take("remove-bob", {&alice, &bob}, {&alice});
    EXPECT_THAT(alice.fails({"remove", "alice", "--out", at("remove-alice")}), HasSubstr("nobody could sign the next one"));
}

TEST_F(Ceremony, who_is_alone_waits_three_days_and_the_safe_can_object) {
    alice.make_key("daily", "roster,job");
    safe.make_key("recovery", "recovery");
    alice.does({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--out", at("genesis")});
    sign_and_take("genesis", {&alice, &safe}, {&alice, &safe});
    Person thief{office, "thief"};
    thief.make_key("daily", "roster,job");
    alice.does({"add", thief.card("daily"), "--out", at("add")});
    alice.does({"sign", at("add")});
    EXPECT_THAT(safe.does({"take", at("add")}), HasSubstr("after its delay"));
    EXPECT_THAT(chain_of(safe), HasSubstr("1 not in force yet"));
    safe.does({"veto", at("add"), "--out", at("veto")});
    sign_and_take("veto", {&safe}, {&safe});
    office.clock.advance(std::chrono::hours(24 * 30));
    EXPECT_THAT(chain_of(safe), ::testing::Not(HasSubstr("thief")));
}

TEST_F(Ceremony, what_one_publishes_the_other_fetches_and_a_changed_mirror_is_noticed) {
    begin();
    carol.make_key("daily", "job");
    alice.does({"add", carol.card("daily"), "--out", at("add")});
    sign_and_take("add", {&alice, &bob}, {&alice});
    EXPECT_THAT(alice.does({"publish", "--to", at("mirror")}), HasSubstr("Published 2 messages"));
    EXPECT_THAT(bob.does({"fetch", "--from", at("mirror")}), HasSubstr("Took 1 message"));
    EXPECT_EQ(chain_of(alice), chain_of(bob));
    EXPECT_THAT(alice.does({"publish", "--to", at("mirror")}), HasSubstr("Published 0 messages"));
    for (const auto& entry : fs::recursive_directory_iterator(at("mirror"))) {
        if (entry.path().filename() == "000001.msj") {
            ASSERT_TRUE(write_file(entry.path(), as_bytes("another")).has_value());
        }
    }
    EXPECT_THAT(alice.fails({"publish", "--to", at("mirror")}), HasSubstr("holds another message"));
}

TEST_F(Ceremony, keys_of_the_server_are_taken_as_the_server_says_them) {
    const Bytes pin(32, 0xfb);
    const trust::NoteKey log{.kind = trust::NoteKind::Log, .name = "steward/6f1d2a", .key = trust::sha256(as_bytes("log"))};
    const std::string hex(64, 'c');
    alice.make_key("daily", "roster,job,enrol");
    safe.make_key("recovery", "recovery");
    const auto genesis = [&](const std::string& pins, const std::string& log_keys, const std::string& out) {
        return alice.type({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--pins", pins,
                           "--log-keys", log_keys, "--out", at(out)});
    };
    EXPECT_EQ(genesis(to_base64url(pin) + ",pin=" + to_base64url(pin) + "," + hex + "," + spoken(pin),
                      trust::write_note_key(log) + "," + hex, "genesis")
                  .errors,
              "");
    const std::string shown = alice.does({"show", at("genesis")});
    for (const std::string& part :
         {"the server's key is " + spoken(pin), "the server's key is " + spoken(Bytes(32, 0xcc)), "the log's key is " + spoken(log.key)})
        EXPECT_THAT(shown, HasSubstr(part));
    const trust::NoteKey witness{.kind = trust::NoteKind::Cosignature, .name = "device/1", .key = log.key};
    for (const std::string& wrong : {std::string("abc"), hex.substr(2), to_base64(pin), trust::write_note_key(log)})
        EXPECT_THAT(genesis(wrong, hex, "wrong").errors, HasSubstr("`steward courier keys`")) << wrong;
    for (const std::string& wrong :
         {std::string("abc"), to_base64url(pin), trust::write_note_key(witness), trust::write_note_key(log).substr(9)})
        EXPECT_THAT(genesis(hex, wrong, "wrong").errors, HasSubstr("`steward courier keys`")) << wrong;
    // Where the chain names none, the grant says what names them.
    alice.does({"genesis", "--name", "Alone", "--keys", alice.card("daily"), "--recovery", safe.card("recovery"), "--out", at("bare")});
    sign_and_take("bare", {&alice, &safe}, {&alice});
    const std::string id = "01980000-0000-7000-8000-000000000001";
    EXPECT_THAT(alice.fails({"grant", "--client", id, "--site", id, "--server", "desk.example.org:8444", "--out", at("grant")}),
                HasSubstr("`steward courier keys` says it as it is typed here"));
}

class Renewal : public Ceremony {
protected:
    std::string again(const Person& person, const std::string& key, const std::string& roles) const {
        const std::string card = at(person.name() + "-again.card");
        person.does({"key", "card", key, "--roles", roles, "--out", card});
        return card;
    }
    void pass(int days) { office.clock.advance(std::chrono::hours(24 * days)); }
};

TEST_F(Renewal, recovery_keys_are_renewed_before_they_end_and_can_recover_afterwards) {
    begin();
    EXPECT_THAT(chain_of(alice), ::testing::Not(HasSubstr("renews it")));
    pass(310);
    EXPECT_THAT(chain_of(alice), HasSubstr("of safe ends on 2027-09-21: `steward-sign recovery-keys` renews it"));
    alice.does({"recovery-keys", again(safe, "recovery", "recovery") + "," + again(bank, "recovery", "recovery"), "--reason",
                "they end in September", "--out", at("renew")});
    const std::string shown = alice.does({"show", at("renew")});
    EXPECT_THAT(shown,
                ::testing::AllOf(HasSubstr("it changes who can recover"), HasSubstr("recovery by 2 of 2 persons with 2 keys after 7 days"),
                                 HasSubstr("steward-sign recovery-keys` renews it")));
    for (const char* not_so : {"is new for recovery", "less time", "fewer"}) EXPECT_THAT(shown, ::testing::Not(HasSubstr(not_so)));
    EXPECT_THAT(safe.fails({"sign", at("renew")}), HasSubstr("has not the role"));
    sign_and_take("renew", {&alice, &bob}, {&alice, &bob, &safe, &bank});
    EXPECT_THAT(chain_of(alice), ::testing::Not(HasSubstr("of safe ends on")));
    // The keys of every day have ended by now: those of the safe still help.
    pass(100);
    alice.does({"remove", "bob", "--out", at("remove")});
    EXPECT_THAT(alice.fails({"sign", at("remove")}), HasSubstr("let it be renewed by `steward-sign update`"));
    safe.does({"recover", "--keys", again(alice, "daily", "roster,job"), "--reason", "nobody renewed in time", "--out", at("recovery")});
    sign_and_take("recovery", {&safe, &bank}, {&alice});
    pass(8);
    EXPECT_THAT(chain_of(alice), HasSubstr("in force   number 2,"));
}

TEST_F(Renewal, a_recovery_key_that_ended_is_told_what_renews_it) {
    begin();
    pass(366);
    safe.does({"recover", "--keys", again(alice, "daily", "roster,job"), "--out", at("recovery")});
    EXPECT_THAT(safe.fails({"sign", at("recovery")}), HasSubstr("a majority renews it by `steward-sign recovery-keys`"));
}

TEST_F(Renewal, what_weakens_recovery_is_red) {
    begin();
    carol.make_key("recovery", "recovery");
    alice.does({"recovery-keys", carol.card("recovery"), "--days", "4", "--out", at("weaker")});
    const std::string shown = alice.does({"show", at("weaker")});
    for (const char* part :
         {"of carol is new for recovery, and nothing here proves that somebody holds it",
          "less time than now to object to a recovery: 4 days, not 7 days", "fewer persons than now can recover: 1, not 2",
          "fewer recovery keys than now", "one recovery key alone", "no more: key"})
        EXPECT_THAT(shown, HasSubstr(part));
    for (const auto& words : std::vector<std::vector<std::string>>{{"--days", "2"}, {"--threshold", "3"}, {"--threshold", "0"}}) {
        std::vector<std::string> line{"recovery-keys", "--out", at("nobody")};
        line.insert(line.end(), words.begin(), words.end());
        EXPECT_THAT(alice.fails(line), HasSubstr("Nobody could recover by this"));
    }
    EXPECT_THAT(alice.fails({"recovery-keys", alice.card("daily"), "--out", at("nobody")}), HasSubstr("Nobody could recover by this"));
    EXPECT_THAT(alice.fails({"recovery-keys", "--out", at("nothing")}), HasSubstr("Say what changes"));
}

TEST_F(Renewal, the_rules_of_people_are_changed_by_a_majority_and_a_weaker_one_is_red) {
    begin();
    alice.does({"rules", "--class", "script=2:10,2:100", "--class", "patch=1:25,2:200", "--roster-age", "patch=48", "--reason",
                "two for every script", "--out", at("stricter")});
    const std::string stricter = alice.does({"show", at("stricter")});
    EXPECT_THAT(stricter, ::testing::AllOf(HasSubstr("script: 2 persons up to 10 machines, 2 up to 100"),
                                           HasSubstr("patch runs up to 48 hours after the last word of a beacon")));
    EXPECT_THAT(stricter, ::testing::Not(HasSubstr("than now")));
    sign_and_take("stricter", {&alice, &bob}, {&alice, &bob});
    alice.does({"rules", "--class", "script=1:25,2:500", "--roster-age", "patch=72", "--alone-hours", "80", "--out", at("weaker")});
    const std::string weaker = alice.does({"show", at("weaker")});
    EXPECT_THAT(weaker,
                ::testing::AllOf(HasSubstr("script needs fewer persons, or reaches more machines, than now"),
                                 HasSubstr("a stolen key could run patch for longer than now"), HasSubstr("one alone waits 80 hours")));
    EXPECT_THAT(weaker, ::testing::Not(HasSubstr("account needs fewer")));
    for (const char* wrong : {"script", "script=1", "script=1:25", "script=1:25,2:500,", "script=2:25,1:500", "dance=1:25,2:500"})
        EXPECT_THAT(alice.fails({"rules", "--class", wrong, "--out", at("wrong")}), HasSubstr("as in script=1:25,2:500"));
    EXPECT_THAT(alice.fails({"rules", "--out", at("nothing")}), HasSubstr("Say what changes"));
    EXPECT_THAT(alice.fails({"rules", "--threshold", "3", "--out", at("nobody")}), HasSubstr("nobody could sign the next one"));
}

TEST_F(Renewal, a_checkpoint_says_the_whole_state_and_whether_it_is_the_present_one) {
    begin();
    alice.does({"checkpoint", "--out", at("checkpoint")});
    EXPECT_THAT(bob.does({"show", at("checkpoint")}),
                ::testing::AllOf(HasSubstr("what it writes is what is in force here now"), HasSubstr("of alice, in a file")));
    sign_and_take("checkpoint", {&alice, &bob}, {&alice, &bob});
    EXPECT_THAT(chain_of(alice), HasSubstr("in force   number 1,"));
}

}  // namespace
}  // namespace steward::signer
