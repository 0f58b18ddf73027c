#include "agent/host/services.h"

#include <gtest/gtest.h>

#include "agent/host/tests/recorded_machine.h"

namespace steward::agent {
namespace {

using testing::RecordedMachine;

// A machine that systemd started, with the newer control groups.
class SystemdMachine : public RecordedMachine {
public:
    SystemdMachine() {
        folder("/run/systemd/system").folder("/run/systemd/units").file("/sys/fs/cgroup/cgroup.controllers", "cpu io memory\n");
    }
    SystemdMachine& runs(const std::string& name, bool populated = true) {
        link("/run/systemd/units/invocation:" + name + ".service", "0123456789abcdef0123456789abcdef");
        file("/sys/fs/cgroup/" + control_group_of(name) + "/cgroup.events",
             populated ? "populated 1\nfrozen 0\n" : "populated 0\nfrozen 0\n");
        return *this;
    }
};

std::vector<bool> states(Services& services) {
    services.look();
    std::vector<bool> states;
    for (const auto& service : services.watched()) states.push_back(service.running);
    return states;
}

TEST(ServicesOfSystemd, run_while_their_unit_is_active) {
    SystemdMachine machine;
    machine.runs("ssh").runs("nginx");
    Services services(machine.host());
    services.watch(std::vector<std::string>{"nginx", "ssh", "exim4"});
    EXPECT_EQ(states(services), (std::vector<bool>{true, true, false}));
    machine.without("/run/systemd/units/invocation:nginx.service");
    EXPECT_EQ(states(services), (std::vector<bool>{false, true, false}));
}

TEST(ServicesOfSystemd, that_crashed_and_wait_for_their_next_start_do_not_run) {
    SystemdMachine machine;
    machine.runs("nginx", false);
    Services services(machine.host());
    services.watch(std::vector<std::string>{"nginx"});
    EXPECT_EQ(states(services), (std::vector<bool>{false}));
}

TEST(ServicesOfSystemd, may_have_no_process_of_their_own) {
    SystemdMachine machine;
    machine.link("/run/systemd/units/invocation:postfix.service", "0123456789abcdef0123456789abcdef");
    Services services(machine.host());
    services.watch(std::vector<std::string>{"postfix"});
    EXPECT_EQ(states(services), (std::vector<bool>{true}));
}

TEST(ServicesOfSystemd, may_wait_behind_their_socket) {
    SystemdMachine machine;
    machine.link("/run/systemd/units/invocation:ssh.socket", "0123456789abcdef0123456789abcdef")
        .link("/run/systemd/units/invocation:nginx.socket", "0123");
    Services services(machine.host());
    services.watch(std::vector<std::string>{"ssh", "nginx"});
    EXPECT_EQ(states(services), (std::vector<bool>{true, false}));
    EXPECT_EQ(services.usual_running(), (std::vector<std::string>{"ssh"}));
}

TEST(ServicesOfSystemd, have_their_control_group_below_that_of_their_template) {
    EXPECT_EQ(control_group_of("nginx"), "system.slice/nginx.service");
    EXPECT_EQ(control_group_of("postgresql@15-main"), "system.slice/system-postgresql.slice/postgresql@15-main.service");
    EXPECT_EQ(control_group_of("my-db@1"), "system.slice/system-my\\x2ddb.slice/my-db@1.service");
}

TEST(ServicesOfSystemd, that_are_usual_and_run_are_kept_at_enrolment) {
    SystemdMachine machine;
    machine.runs("ssh")
        .runs("cron")
        .runs("systemd-timesyncd")
        .runs("postgresql")
        .runs("postgresql@15-main")
        .runs("postfix")
        .runs("postfix@-")
        .runs("ssh@7-10.0.0.1:22-10.0.0.2:41234");
    Services services(machine.host());
    EXPECT_EQ(services.usual_running(), (std::vector<std::string>{"postfix@-", "postgresql@15-main", "ssh", "systemd-timesyncd"}));
    const auto all = services.all_running(512);
    EXPECT_EQ(all.size(), 8U);
    EXPECT_EQ(services.all_running(3).size(), 3U);
}

RecordedMachine& process(RecordedMachine& machine, int id, const std::string& name, int parent, char state = 'S') {
    return machine.file("/proc/" + std::to_string(id) + "/stat",
                        std::to_string(id) + " (" + name + ") " + state + " " + std::to_string(parent) + " 1 1 0 -1\n");
}

TEST(ServicesWithoutSystemd, run_while_their_process_does) {
    RecordedMachine machine;
    process(machine, 1, "init", 0);
    process(machine, 77, "sshd", 1);
    process(machine, 90, "sshd", 77);
    Services services(machine.host());
    EXPECT_EQ(services.usual_running(), (std::vector<std::string>{"ssh"}));
    services.watch(std::vector<std::string>{"ssh", "my-daemon"});
    EXPECT_EQ(states(services), (std::vector<bool>{true, false}));
    EXPECT_EQ(states(services), (std::vector<bool>{true, false}));

    machine.without("/proc/77");
    process(machine, 88, "my-daemon", 1);
    process(machine, 91, "sshd", 90);
    EXPECT_EQ(states(services), (std::vector<bool>{true, true}));  // its place is taken by what it left behind
    machine.without("/proc/90").without("/proc/91");
    EXPECT_EQ(states(services), (std::vector<bool>{false, true}));
    process(machine, 88, "another", 1);
    EXPECT_EQ(states(services), (std::vector<bool>{false, false}));
    process(machine, 99, "sshd", 1, 'Z');
    EXPECT_EQ(states(services), (std::vector<bool>{false, false}));
}

TEST(ServicesWithoutSystemd, are_found_under_names_that_hold_brackets) {
    const auto line = parse_process("12 (a) b (c)) S 7 1\n");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->name, "a) b (c)");
    EXPECT_EQ(line->parent, 7U);
    for (const auto* text : {"", "12", "12 (a", "12 a) S 1", ")(", "12 (a) S", "12 (a) SS 1", "12 (a) S x"})
        EXPECT_FALSE(parse_process(text)) << text;
}

TEST(ServicesNames, never_lead_out_of_their_folder) {
    for (const auto* name : {"ssh", "postgresql@15-main", "dbus-org.freedesktop.x", "a\\x2db", "systemd:1"})
        EXPECT_TRUE(is_service_name(name)) << name;
    for (const auto* name : {"", "..", ".a", "a/b", "a b", "a\nb", "ä"}) EXPECT_FALSE(is_service_name(name)) << name;
    RecordedMachine machine;
    Services services(machine.host());
    services.watch(std::vector<std::string>{"../ssh", "ssh", "ssh", ""});
    EXPECT_EQ(services.watched().size(), 1U);
}

TEST(ServicesNames, are_those_of_enrolment_and_those_asked_for_each_once) {
    const std::vector<std::string> at_enrolment = {"ssh", "postgresql@15-main"}, asked_for = {"nginx.service", "ssh", "backup-agent"};
    EXPECT_EQ(services_to_watch(at_enrolment, asked_for), (std::vector<std::string>{"backup-agent", "nginx", "postgresql@15-main", "ssh"}));
}

TEST(ServicesNames, that_could_lead_elsewhere_are_left_out) {
    const std::vector<std::string> asked_for = {"../../etc/passwd",    "",     ".hidden",  "a b", "a/b",
                                                std::string(200, 'a'), "\xFF", ".service", "a\nb"};
    EXPECT_TRUE(services_to_watch({}, asked_for).empty());
}

}  // namespace
}  // namespace steward::agent
