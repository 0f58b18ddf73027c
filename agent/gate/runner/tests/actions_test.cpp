// How actions are done, where a whole gate would be in the way: a file in its place whatever fails or comes between, and what a machine
// shows.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "agent/gate/actions/action.h"
#include "agent/gate/actions/agent_config/agent_config.h"
#include "agent/gate/actions/file_put/file_put.h"
#include "agent/gate/actions/service/service.h"
#include "agent/gate/runner/run.h"
#include "tests/faults/system_calls.h"
#include "trust/actions.h"
#include "trust/restore_test.h"

namespace steward::gate {

namespace {
namespace paths = std::filesystem;

struct ActionStory : testing::Test {
    paths::path folder;
    Plan plan{.work = {1}, .action = {}, .limits = {.timeout_s = 60, .network = trust::NetworkUse::Any}, .device = {2}};
    SystemClock clock;

    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "jobs run as root, and so do their stories: start them as root";
        std::string pattern = "/tmp/steward-actions-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        paths::create_directories(folder / "tools");
        ::setenv("STEWARD_GATE_TOOLS", (folder / "tools").c_str(), 1);
    }
    void TearDown() override {
        if (!folder.empty()) paths::remove_all(folder);
        ::unsetenv("STEWARD_GATE_TOOLS");
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder / name) << text;
        paths::permissions(folder / name, paths::perms(0755));
    }
    std::string text_of(const paths::path& path) const {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    trust::FilePutAction file_at(const std::string& path) const {
        return {.path = path, .content = trust::sha256(as_bytes("content")), .mode = 0640, .owner = "root", .group = "root"};
    }
    static std::string put(const trust::FilePutAction& action) {
        const auto done = put_file(action, as_bytes("content"));
        return done ? "done" : done.error().substr(action.path.size() + 2);
    }
    // In a process of its own, as a runner is: whatever it leaves behind is ended.
    Effect perform(trust::JobClass job_class, const Bytes& action) {
        const ActionKind& kind = *action_kind(job_class);
        plan.job_class = job_class;
        plan.action = {action};
        gate::Run run(plan, folder.string(), clock);
        EXPECT_TRUE(run.is_open());
        const Effect effect = kind.perform(plan.action, run);
        EXPECT_EQ(&run.plan(), &plan);
        return effect;
    }
};
}  // namespace

TEST_F(ActionStory, a_file_is_put_whole_or_not_at_all_whatever_fails) {
    const std::string place = (folder / "placed").string();
    for (const int error : {EIO, faults::comes_short}) {
        for (uint64_t number = 1;; ++number) {
            write("placed", "before");
            faults::begin({.number = number, .error = error});
            const std::string said = put(file_at(place));
            const std::string failed = faults::end();
            const std::string stands = text_of(place);
            EXPECT_TRUE(stands == "before" || stands == "content") << failed << ": " << stands;
            if (said == "done") EXPECT_EQ(stands, "content") << failed;
            else EXPECT_FALSE(failed.empty()) << said;
            EXPECT_EQ(std::distance(paths::directory_iterator(folder), {}), 2) << "nothing is left beside it when " << failed << " fails";
            if (failed.empty()) break;
            ASSERT_LT(number, 100U);
        }
    }
}

TEST_F(ActionStory, what_is_not_as_it_was_put_is_not_done) {
    const std::string place = (folder / "placed").string();
    const auto meanwhile = [&](const std::function<void()>& act) {
        // The last time that a way is opened is when the file is read back.
        faults::begin({.number = 2, .error = faults::goes_on, .calls = "syscall", .meanwhile = act});
        const std::string said = put(file_at(place));
        EXPECT_EQ(faults::end(), "syscall");
        paths::remove_all(place);
        return said;
    };
    EXPECT_EQ(meanwhile([] {}), "done");
    const std::string other = "what stands there is not what was put there";
    EXPECT_EQ(meanwhile([&] { ::chmod(place.c_str(), 0600); }), other);
    EXPECT_EQ(meanwhile([&] { EXPECT_EQ(::chown(place.c_str(), 1, 0), 0); }), other);
    EXPECT_EQ(meanwhile([&] { EXPECT_EQ(::chown(place.c_str(), 0, 1), 0); }), other);
    EXPECT_EQ(meanwhile([&] { std::ofstream(place) << "another"; }), other);
    EXPECT_TRUE(meanwhile([&] { paths::remove(place); }).starts_with(other));
    EXPECT_EQ(meanwhile([&] {
                  paths::remove(place);
                  EXPECT_EQ(::mkfifo(place.c_str(), 0640), 0);
              }),
              other);
}

TEST_F(ActionStory, a_file_goes_to_those_who_are_there_and_to_a_folder_that_is) {
    trust::FilePutAction action = file_at((folder / "placed").string());
    action.owner = "no-such-person";
    EXPECT_FALSE(put_file(action, as_bytes("content")));
    action.owner = "root";
    action.group = "no-such-group";
    EXPECT_FALSE(put_file(action, as_bytes("content")));
    EXPECT_TRUE(put(file_at((folder / "none/placed").string())).starts_with("its folder is not there"));
    paths::create_directory(folder / "taken");
    EXPECT_EQ(put(file_at((folder / "taken").string())), "something stands there that is no file");
    const std::string in_root = "/steward-actions-test-" + std::to_string(::getpid());
    EXPECT_EQ(put(file_at(in_root)), "done") << "the root folder is one, too";
    EXPECT_EQ(text_of(in_root), "content");
    paths::remove(in_root);
}

TEST_F(ActionStory, files_and_settings_that_cannot_be_put_have_failed) {
    const Bytes action = trust::write_message(file_at((folder / "placed").string()));
    EXPECT_EQ(perform(trust::JobClass::FilePut, action).outcome, trust::Outcome::Failed) << "its content is not here";
    const std::string named = to_hex(trust::sha256(as_bytes("content")));
    write(named, "other content");
    EXPECT_EQ(perform(trust::JobClass::FilePut, action).outcome, trust::Outcome::Failed) << "nor is it this";
    write(named, "content");
    EXPECT_EQ(perform(trust::JobClass::FilePut, action).outcome, trust::Outcome::Done);
    EXPECT_EQ(perform(trust::JobClass::FilePut, {0xff}).outcome, trust::Outcome::Failed) << "no action at all";
    const Bytes settings = trust::write_message(trust::AgentConfigAction{.interval_seconds = 60});
    write("tools/systemctl", "#!/bin/sh\nexit 3\n");
    ::setenv("STEWARD_GATE_SETTINGS", (folder / "agent.env").c_str(), 1);
    EXPECT_EQ(perform(trust::JobClass::AgentConfig, settings).exit, 3) << "the agent was not restarted";
    paths::remove(folder / "agent.env");
    paths::create_directory(folder / "agent.env");
    EXPECT_EQ(perform(trust::JobClass::AgentConfig, settings).exit, 1);
    ::unsetenv("STEWARD_GATE_SETTINGS");
    faults::look_below("/etc/steward", (folder / "etc").string());
    faults::begin({.number = 1, .error = EACCES, .calls = "syscall"});  // so that this machine's own settings stay as they are
    EXPECT_EQ(perform(trust::JobClass::AgentConfig, settings).exit, 1);
    EXPECT_EQ(faults::end(), "syscall");
    faults::look_below("/etc/steward", "");
    EXPECT_NE(text_of(folder / "output").find("/etc/steward/agent.env: its folder is not there"), std::string::npos);
    EXPECT_EQ(agent_settings({}), "# Written by the gate from a signed job.\nSTEWARD_AGENT_OPTIONS=\n") << "as the agent has it";
}

TEST_F(ActionStory, a_service_shows_what_was_to_come_or_it_failed) {
    using enum trust::ServiceVerb;
    const UnitState before = read_unit_state("ActiveState=active\nInvocationID=a\nnonsense\n");
    const auto now = [&](trust::ServiceVerb verb, const char* text) { return shows(verb, before, read_unit_state(text)); };
    EXPECT_FALSE(now(Start, "Type=oneshot\nActiveState=failed\nResult=success"));
    EXPECT_FALSE(now(Start, "Type=oneshot\nActiveState=inactive\nResult=exit-code"));
    EXPECT_FALSE(now(Restart, "ActiveState=active")) << "nobody says which start this is";
    EXPECT_TRUE(now(Stop, "ActiveState=failed"));
    for (const auto* on : {"UnitFileState=static", "UnitFileState=alias"}) EXPECT_TRUE(now(Enable, on));
    EXPECT_FALSE(now(Enable, "UnitFileState=masked"));
    for (const auto* off : {"UnitFileState=disabled", "UnitFileState=masked"}) EXPECT_TRUE(now(Disable, off));
    write("tools/systemctl", "#!/bin/sh\n[ $1 = show ] && echo ActiveState=active || exit 5\n");
    const Bytes action = trust::write_message(trust::ServiceAction{"web.service", Start});
    const Effect effect = perform(trust::JobClass::Service, action);
    EXPECT_EQ(effect.outcome, trust::Outcome::Failed) << "it runs, and the start was refused";
    EXPECT_EQ(effect.exit, 5);
}

namespace {
Effect fail_with_seven(const trust::ServiceAction&, Run&) { return {.outcome = trust::Outcome::Failed, .exit = 7}; }
}  // namespace

TEST(ActionKinds, are_a_message_the_files_that_it_names_and_how_it_is_done) {
    const std::string name = "song";
    const ActionKind kind = kind_of<trust::ServiceAction, fail_with_seven>(trust::JobClass::Service, name);
    EXPECT_EQ(kind.job_class, trust::JobClass::Service);
    EXPECT_EQ(kind.name, name);
    const auto needed =
        kind.needs({trust::write_message(trust::ServiceAction{.unit = "cron.service", .verb = trust::ServiceVerb::Restart})});
    ASSERT_TRUE(needed);
    EXPECT_TRUE(needed->empty());
    EXPECT_FALSE(kind.needs({Bytes{1}})) << "no such message";
}

TEST_F(ActionStory, a_restore_test_is_done_by_the_prover_with_the_action_and_the_witness_that_came) {
    trust::RestoreTestAction test{.repository = "office", .level = 1};
    write("tools/steward-prove", "#!/bin/sh\necho \"$@\"; [ $# -lt 5 ] || cat \"$5\"; exit $(cat " + (folder / "exit").string() + ")\n");
    write("exit", "0");
    EXPECT_EQ(perform(trust::JobClass::RestoreTest, trust::write_message(test)).outcome, trust::Outcome::Done);
    EXPECT_EQ(text_of(folder / "output"), "run --action " + to_hex(trust::write_message(test)) + "\n") << "no witness, no file";
    EXPECT_EQ(action_kind(trust::JobClass::RestoreTest)->needs({trust::write_message(test)}), std::vector<trust::Digest>{});
    test.witness = trust::sha256(as_bytes("witness"));
    EXPECT_EQ(action_kind(trust::JobClass::RestoreTest)->needs({trust::write_message(test)}), std::vector{test.witness});
    write(to_hex(test.witness), "witness");
    EXPECT_EQ(perform(trust::JobClass::RestoreTest, trust::write_message(test)).outcome, trust::Outcome::Done);
    EXPECT_EQ(text_of(folder / "output"), "run --action " + to_hex(trust::write_message(test)) + " --witness /dev/fd/3\nwitness");
    write("exit", "1");
    const Effect failed = perform(trust::JobClass::RestoreTest, trust::write_message(test));
    EXPECT_EQ(failed.outcome, trust::Outcome::Failed);
    EXPECT_EQ(failed.exit, 1);
}

TEST_F(ActionStory, a_restart_that_nobody_announced_is_not_awaited) {
    const Bytes action = trust::write_message(trust::RebootAction{});
    write("tools/shutdown", "#!/bin/sh\nexit 1\n");
    EXPECT_FALSE(perform(trust::JobClass::Reboot, action).awaits_restart);
    write("tools/shutdown", "#!/bin/sh\nkill -KILL $$\n");
    EXPECT_EQ(perform(trust::JobClass::Reboot, action).exit, 128 + SIGKILL);
    // It ended well, and we no longer listened: then nobody knows.
    write("tools/shutdown", "#!/bin/sh\nexit 0\n");
    const auto until_it_ended = [] {
        siginfo_t info{};
        EXPECT_EQ(::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
    };
    faults::begin({.number = 1, .error = EIO, .calls = "poll", .meanwhile = until_it_ended});
    const Effect unheard = perform(trust::JobClass::Reboot, action);
    EXPECT_EQ(faults::end(), "poll");
    EXPECT_EQ(unheard.exit, 0);
    EXPECT_FALSE(unheard.awaits_restart);
    EXPECT_TRUE(perform(trust::JobClass::Reboot, action).awaits_restart);
}

}  // namespace steward::gate
