// What a change would give and take, as who signs it is told: in red what somebody could want to slip through.
#include "signer/changed.h"
#include "base/spoken.h"
#include "signer/tests/office_work.h"

namespace steward::signer {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Change : public Work {
protected:
    Person carol{office, "carol"};

    std::string shown(const std::string& draft) const { return bob.does({"show", at(draft)}); }
    std::string card_of(const Person& person, const std::string& key, const std::vector<std::string>& options) const {
        const std::string card = at(person.name() + "-other.card");
        fs::remove(card);
        std::vector<std::string> line{"key", "card", key, "--out", card};
        line.insert(line.end(), options.begin(), options.end());
        person.does(line);
        return card;
    }
    void together(const std::string& draft) {
        for (const Person* one : {&alice, &bob}) one->does({"sign", at(draft)});
        for (const Person* one : {&alice, &bob}) one->does({"take", at(draft)});
    }
    void carol_comes_for_one_client() {
        carol.does({"key", "new", "daily", "--person", "carol"});
        alice.does({"add", card_of(carol, "daily", {"--roles", "job", "--classes", "script", "--clients", harbour}), "--out", at("add")});
        together("add");
    }
};

TEST_F(Change, that_leaves_no_beacon_is_red_however_it_does_so) {
    begin();
    constexpr const char* without = "! no beacon is left: no machine will run a job";
    alice.does({"remove", "box", "--out", at("remove")});
    EXPECT_THAT(shown("remove"), HasSubstr(without));
    alice.does({"update", card_of(box, "beacon", {"--roles", "stop"}), "--out", at("update")});
    EXPECT_THAT(shown("update"), AllOf(HasSubstr(without), HasSubstr("of box gets stop"), HasSubstr("of box loses fresh")));
    alice.does({"recover", "--keys", alice.card("daily") + "," + bob.card("daily"), "--out", at("recover")});
    EXPECT_THAT(shown("recover"), AllOf(HasSubstr(without), HasSubstr("! out: key "), Not(HasSubstr("! new"))));
    alice.does({"remove", "bob", "--out", at("remove-bob")});
    EXPECT_THAT(shown("remove-bob"), Not(HasSubstr("beacon")));
    alice.does({"update", card_of(box, "beacon", {"--roles", "fresh", "--days", "300"}), "--out", at("renewed")});
    EXPECT_THAT(shown("renewed"), Not(HasSubstr("no beacon")));
    // Two that must agree, and one of them goes.
    carol.make_key("second", "fresh");
    alice.does({"add", carol.card("second"), "--out", at("add")});
    together("add");
    alice.does({"rules", "--beacons", "2", "--out", at("two")});
    EXPECT_THAT(shown("two"), Not(HasSubstr("beacons are left")));
    together("two");
    alice.does({"remove", "carol", "--out", at("one-goes")});
    EXPECT_THAT(shown("one-goes"), HasSubstr("! too few beacons are left: 1 of 2; no machine will run a job"));
}

TEST_F(Change, of_a_key_says_what_is_wider_than_now_and_what_is_less) {
    begin();
    carol_comes_for_one_client();
    alice.does({"update", card_of(carol, "daily", {"--roles", "job,policy", "--classes", "script,patch", "--clients", "all"}), "--out",
                at("wider")});
    EXPECT_THAT(shown("wider"),
                AllOf(HasSubstr("! wider: the key "), HasSubstr("of carol gets policy; patch; every client"), Not(HasSubstr("loses"))));
    alice.does({"update", card_of(carol, "daily", {"--roles", "job", "--classes", "patch", "--clients", std::string(harbour) + "," + quay}),
                "--out", at("other")});
    EXPECT_THAT(shown("other"),
                AllOf(HasSubstr("of carol gets patch; the client " + std::string(quay)), HasSubstr("of carol loses script")));
    // A longer life alone is no more right.
    office.clock.advance(std::chrono::hours(24 * 30));
    alice.does({"update", card_of(carol, "daily", {"--roles", "job", "--classes", "script", "--clients", harbour}), "--out", at("longer")});
    EXPECT_THAT(shown("longer"), AllOf(HasSubstr("of carol ends on 2027-10-21, so far on 2027-09-21"), Not(HasSubstr("wider"))));
}

TEST_F(Change, by_recovery_that_turns_a_key_into_somebody_elses_is_red) {
    begin();
    auto card = *trust::read_message<trust::KeyRecord>(*read_file(bob.card("daily")));
    card.holder = "another person";
    card.vault_key = Bytes(32, 7);
    ASSERT_TRUE(write_file(at("strange.card"), trust::write_message(card)));
    alice.does({"recover", "--keys", at("strange.card") + "," + box.card("beacon"), "--out", at("recover")});
    EXPECT_THAT(shown("recover"), AllOf(HasSubstr("of another person belongs to bob now, and would count as the voice of another person"),
                                        HasSubstr("! new: what is sealed for the holder of the key ")));
}

TEST(ChangedKey, that_would_count_as_kept_in_a_safer_place_is_wider_and_the_other_way_is_not) {
    trust::KeyRecord in_a_file{.holder = "Carol Lock", .assurance = trust::Assurance::Software}, in_a_stick = in_a_file;
    in_a_stick.assurance = trust::Assurance::Hardware;
    Shown safer, less_safe;
    compare_key(safer, in_a_file, in_a_stick);
    compare_key(less_safe, in_a_stick, in_a_file);
    EXPECT_THAT(safer.unusual, ::testing::ElementsAre(HasSubstr("would count as one that lies in a safer place than now")));
    EXPECT_THAT(less_safe.unusual, ::testing::IsEmpty());
}

TEST_F(Change, by_recovery_marks_whoever_is_new_and_whoever_gets_more) {
    begin();
    carol_comes_for_one_client();
    Person thief{office, "thief"};
    thief.make_key("daily", "roster,job");
    thief.make_key("safe", "recovery");
    alice.does({"recover", "--keys",
                alice.card("daily") + "," + box.card("beacon") + "," + thief.card("daily") + "," +
                    card_of(carol, "daily", {"--roles", "roster,job", "--classes", "script", "--clients", harbour}),
                "--recovery", thief.card("safe"), "--out", at("recover")});
    EXPECT_THAT(shown("recover"),
                AllOf(HasSubstr("! new: key "), HasSubstr("of thief, in a file: roster, job"), HasSubstr("of carol gets roster"),
                      HasSubstr("! out: key "), HasSubstr("! it changes who can recover"), HasSubstr("of thief is new for recovery")));
}

TEST_F(Change, of_the_servers_keys_the_logs_or_the_mirrors_says_what_goes) {
    begin();
    const std::string other(64, 'c');
    const auto said = [](const std::string& hex) { return spoken(*from_hex(hex)); };
    alice.does({"pins", pin + "," + other, "--out", at("both")});
    EXPECT_THAT(shown("both"), AllOf(HasSubstr("! new: the server's key " + said(other)), Not(HasSubstr("replaces"))));
    alice.does({"log-keys", other, "--out", at("another-log")});
    EXPECT_THAT(shown("another-log"), AllOf(HasSubstr("! new: the log's key " + said(other)),
                                            HasSubstr("! replaces: the log's key " + said(log_key) + " would count no more")));
    alice.does({"mirrors", "https://mirror.example.org", "--out", at("mirrors")});
    EXPECT_THAT(shown("mirrors"), AllOf(HasSubstr("! new: also published to https://mirror.example.org"),
                                        HasSubstr("! replaces: published to /srv/mirror no more")));
}

}  // namespace
}  // namespace steward::signer
