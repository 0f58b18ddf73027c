// What a run may do, and that nothing of it is left.
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "agent/gate/process/tests/machine.h"
#include "agent/gate/runner/plan.h"
#include "trust/sealed_output.h"

namespace steward::gate {

struct RunStory : GateMachine {
    void SetUp() override {
        GateMachine::SetUp();
        if (IsSkipped()) return;
        start();
        enrol();
        hear();
    }
};

TEST_F(RunStory, a_run_inherits_nothing) {
    room["SECRET"] = "kept";
    const Job work = script("umask; env | sort; ls /proc/self/fd | tr '\\n' ' '; readlink /proc/self/cwd; cat\n");
    ASSERT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    const std::string words = output(work);
    EXPECT_TRUE(words.starts_with("0077\n")) << words;
    EXPECT_EQ(words.find("SECRET"), std::string::npos);
    EXPECT_NE(words.find("HOME=/root\n"), std::string::npos);
    EXPECT_NE(words.find("STEWARD_JOB=" + to_hex(work.id)), std::string::npos);
    EXPECT_NE(words.find("STEWARD_DEVICE=" + to_hex(device)), std::string::npos);
    EXPECT_NE(words.find("0 1 2 3 4 /\n"), std::string::npos) << "its script and what ls opens, and no other: " << words;
}

TEST_F(RunStory, a_run_without_a_network_has_none_and_runs_as_the_user_that_was_signed) {
    Job work = script("id -un; tail -n +3 /proc/net/dev | cut -d: -f1\n");
    work.limits.network = NetworkUse::None;
    work.limits.user = "nobody";
    ASSERT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_EQ(output(work), "nobody\n    lo\n");
    work = script("true\n");
    work.limits.user = "no-such-person";
    ASSERT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "failed");
    EXPECT_NE(output(work).find("no such user"), std::string::npos);
}

TEST_F(RunStory, when_its_time_is_over_the_whole_tree_ends) {
    Job work = script("setsid sh -c 'echo $$ > " + folder.string() + "/left; exec tail -f /dev/null' & tail -f /dev/null\n");
    work.limits.timeout_s = 1;
    ASSERT_EQ(take(work), "done");
    const WorkResult over = result(work);
    EXPECT_EQ(spoken(over.outcome), "failed");
    EXPECT_EQ(over.exit, 128 + SIGKILL);
    const int left = std::atoi(text_of("left").c_str());
    ASSERT_GT(left, 1);
    EXPECT_FALSE(process(static_cast<uint64_t>(left))) << "also what made itself independent";
}

TEST_F(RunStory, a_program_that_writes_without_end_is_stopped_in_time) {
    Job work = script("yes\n");
    work.limits.timeout_s = 1;
    ASSERT_EQ(take(work), "done");
    const WorkResult over = result(work);
    EXPECT_EQ(spoken(over.outcome), "failed");
    EXPECT_EQ(over.exit, 128 + SIGKILL);
}

TEST_F(RunStory, what_is_left_behind_ends_with_the_run) {
    const Job work = script("setsid tail -f /dev/null & echo $! > " + folder.string() + "/left\n");
    ASSERT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_FALSE(process(static_cast<uint64_t>(std::atoi(text_of("left").c_str()))));
}

TEST_F(RunStory, a_megabyte_of_output_is_kept_and_all_of_it_is_hashed) {
    const Job work = script("head -c 3000000 /dev/zero\n");
    ASSERT_EQ(take(work), "done");
    const WorkResult done = result(work);
    EXPECT_EQ(done.output_bytes, 3'000'000U);
    EXPECT_EQ(done.output, sha256(as_bytes(std::string(3'000'000, '\0'))));
    EXPECT_EQ(output(work).size(), most_output);
}

TEST_F(RunStory, what_is_sealed_lies_open_nowhere_and_its_readers_read_it) {
    Digest reader{};
    Bytes secret(32);
    crypto_box_keypair(reader.data(), secret.data());
    Job work = script("echo the secret; until [ -e " + folder.string() + "/seen ]; do sleep 0.1; done; head -c 2000000 /dev/zero\n");
    work.seal_output_to = {reader};
    ASSERT_EQ(take(work), "done");
    until("it runs", [&] { return state().running == 1; });
    EXPECT_EQ(output(work), "") << "nobody follows it while it runs";
    write("seen", "");
    const WorkResult done = result(work);
    EXPECT_EQ(spoken(done.outcome), "done");
    const std::string sealed = output(work);
    EXPECT_EQ(sealed.size(), most_output);
    EXPECT_EQ(done.output_bytes, sealed.size());
    EXPECT_EQ(done.output, sha256(as_bytes(sealed)));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) {
            std::ifstream file(entry.path());
            const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
            EXPECT_FALSE(text.contains("the secret\n")) << entry.path();
        }
    const auto read = read_sealed_output(as_bytes(sealed));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->work, work.id);
    EXPECT_EQ(read->device, device);
    const auto opened = open_output(*read, reader, secret);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(as_text(*opened).starts_with("the secret\n"));
}

TEST_F(RunStory, memory_is_bounded) {
    Job work = script("exec tail /dev/zero\n");
    work.limits.memory_bytes = 32 * 1024 * 1024;
    ASSERT_EQ(take(work), "done");
    const WorkResult over = result(work);
    EXPECT_EQ(spoken(over.outcome), "failed");
    EXPECT_NE(over.exit, 0);
}

TEST_F(RunStory, a_run_outlives_the_gate_and_is_taken_up_afterwards) {
    ASSERT_EQ(::mkfifo((folder / "go").c_str(), 0600), 0);
    const Job work = script("echo x >> " + folder.string() + "/effects; cat " + folder.string() + "/go\n");
    ASSERT_EQ(take(work), "done");
    until("it runs", [&] { return lines_in("effects") == 1; });
    stop(SIGKILL);
    start();
    hear();
    EXPECT_EQ(state().running, 1U) << "the same run, seen again";
    EXPECT_FALSE(result_now(work));
    write("go", "on\n");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_EQ(output(work), "on\n");
    EXPECT_EQ(lines_in("effects"), 1U);
}

TEST_F(RunStory, a_run_that_ended_while_no_gate_was_there_has_its_result) {
    ASSERT_EQ(::mkfifo((folder / "go").c_str(), 0600), 0);
    const Job work = script("echo $PPID > " + folder.string() + "/runner; cat " + folder.string() + "/go; exit 3\n");
    ASSERT_EQ(take(work), "done");
    until("it runs", [&] { return lines_in("runner") == 1; });
    stop(SIGKILL);
    write("go", "on\n");
    const auto runner = static_cast<uint64_t>(std::atoi(text_of("runner").c_str()));
    until("it has ended", [&] { return !process(runner); });
    start();
    const WorkResult failed = result(work);
    EXPECT_EQ(spoken(failed.outcome), "failed");
    EXPECT_EQ(failed.exit, 3);
}

TEST_F(RunStory, a_run_whose_runner_was_killed_is_unknown) {
    const Job work =
        script("setsid tail -f /dev/null & echo $! > " + folder.string() + "/far; (tail -f /dev/null & echo $! > " + folder.string() +
               "/near); echo $$ > " + folder.string() + "/script; echo $PPID > " + folder.string() + "/runner; tail -f /dev/null\n");
    ASSERT_EQ(take(work), "done");
    until("it runs", [&] { return lines_in("runner") == 1; });
    ::kill(std::atoi(text_of("runner").c_str()), SIGKILL);
    EXPECT_EQ(spoken(result(work).outcome), "unknown");
    for (const auto* left : {"far", "near", "script"}) {
        const auto number = static_cast<uint64_t>(std::atoi(text_of(left).c_str()));
        ASSERT_GT(number, 1U);
        until(std::string("nothing goes on: ") + left, [&] { return !process(number); });
    }
}

TEST_F(RunStory, a_service_is_done_when_the_machine_shows_it) {
    const auto act = [&](ServiceVerb verb) {
        const Job work = job(JobClass::Service, write_message(ServiceAction{"web.service", verb}));
        EXPECT_EQ(take(work), "done");
        return spoken(result(work).outcome);
    };
    EXPECT_EQ(act(ServiceVerb::Restart), "done");
    EXPECT_EQ(act(ServiceVerb::Stop), "done");
    write("tools/systemctl", "#!/bin/sh\nexit 0\n", 0755);
    EXPECT_EQ(act(ServiceVerb::Start), "failed") << "it said yes, and shows nothing";
    const Job ours = job(JobClass::Service, write_message(ServiceAction{"steward-gate.service", ServiceVerb::Stop}));
    EXPECT_EQ(take(ours), "refused 22.2");
}

TEST_F(RunStory, a_restart_is_done_when_the_machine_has_started_anew) {
    const Job work = job(JobClass::Reboot, write_message(RebootAction{.delay_minutes = 1, .message = "for the kernel"}));
    ASSERT_EQ(take(work), "done");
    until("it is announced", [&] { return lines_in("shutdowns") == 1; });
    EXPECT_EQ(text_of("shutdowns"), "-r +1 -- for the kernel\n");
    stop(SIGKILL);
    start();
    EXPECT_FALSE(result_now(work)) << "it has not restarted yet";
    EXPECT_EQ(lines_in("shutdowns"), 1U);
    stop(SIGTERM);
    room["STEWARD_GATE_BOOT"] = "another start";
    start();
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_EQ(lines_in("shutdowns"), 1U);
}

TEST_F(RunStory, a_file_stands_whole_with_owner_and_mode_and_never_behind_a_link) {
    const std::string content(300'000, 'x');
    hand_over(content);
    const auto put = [&](const std::string& path) {
        const Job work = job(JobClass::FilePut,
                             write_message(FilePutAction{
                                 .path = path, .content = sha256(as_bytes(content)), .mode = 0640, .owner = "nobody", .group = "daemon"}));
        const std::string taken = take(work);
        return taken == "done" ? spoken(result(work).outcome) + ": " + output(work) : taken;
    };
    const std::string place = folder.string() + "/placed";
    EXPECT_TRUE(put(place).starts_with("done")) << put(place);
    EXPECT_EQ(text_of("placed"), content);
    struct stat about {};
    ASSERT_EQ(::stat(place.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777, 0640U);
    EXPECT_NE(about.st_uid, 0U);
    std::filesystem::create_directory(folder / "real");
    std::filesystem::create_symlink(folder / "real", folder / "way");
    EXPECT_TRUE(put(folder.string() + "/way/in").starts_with("failed"));
    std::filesystem::create_symlink(folder / "real" / "hidden", folder / "leaf");
    EXPECT_TRUE(put(folder.string() + "/leaf").starts_with("failed")) << "a link is not followed, and not replaced";
    EXPECT_TRUE(std::filesystem::is_empty(folder / "real"));
    EXPECT_EQ(put("/var/lib/steward-gate/pinned"), "refused 22.2");
    EXPECT_EQ(put("/etc/../etc/passwd"), "refused 22.2");
    EXPECT_EQ(put("etc/passwd"), "refused 22.2");
}

TEST_F(RunStory, the_agents_settings_are_those_of_a_list) {
    const Job work = job(JobClass::AgentConfig, write_message(AgentConfigAction{.interval_seconds = 120}));
    EXPECT_EQ(take(work, {"alice"}), "refused 13.1") << "of two persons";
    EXPECT_EQ(take(work), "done");
    EXPECT_EQ(spoken(result(work).outcome), "done");
    EXPECT_NE(text_of("agent.env").find("STEWARD_AGENT_OPTIONS=--interval 120\n"), std::string::npos);
    EXPECT_EQ(text_of("acts"), "try-restart -- steward-agent.service\n");
    EXPECT_EQ(take(job(JobClass::AgentConfig, write_message(AgentConfigAction{.interval_seconds = 1}))), "refused 22.2");
}

}  // namespace steward::gate
