// The wrapper with small commands: what it passes through, what it measures, what it tells.
#include "agent/backups/run.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "agent/backups/manifest.h"
#include "agent/backups/tests/wrapped.h"
#include "trust/digest.h"

namespace steward::agent::backups {
namespace {

using Wrapper = Wrapped;

TEST_F(Wrapper, passes_words_through_unchanged_and_answers_the_commands_own_exit_code) {
    for (const int code : {0, 1, 3, 126, 255}) {
        EXPECT_EQ(run({"sh", "-c", "printf 'a\\nb\\000c'; printf 'oh\\n' >&2; exit " + std::to_string(code)}), code);
        EXPECT_EQ(said(), std::string("a\nb\0c", 5));
        EXPECT_EQ(complained(), "oh\n");
        EXPECT_EQ(told().exit_code(), code);
        EXPECT_EQ(told().outcome(), code == 0 ? v1::SUCCEEDED : v1::FAILED);
    }
}

TEST_F(Wrapper, reads_what_comes_in_and_what_is_much) {
    const std::string input = story.file("input", std::string(300'000, 'i'));
    const int before = dup(0), file = open(input.c_str(), O_RDONLY);
    dup2(file, 0);
    EXPECT_EQ(run({"cat"}), 0);
    dup2(before, 0);
    close(before);
    close(file);
    EXPECT_EQ(said().size(), 300'000U);
    EXPECT_EQ(run({"sh", "-c", "head -c 5000000 /dev/zero; head -c 3000000 /dev/zero >&2"}), 0);
    EXPECT_EQ(said().size(), 5'000'000U);
    EXPECT_EQ(complained().size(), 3'000'000U);
}

TEST_F(Wrapper, measures_processor_time_and_memory_of_the_command_and_its_children) {
    EXPECT_EQ(
        run({"sh", "-c", "head -c 50000000 /dev/zero | sha256sum >/dev/null; head -c 50000000 /dev/zero | tail -c 40000000 >/dev/null"}),
        0);
    EXPECT_GT(told().processor_ms(), 0U);
    EXPECT_GT(told().peak_memory_bytes(), 30'000'000U);
    EXPECT_LE(told().started_at_ms(), told().ended_at_ms());
    EXPECT_EQ(told().content_at_ms(), told().started_at_ms());
}

TEST_F(Wrapper, a_command_that_is_killed_or_not_there_is_failed) {
    EXPECT_EQ(run({"sh", "-c", "kill -9 $$"}), 137);
    EXPECT_EQ(told().exit_code(), -9);
    EXPECT_EQ(told().reason_code(), "backup.killed");
    EXPECT_EQ(run({"/does/not/exist"}), 127);
    EXPECT_EQ(told().reason_code(), "backup.not_started");
    EXPECT_EQ(run({story.file("no-program", "")}), 126);
    EXPECT_EQ(told().reason_code(), "backup.not_started");
    EXPECT_EQ(told().content_at_ms(), 0U);
}

TEST_F(Wrapper, signals_go_on_to_the_command_and_its_children) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0)
        _exit(run({"sh", "-c",
                   "trap 'echo told to end; exit 9' TERM; sh -c 'trap \"echo me too; exit\" TERM; echo ready; while :; do :; done' & wait; "
                   "wait"}));
    while (!has_file_with("out", "ready")) std::this_thread::yield();
    kill(child, SIGTERM);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 9);
    EXPECT_NE(said().find("told to end"), std::string::npos);
    EXPECT_NE(said().find("me too"), std::string::npos);
    EXPECT_EQ(told().exit_code(), 9);
}

TEST_F(Wrapper, files_are_not_read_again_when_it_is_told_to_end) {
    const SourceBefore before = look_at({source()}, {}, {}, Seed{}, 10, clock.now());
    EXPECT_EQ(before.drawn.size(), 2U);
    int asked = 0;
    EXPECT_FALSE(read_again(before, [&] { return ++asked < 2; })) << "a part of them would be taken for all";
}

TEST_F(Wrapper, a_reader_that_goes_away_is_the_commands_affair) {
    int both[2];
    ASSERT_EQ(pipe(both), 0);
    close(both[0]);
    signal(SIGPIPE, SIG_DFL);  // as a shell leaves it
    output = both[1];
    EXPECT_EQ(run({"sh", "-c", "yes >&1; exit $?"}), 128 + SIGPIPE) << "as without us";
    close(both[1]);
}

TEST_F(Wrapper, what_it_cannot_tell_does_not_fail_the_backup) {
    plan.reports = story / "nowhere";
    EXPECT_EQ(run({"sh", "-c", "exit 0"}), 0);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_NE(log[0].find("Steward does not know of this run."), std::string::npos);
    plan.reports = story / "reports";
    plan.sources = {source()};
    plan.manifests = story.file("a-file", "") + "/manifests";
    EXPECT_EQ(run({"true"}), 0);
    EXPECT_EQ(told().outcome(), v1::SUCCEEDED);
    EXPECT_EQ(told().manifest().unknown_reason(), "The manifest could not be kept at the source.");
}

TEST_F(Wrapper, a_source_that_is_not_there_is_a_failure_though_the_command_succeeds_and_runs) {
    plan.sources = {story / "not-there"};
    EXPECT_EQ(run({"echo", "ran"}), 0);
    EXPECT_EQ(said(), "ran\n");
    EXPECT_EQ(told().outcome(), v1::FAILED);
    EXPECT_EQ(told().reason_code(), "backup.source_missing");
    plan.sources = {source(), story.folder("empty")};
    EXPECT_EQ(run({"true"}), 0);
    EXPECT_EQ(told().reason_code(), "backup.source_empty");
    plan.mounts = {"UUID=1 " + source() + " ext4 defaults 0 2\n", ""};
    plan.sources = {source()};
    EXPECT_EQ(run({"true"}), 0);
    EXPECT_EQ(told().reason_code(), "backup.source_missing");
    EXPECT_EQ(told().text(), "What was to be backed up is not mounted.");
}

TEST_F(Wrapper, the_manifest_holds_what_did_not_change_while_the_command_ran) {
    plan.sources = {source()};
    const std::string moving = story.file("src/moving", "before");
    EXPECT_EQ(run({"sh", "-c", "echo after > " + moving}), 0);
    EXPECT_EQ(told().manifest().hashed(), 2U);
    EXPECT_EQ(told().manifest().in_motion(), 1U);
    EXPECT_EQ(told().manifest().files(), 3U);
    std::string bytes, witness;
    for (const auto& kept : std::filesystem::directory_iterator(plan.manifests))
        (kept.path().extension() == ".manifest" ? bytes : witness) = StoryFolder::content(kept.path());
    EXPECT_EQ(told().witness(), witness);
    const auto digest = trust::sha256(as_bytes(bytes));
    EXPECT_EQ(told().manifest().digest(), std::string(digest.begin(), digest.end()));
    const auto manifest = read_manifest(as_bytes(bytes));
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->label, "files");
    EXPECT_EQ(std::string(manifest->run_id.begin(), manifest->run_id.end()), told().run_id());
}

TEST_F(Wrapper, no_password_comes_into_the_report) {
    plan.environment = {"DUMP_PASSWORD=correcthorse"};
    run({"sh", "-c", "echo 'the password is hunter2'; echo 'error: login https://clerk:hunter2@db/ correcthorse' >&2; exit 1",
         "argument-x"});
    std::string bytes = told().SerializeAsString();
    for (const std::string secret : {"hunter2", "correcthorse", "clerk", "argument-x", "echo"})
        EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    // Of a known engine the line about the error is told, without them.
    const std::string dump = story.file(
        "pg_dump", "#!/bin/sh\necho 'pg_dump: error: login https://clerk:hunter2@db/ with correcthorse failed for' $1 >&2\nexit 1\n");
    std::filesystem::permissions(dump, std::filesystem::perms(0700));
    run({dump, "argument-x"});
    EXPECT_EQ(told().text(), "The command ended with exit code 1. (pg_dump: error: login https://db/ with [hidden] failed for [argument])");
}

TEST_F(Wrapper, a_child_that_goes_on_in_the_background_does_not_hold_it) {
    // It keeps the output open until somebody ends it.
    EXPECT_EQ(
        run({"sh", "-c",
             "sh -c 'echo $$ > " + (story / "left") + "; exec tail -f /dev/null' & while ! test -s " + (story / "left") + "; do :; done"}),
        0);
    EXPECT_EQ(told().outcome(), v1::SUCCEEDED);
    kill(std::stoi(StoryFolder::content(story / "left")), SIGKILL);
}

}  // namespace
}  // namespace steward::agent::backups
