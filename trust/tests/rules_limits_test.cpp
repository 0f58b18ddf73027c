// The last rules that a roster may have, the first that it may not, and that an update leaves alone what it does not name.
#include <gtest/gtest.h>

#include "trust/tests/office.h"

namespace steward::trust {

using namespace std::chrono_literals;

struct RulesLimits : testing::Test {
    Office office;
    RosterRules rules;
    RulesLimits() {
        for (const auto* name : {"alice", "bob"}) office.add(name, name, everyday);
        for (const auto* name : {"safe", "vault"}) office.add(name, name, for_recovery);
        rules = office.rules({"alice", "bob"}, {"safe", "vault"}, 2, 1);
        rules.mirrors = {"https://mirror.example.org"};
        rules.log_keys = {Digest{3}};
    }
    // With more keys of alice, each another; nothing is signed with them.
    void grow_to(size_t count) {
        while (rules.keys.size() + rules.recovery.keys.size() < count) {
            KeyRecord more = office.record("alice");
            more.id = KeyId{static_cast<uint8_t>(rules.keys.size()), static_cast<uint8_t>(rules.keys.size() >> 8), 0xee};
            rules.keys.push_back(more);
        }
    }
    std::optional<RosterRules> after(UpdateKind kind, const Bytes& body) const { return updated(rules, kind, {body}); }
};

TEST_F(RulesLimits, as_many_keys_as_most_of_both_kinds_together) {
    grow_to(most_keys);
    EXPECT_TRUE(can_work(rules));
    grow_to(most_keys + 1);
    EXPECT_FALSE(can_work(rules)) << "each of them another";
    rules.keys.pop_back();
    EXPECT_TRUE(can_work(rules));
}

TEST_F(RulesLimits, everyone_may_be_wanted_and_a_delay_may_be_the_least) {
    rules.recovery.threshold = 2;
    rules.recovery.delay = rules.single_holder_delay = least_delay;
    EXPECT_TRUE(can_work(rules));
    rules.recovery.delay = least_delay - 1ms;
    EXPECT_FALSE(can_work(rules));
    rules.recovery.delay = least_delay;
    rules.single_holder_delay = least_delay - 1ms;
    EXPECT_FALSE(can_work(rules));
}

TEST_F(RulesLimits, a_delay_is_no_longer_than_a_keys_life) {
    rules.recovery.delay = rules.single_holder_delay = longest_key_life;
    EXPECT_TRUE(can_work(rules));
    rules.recovery.delay = longest_key_life + 1ms;
    EXPECT_FALSE(can_work(rules));
    rules.recovery.delay = longest_key_life;
    rules.single_holder_delay = Duration::max();
    EXPECT_FALSE(can_work(rules)) << "beside now it would lie before now: nobody could object to anything";
}

TEST_F(RulesLimits, keys_of_one_person_do_not_make_two) {
    office.add("alice's second", "alice", everyday);
    rules.keys = {office.record("alice"), office.record("alice's second")};
    EXPECT_FALSE(can_work(rules)) << "two persons are wanted";
    rules.threshold = 1;
    EXPECT_TRUE(can_work(rules));
    office.add("safe's second", "safe", for_recovery);
    rules.recovery = {.keys = {office.record("safe"), office.record("safe's second")}, .threshold = 2, .delay = least_delay};
    EXPECT_FALSE(can_work(rules));
}

TEST_F(RulesLimits, an_update_changes_what_it_names_and_nothing_else) {
    RosterRules wanted = rules;
    const auto expect = [&](UpdateKind kind, const Bytes& body) {
        const auto seen = after(kind, body);
        ASSERT_TRUE(seen) << static_cast<int>(kind);
        EXPECT_EQ(*seen, wanted) << static_cast<int>(kind);
        wanted = rules;
    };
    const KeyRecord carol = office.add("carol", "carol", everyday);
    wanted.keys.push_back(carol);
    expect(UpdateKind::AddKey, write_message(KeyBody{carol}));
    wanted.keys.erase(wanted.keys.begin());
    expect(UpdateKind::RemoveKey, write_message(KeyIdBody{office.record("alice").id}));
    KeyRecord less = office.record("alice");
    less.roles = roster_only;
    wanted.keys.front() = less;
    expect(UpdateKind::UpdateKey, write_message(KeyBody{less}));
    wanted.recovery = {.keys = {office.record("vault")}, .threshold = 1, .delay = 100h};
    expect(UpdateKind::SetRecovery, write_message(RecoveryRule{wanted.recovery}));
    wanted.log_keys = {Digest{7}, Digest{8}};
    expect(UpdateKind::SetLogKeys, write_message(DigestsBody{{Digest{7}, Digest{8}}}));
    wanted.server_pins = {Digest{9}};
    expect(UpdateKind::SetPins, write_message(DigestsBody{{Digest{9}}}));
    wanted.mirrors = {};
    expect(UpdateKind::SetMirrors, write_message(MirrorsBody{}));
    wanted = office.rules({"bob"}, {"vault"}, 1, 1);
    expect(UpdateKind::Checkpoint, write_message(RosterRules{wanted}));
    wanted.threshold = 1;
    wanted.single_holder_delay = 96h;
    wanted.class_rules = {{.job_class = JobClass::Reboot, .few_holders = 2}};
    wanted.fresh = {.threshold = 2, .most_age = {{JobClass::Script, 24h}}};
    expect(UpdateKind::SetRules, write_message(RulesBody{1, 96h, wanted.class_rules, wanted.fresh}));
}

}  // namespace steward::trust
