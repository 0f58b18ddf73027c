// What a roster's rules may be and what an update makes of them; what an action may say. Each condition alone decides once.
#include <gtest/gtest.h>

#include "trust/actions.h"
#include "trust/tests/office.h"

namespace steward::trust {

using namespace std::chrono_literals;

struct RulesStory : testing::Test {
    Office office;
    RulesStory() {
        for (const auto* name : {"alice", "bob"}) office.add(name, name, everyday);
        for (const auto* name : {"safe", "vault"}) office.add(name, name, for_recovery);
        office.add("odd", "odd", everyday | for_recovery);
    }
    RosterRules sound() const { return office.rules({"alice", "bob"}, {"safe", "vault"}, 2, 1); }
};

TEST_F(RulesStory, rules_that_could_not_go_on_are_none) {
    EXPECT_TRUE(can_work(sound()));
    const auto with = [&](auto change) {
        RosterRules rules = sound();
        change(rules);
        return can_work(rules);
    };
    EXPECT_FALSE(with([](RosterRules& rules) { rules.keys.resize(most_keys, rules.keys.front()); })) << "too many";
    EXPECT_FALSE(with([](RosterRules& rules) { rules.keys.push_back(rules.keys.front()); })) << "one key twice";
    EXPECT_FALSE(with([](RosterRules& rules) { rules.recovery.keys.push_back(rules.recovery.keys.front()); }));
    EXPECT_FALSE(with([](RosterRules& rules) { rules.threshold = 0; }));
    EXPECT_FALSE(with([](RosterRules& rules) { rules.threshold = 3; })) << "more persons than there are";
    EXPECT_FALSE(with([](RosterRules& rules) { rules.recovery.threshold = 0; }));
    EXPECT_FALSE(with([](RosterRules& rules) { rules.recovery.threshold = 3; }));
    EXPECT_FALSE(with([&](RosterRules& rules) { rules.keys.push_back(office.record("odd")); }))
        << "a key for every day is none for the safe";
    EXPECT_FALSE(with([](RosterRules& rules) { rules.recovery.delay = least_delay - 1ms; }));
    EXPECT_FALSE(with([](RosterRules& rules) { rules.single_holder_delay = least_delay - 1ms; }));
}

TEST_F(RulesStory, every_kind_of_update_changes_what_it_names_and_takes_no_other_body) {
    const Item nonsense{{0xa0}};
    for (uint8_t kind = 0; kind <= 10; ++kind) EXPECT_FALSE(updated(sound(), static_cast<UpdateKind>(kind), nonsense)) << int{kind};
    const auto after = [&](UpdateKind kind, const Bytes& body) { return updated(sound(), kind, {body}); };
    EXPECT_EQ(after(UpdateKind::RemoveKey, write_message(KeyIdBody{office.record("bob").id}))->keys.size(), 1U);
    EXPECT_FALSE(after(UpdateKind::RemoveKey, write_message(KeyIdBody{office.record("odd").id})));
    KeyRecord longer = office.record("bob");
    longer.roles = 1;
    EXPECT_EQ(after(UpdateKind::UpdateKey, write_message(KeyBody{longer}))->keys.back().roles, 1U);
    longer.holder = "mallory";
    EXPECT_FALSE(after(UpdateKind::UpdateKey, write_message(KeyBody{longer})));
    EXPECT_FALSE(after(UpdateKind::UpdateKey, write_message(KeyBody{office.record("odd")})));
    RecoveryRule recovery = sound().recovery;
    recovery.threshold = 2;
    EXPECT_EQ(after(UpdateKind::SetRecovery, write_message(recovery))->recovery.threshold, 2U);
    EXPECT_EQ(after(UpdateKind::SetLogKeys, write_message(DigestsBody{{Digest{7}}}))->log_keys.size(), 1U);
    EXPECT_EQ(after(UpdateKind::SetPins, write_message(DigestsBody{{Digest{7}, Digest{8}}}))->server_pins.size(), 2U);
    EXPECT_EQ(after(UpdateKind::SetMirrors, write_message(MirrorsBody{{"https://mirror.example.org"}}))->mirrors.size(), 1U);
    RosterRules all = sound();
    all.threshold = 1;
    EXPECT_EQ(after(UpdateKind::Checkpoint, write_message(all))->threshold, 1U);
}

template <class Action>
bool may_say(const Action& action) {
    return read_message<Action>(write_message(action)).has_value();
}

TEST(ActionWords, of_a_unit_and_a_place) {
    for (const auto* good :
         {"nginx.service", "getty@tty1.service", "a-b_c.d.timer", "x.socket", "x.path", "dev-sda1\\x2dx.mount"})
        EXPECT_TRUE(is_unit_of_others(good)) << good;
    for (const auto* bad :
         {"", ".service", "nginx", "--now.service", ".hidden.service", "a b.service", "a;b.service", "steward-gate.service"})
        EXPECT_FALSE(is_unit_of_others(bad)) << bad;
    EXPECT_TRUE(is_unit_of_others(std::string(247, 'a') + ".service"));
    EXPECT_FALSE(is_unit_of_others(std::string(248, 'a') + ".service"));
    for (const auto* good : {"/etc/motd", "/a", "/srv/with space/x.conf"}) EXPECT_TRUE(is_place_for_a_file(good)) << good;
    for (const auto* bad :
         {"", "/", "a", "/a/", "//a", "/./a", "/a/..", "/proc/1/mem", "/dev/sda", "/sys/x", "/var/lib/steward-gate/pinned"})
        EXPECT_FALSE(is_place_for_a_file(bad)) << bad;
    EXPECT_FALSE(is_place_for_a_file(std::string("/a\0b", 4)));
    EXPECT_FALSE(is_place_for_a_file("/" + std::string(256, 'a')));
    std::string deep;
    while (deep.size() < 4096) deep += "/abcdefgh";
    EXPECT_FALSE(is_place_for_a_file(deep));
}

TEST(ActionWords, of_a_script) {
    const auto script = [](std::string interpreter, std::vector<std::string> arguments) {
        return may_say(ScriptAction{.interpreter = std::move(interpreter), .arguments = std::move(arguments), .body = Digest{1}});
    };
    EXPECT_TRUE(script("/bin/sh", {"a", "b"}));
    EXPECT_FALSE(script("sh", {}));
    EXPECT_FALSE(script(std::string("/bin/s\0h", 8), {}));
    EXPECT_FALSE(script("/bin/sh", {std::string("a\0b", 3), "c"}));
    EXPECT_TRUE(script("/bin/sh", std::vector<std::string>(256, "a")));
    EXPECT_FALSE(script("/bin/sh", std::vector<std::string>(257, "a")));
    EXPECT_FALSE(script("/bin/sh", {std::string(64 * 1024, 'a')}));
}

TEST(ActionWords, of_the_other_classes) {
    EXPECT_TRUE(may_say(ServiceAction{"nginx.service", ServiceVerb::Disable}));
    EXPECT_FALSE(may_say(ServiceAction{"nginx", ServiceVerb::Stop}));
    EXPECT_FALSE(may_say(ServiceAction{"nginx.service", static_cast<ServiceVerb>(0)}));
    EXPECT_FALSE(may_say(ServiceAction{"nginx.service", static_cast<ServiceVerb>(6)}));
    EXPECT_TRUE(may_say(RebootAction{.delay_minutes = most_reboot_delay, .message = std::string(500, 'a')}));
    EXPECT_FALSE(may_say(RebootAction{.delay_minutes = most_reboot_delay + 1, .message = {}}));
    EXPECT_FALSE(may_say(RebootAction{.message = std::string(501, 'a')}));
    EXPECT_FALSE(may_say(RebootAction{.message = std::string("a\0b", 3)}));
    const FilePutAction file{.path = "/etc/motd", .content = Digest{1}, .mode = 0644};
    const auto with = [&](auto change) {
        FilePutAction other = file;
        change(other);
        return may_say(other);
    };
    EXPECT_TRUE(may_say(file));
    EXPECT_FALSE(with([](FilePutAction& other) { other.path = "/proc/x"; }));
    EXPECT_FALSE(with([](FilePutAction& other) { other.mode = 01000; }));
    EXPECT_FALSE(with([](FilePutAction& other) { other.owner.clear(); }));
    EXPECT_FALSE(with([](FilePutAction& other) { other.group.clear(); }));
    for (const uint64_t seconds : {0U, 10U, 3600U}) EXPECT_TRUE(may_say(AgentConfigAction{seconds})) << seconds;
    for (const uint64_t seconds : {9U, 3601U}) EXPECT_FALSE(may_say(AgentConfigAction{seconds})) << seconds;
}

}  // namespace steward::trust
