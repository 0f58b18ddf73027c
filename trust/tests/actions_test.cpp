// What a job of each class may say, up to its limits, and what no signature makes sayable.
#include "trust/actions.h"

#include <gtest/gtest.h>

#include "trust/tests/said.h"

namespace steward::trust {

namespace {
const std::string with_zero_byte("/bin/sh\0-c", 10);

ScriptAction script_with(std::vector<std::string> arguments) {
    return {.interpreter = "/bin/sh", .arguments = std::move(arguments), .body = Digest{7}};
}
ScriptAction script_of(std::string interpreter) { return {.interpreter = std::move(interpreter), .arguments = {"-e"}, .body = Digest{7}}; }

FilePutAction file_with(uint64_t mode, std::string owner, std::string group) {
    return {.path = "/etc/motd", .content = Digest{8}, .mode = mode, .owner = std::move(owner), .group = std::move(group)};
}
}  // namespace

TEST(UnitsOfOthers, are_of_the_kinds_that_can_be_started) {
    for (const char* unit : {"nginx.service", "backup.timer", "cups.socket", "spool.path", "srv-data.mount",
                             "getty@tty1.service", "dev-sda\\x2d1.mount", "a:b_c.service", "x.service"})
        EXPECT_TRUE(is_unit_of_others(unit)) << unit;
    for (const char* unit : {"", "nginx", "nginx.slice", "nginx.scope", "nginx.device", "nginx.swap", "nginx.service.d", ".service",
                             ".timer", "service", "nginx.Service", "reboot.target", "multi-user.target",
                             "systemd-reboot.service", "rescue.service"})
        EXPECT_FALSE(is_unit_of_others(unit)) << unit;
}

TEST(UnitsOfOthers, are_named_with_the_letters_that_systemd_gives) {
    for (const char* unit : {"ngi nx.service", "nginx;reboot.service", "../nginx.service", "nginx/x.service", "$(id).service",
                             "ngi\nnx.service", "gr\xc3\xbcn.service", "*.service"})
        EXPECT_FALSE(is_unit_of_others(unit)) << unit;
    EXPECT_FALSE(is_unit_of_others(std::string_view("a\0b.service", 11)));
}

TEST(UnitsOfOthers, do_not_begin_as_an_option_or_a_hidden_file) {
    EXPECT_TRUE(is_unit_of_others("a-.service"));
    EXPECT_FALSE(is_unit_of_others("-force.service"));
    EXPECT_FALSE(is_unit_of_others("--force.service"));
    EXPECT_FALSE(is_unit_of_others(".hidden.service"));
    EXPECT_FALSE(is_unit_of_others("..service"));
}

TEST(UnitsOfOthers, have_at_most_255_bytes) {
    const std::string kind = ".service";
    EXPECT_TRUE(is_unit_of_others(std::string(255 - kind.size(), 'a') + kind));
    EXPECT_FALSE(is_unit_of_others(std::string(256 - kind.size(), 'a') + kind));
}

TEST(UnitsOfOthers, are_none_of_ours) {
    for (const char* unit : {"steward-agent.service", "steward-gate.socket", "steward-.service", "steward-later.timer"})
        EXPECT_FALSE(is_unit_of_others(unit)) << unit;
    EXPECT_TRUE(is_unit_of_others("steward.service")) << "another program may be called so";
    EXPECT_TRUE(is_unit_of_others("my-steward-agent.service"));
}

TEST(PlacesForFiles, are_absolute_and_each_part_is_a_name) {
    for (const char* path : {"/motd", "/etc/motd", "/srv/with space/a", "/home/anna/.bashrc", "/srv/...", "/srv/..a/b.", "/srv/.a"})
        EXPECT_TRUE(is_place_for_a_file(path)) << path;
    for (const char* path : {"", "motd", "etc/motd", "./motd", "~/motd", "/", "//", "//etc/motd", "/etc//motd", "/etc/", "/.", "/..",
                             "/etc/./motd", "/etc/../etc/motd", "/etc/.", "/etc/..", "/../etc/motd"})
        EXPECT_FALSE(is_place_for_a_file(path)) << path;
    EXPECT_FALSE(is_place_for_a_file(std::string_view("/etc/motd\0.d", 12)));
}

TEST(PlacesForFiles, are_not_where_the_kernel_or_the_gate_keep_what_is_theirs) {
    for (const char* path : {"/proc", "/sys", "/dev", "/var/lib/steward-gate", "/proc/sysrq-trigger", "/proc/self/mem", "/sys/power/state",
                             "/dev/sda", "/dev/shm/a", "/var/lib/steward-gate/roster", "/var/lib/steward-gate/a/b"})
        EXPECT_FALSE(is_place_for_a_file(path)) << path;
    for (const char* path : {"/process/a", "/system/a", "/devel/a", "/var/lib/steward-gate-of-others/a", "/srv/proc/a", "/srv/dev/sda"})
        EXPECT_TRUE(is_place_for_a_file(path)) << path;
}

TEST(PlacesForFiles, have_parts_of_255_bytes_and_4095_in_all_at_most) {
    const std::string longest_part = "/" + std::string(255, 'a');
    EXPECT_TRUE(is_place_for_a_file(longest_part));
    EXPECT_FALSE(is_place_for_a_file(longest_part + "a"));
    EXPECT_FALSE(is_place_for_a_file("/srv" + longest_part + "a/b"));
    std::string path;
    for (int i = 0; i < 15; ++i) path += longest_part;
    EXPECT_TRUE(is_place_for_a_file(path + longest_part.substr(0, 255))) << "4095 bytes";
    EXPECT_FALSE(is_place_for_a_file(path + longest_part)) << "4096 bytes";
}

TEST(ScriptActions, come_back_as_they_were_written) {
    const auto read = read_message<ScriptAction>(write_message(script_with({"--in", "", "a b;c"})));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->interpreter, "/bin/sh");
    EXPECT_EQ(read->arguments, (std::vector<std::string>{"--in", "", "a b;c"}));
    EXPECT_EQ(read->body, Digest{7});
    EXPECT_TRUE(may_be_said(script_with({})));
}

TEST(ScriptActions, name_their_interpreter_by_its_whole_path) {
    EXPECT_TRUE(may_be_said(script_of("/usr/bin/python3")));
    for (const char* interpreter : {"", "sh", "bin/sh", "./sh"}) EXPECT_FALSE(may_be_said(script_of(interpreter))) << interpreter;
    EXPECT_FALSE(may_be_said(script_of(with_zero_byte))) << "the program that starts would not be the one that was shown";
}

TEST(ScriptActions, have_no_argument_with_a_zero_byte) {
    EXPECT_FALSE(may_be_said(script_with({with_zero_byte})));
    EXPECT_FALSE(may_be_said(script_with({with_zero_byte, "-e"}))) << "a good one behind it makes nothing good";
    EXPECT_FALSE(may_be_said(script_with({"-e", std::string(1, '\0')})));
}

TEST(ScriptActions, have_at_most_256_arguments) {
    EXPECT_TRUE(may_be_said(script_with(std::vector<std::string>(256, "a"))));
    EXPECT_FALSE(may_be_said(script_with(std::vector<std::string>(257, "a"))));
}

TEST(ScriptActions, have_at_most_64_kibibytes_of_arguments_and_each_costs_one_byte_more) {
    EXPECT_TRUE(may_be_said(script_with({std::string(65'535, 'a')})));
    EXPECT_FALSE(may_be_said(script_with({std::string(65'536, 'a')})));
    std::vector<std::string> arguments(256, std::string(255, 'a'));
    EXPECT_TRUE(may_be_said(script_with(arguments)));
    arguments.back() += 'a';
    EXPECT_FALSE(may_be_said(script_with(arguments)));
}

TEST(ServiceActions, say_one_of_five_verbs_to_a_unit_of_others) {
    for (const auto verb : {ServiceVerb::Start, ServiceVerb::Stop, ServiceVerb::Restart, ServiceVerb::Enable, ServiceVerb::Disable}) {
        const auto read = read_message<ServiceAction>(write_message(ServiceAction{.unit = "nginx.service", .verb = verb}));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->unit, "nginx.service");
        EXPECT_EQ(read->verb, verb);
    }
    for (const int verb : {0, 6, 255})
        EXPECT_FALSE(may_be_said(ServiceAction{.unit = "nginx.service", .verb = static_cast<ServiceVerb>(verb)})) << verb;
    EXPECT_FALSE(may_be_said(ServiceAction{.unit = "steward-gate.service", .verb = ServiceVerb::Stop}));
    EXPECT_FALSE(may_be_said(ServiceAction{.unit = "", .verb = ServiceVerb::Stop}));
}

TEST(RebootActions, wait_four_hours_at_most_and_say_500_bytes_at_most) {
    const auto read = read_message<RebootAction>(write_message(RebootAction{.delay_minutes = 240, .message = std::string(500, 'a')}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->delay_minutes, 240u);
    EXPECT_EQ(read->message, std::string(500, 'a'));
    EXPECT_TRUE(may_be_said(RebootAction{})) << "at once, without a word";
    EXPECT_FALSE(may_be_said(RebootAction{.delay_minutes = 241, .message = "Soon."}));
    EXPECT_FALSE(may_be_said(RebootAction{.delay_minutes = 5, .message = std::string(501, 'a')}));
    EXPECT_FALSE(may_be_said(RebootAction{.delay_minutes = 5, .message = with_zero_byte}));
}

TEST(FilePutActions, say_the_place_the_bytes_the_owner_and_a_plain_mode) {
    const auto read = read_message<FilePutAction>(write_message(file_with(0777, "anna", "users")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->path, "/etc/motd");
    EXPECT_EQ(read->content, Digest{8});
    EXPECT_EQ(read->mode, 0777u);
    EXPECT_EQ(read->owner, "anna");
    EXPECT_EQ(read->group, "users");
    EXPECT_FALSE(may_be_said(file_with(01000, "root", "root")));
    EXPECT_FALSE(may_be_said(file_with(04755, "root", "root"))) << "nobody becomes root by a file of ours";
    EXPECT_FALSE(may_be_said(file_with(0644, "", "root")));
    EXPECT_FALSE(may_be_said(file_with(0644, "root", "")));
    EXPECT_FALSE(may_be_said(FilePutAction{.path = "/etc/../proc/sysrq-trigger", .mode = 0644}));
}

TEST(AgentConfigActions, let_it_report_every_ten_seconds_to_every_hour_or_as_the_server_asks) {
    for (const uint64_t seconds : {0u, 10u, 3600u}) {
        const auto read = read_message<AgentConfigAction>(write_message(AgentConfigAction{.interval_seconds = seconds}));
        ASSERT_TRUE(read) << seconds;
        EXPECT_EQ(read->interval_seconds, seconds);
    }
    for (const uint64_t seconds : {uint64_t{1}, uint64_t{9}, uint64_t{3601}, UINT64_MAX})
        EXPECT_FALSE(may_be_said(AgentConfigAction{.interval_seconds = seconds})) << seconds;
}

}  // namespace steward::trust
