// What waits for its delay: when it comes into force, and what a recovery does to whom.
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WaitingChange : public Work {
protected:
    void pass(Duration time) { office.clock.advance(time); }
    std::string chain_of(const Person& person) const { return person.does({"chain"}); }
    /// Alice goes on with a second key, and with those whose cards are named; the safe signs it.
    void recover(const std::string& also = {}) {
        begin();
        alice.does({"key", "new", "second", "--person", "alice"});
        alice.does({"key", "card", "second", "--out", at("second.card")});
        safe.does({"recover", "--keys", at("second.card") + also, "--reason", "Bob's stick is in the harbour", "--out", at("recovery")});
    }
};

TEST_F(WaitingChange, of_a_recovery_says_its_date_where_it_is_taken_listed_and_shown) {
    recover("," + box.card("beacon"));
    EXPECT_THAT(safe.does({"sign", at("recovery")}),
                HasSubstr("it comes into force 7 days after it was taken: where it is taken now, on Mon 28 Sep 2026 16:13 CEST"));
    const std::string date =
        "comes into force on Mon 28 Sep 2026 16:13 CEST (2026-09-28T14:13Z), in 7 days, as number 1 of the chain (Bob's stick "
        "is in the harbour)";
    EXPECT_THAT(alice.does({"take", at("recovery")}), AllOf(HasSubstr("! the recovery "), HasSubstr(date), HasSubstr("steward-sign veto")));
    EXPECT_THAT(chain_of(alice), AllOf(HasSubstr("waiting    1 not in force yet"), HasSubstr(date)));
    // Bob hears of it two days later: his copy counts from then, and says so.
    pass(std::chrono::hours(48));
    EXPECT_THAT(bob.does({"take", at("recovery")}), HasSubstr("on Wed 30 Sep 2026 16:13 CEST"));
    EXPECT_THAT(chain_of(alice),
                AllOf(HasSubstr("on Mon 28 Sep 2026 16:13 CEST"), HasSubstr("in 5 days"), HasSubstr("counts from when it took it")));
    EXPECT_THAT(alice.does({"show", at("recovery")}), HasSubstr("taken here: the recovery"));
    // What has begun a moment ago is not a day less.
    pass(std::chrono::seconds(1));
    EXPECT_THAT(chain_of(alice), HasSubstr("in 5 days"));
    // The last hours are said as hours, and afterwards nothing waits.
    pass(std::chrono::hours(24 * 5 - 30));
    EXPECT_THAT(chain_of(alice), HasSubstr("in 30 hours"));
    pass(std::chrono::hours(30));
    EXPECT_THAT(chain_of(alice), AllOf(HasSubstr("in force   number 1,"), Not(HasSubstr("comes into force"))));
}

TEST_F(WaitingChange, of_one_who_is_alone_says_its_date_and_so_does_what_stands_on_it) {
    begin(true);
    alice.does({"add", bob.card("daily"), "--out", at("add")});
    EXPECT_THAT(alice.does({"sign", at("add")}), HasSubstr("it comes into force 3 days after it was taken"));
    EXPECT_THAT(alice.does({"take", at("add")}), AllOf(HasSubstr("! the change "), HasSubstr("on Thu 24 Sep 2026 16:13 CEST")));
    pass(std::chrono::hours(24));
    alice.does({"mirrors", "https://mirror.example.org", "--reason", "a second place", "--out", at("mirrors")});
    // Two persons decide once Bob is there: this one waits for what it stands on, not longer.
    alice.does({"sign", at("mirrors")});
    EXPECT_THAT(alice.fails({"take", at("mirrors")}), HasSubstr("Too few"));
    EXPECT_THAT(chain_of(alice), HasSubstr("in 2 days"));
    pass(std::chrono::hours(48));
    EXPECT_THAT(chain_of(alice), AllOf(HasSubstr("of bob, in a file"), Not(HasSubstr("comes into force"))));
}

TEST_F(WaitingChange, that_was_objected_to_has_no_date_any_more) {
    begin(true);
    alice.does({"add", bob.card("daily"), "--out", at("add")});
    alice.does({"sign", at("add")});
    for (const Person* one : {&alice, &safe}) one->does({"take", at("add")});
    EXPECT_THAT(chain_of(safe), HasSubstr("comes into force on"));
    safe.does({"veto", at("add"), "--out", at("veto")});
    safe.does({"sign", at("veto")});
    safe.does({"take", at("veto")});
    EXPECT_THAT(chain_of(safe), Not(HasSubstr("comes into force on")));
}

TEST_F(WaitingChange, of_a_recovery_shows_in_red_who_is_out_and_that_no_beacon_is_left) {
    recover();
    const std::string shown = safe.does({"sign", at("recovery")});
    const auto key_of = [](const std::string& card) { return to_hex(trust::read_message<trust::KeyRecord>(*read_file(card))->id); };
    for (const std::string& red :
         {std::string("  ! it replaces everybody who may sign"), "  ! out: key " + key_of(alice.card("daily")) + " of alice",
          "  ! out: key " + key_of(bob.card("daily")) + " of bob", "  ! out: key " + key_of(box.card("beacon")) + " of box",
          std::string("  ! no beacon is left: no machine will run a job")})
        EXPECT_THAT(shown, HasSubstr(red));
    EXPECT_THAT(shown, Not(HasSubstr("out: key " + key_of(at("second.card")))));
}

TEST_F(WaitingChange, of_a_recovery_that_keeps_the_beacon_and_bob_says_neither_of_them_in_red) {
    recover("," + box.card("beacon") + "," + bob.card("daily"));
    const std::string shown = safe.does({"sign", at("recovery")});
    EXPECT_THAT(shown, AllOf(HasSubstr("! out: key"), HasSubstr("of alice")));
    EXPECT_THAT(shown, Not(HasSubstr("no beacon is left")));
    EXPECT_EQ(shown.find("! out:"), shown.rfind("! out:")) << "one key alone is out";
}

}  // namespace
}  // namespace steward::signer
