// A run and its control group, where a whole gate would be in the way.
#include "agent/gate/runner/run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "agent/gate/runner/descendants.h"
#include "agent/gate/store/kept_file.h"
#include "tests/faults/system_calls.h"
#include "trust/actions.h"

namespace steward::gate {

namespace {
struct RunAlone : testing::Test {
    std::filesystem::path folder;
    SystemClock clock;
    Plan plan{
        .work = {7}, .job_class = trust::JobClass::Script, .limits = {.timeout_s = 60, .network = trust::NetworkUse::Any}, .device = {8}};

    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "jobs run as root, and so do their stories: start them as root";
        std::string pattern = "/tmp/steward-run-XXXXXX";
        folder = ::mkdtemp(pattern.data());
    }
    void TearDown() override {
        if (!folder.empty()) std::filesystem::remove_all(folder);
    }
    Ran start(const Program& program) {
        gate::Run run(plan, folder.string(), clock);
        EXPECT_TRUE(run.is_open());
        return run.start(program);
    }
    // A script whose body nobody brought.
    bool writes_plan() {
        plan.action = {trust::write_message(trust::ScriptAction{.interpreter = "/bin/sh", .arguments = {}, .body = {1}})};
        return write_kept((folder / "plan").string(), plan).has_value();
    }
    Program shell(const std::string& words) const { return {.path = "/bin/sh", .arguments = {"-c", words}}; }
};
}  // namespace

TEST_F(RunAlone, a_program_finds_its_body_as_its_third_file_whatever_its_number_was) {
    std::ofstream(folder / "body") << "the body";
    for (const bool is_third : {true, false}) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(3);
            Descriptor body(::open((folder / "body").c_str(), O_RDONLY | O_CLOEXEC));
            Descriptor other(is_third ? -1 : ::fcntl(body.number(), F_DUPFD_CLOEXEC, 10));
            Program program = shell("cat /dev/fd/3");
            program.body = is_third ? body.number() : other.number();
            const bool is_its = is_third == (program.body == 3);
            ::_exit(is_its && start(program).words == "the body" ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0) << is_third;
    }
}

TEST_F(RunAlone, what_waits_in_its_pipe_is_read_a_megabyte_at_a_time) {
    // As much as a pipe may hold, and as is read in one turn: all of it is there before the first is taken.
    constexpr int size = 1024 * 1024;
    const auto fill = [] {
        int made = 0;
        for (int file = 3; file < 64; ++file) made += ::fcntl(file, F_SETPIPE_SZ, size) == size;
        ASSERT_EQ(made, 1) << "else it would wait for ever";
        siginfo_t info{};
        EXPECT_EQ(::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
    };
    gate::Run run(plan, folder.string(), clock);
    faults::begin({.number = 1, .error = faults::goes_on, .calls = "poll", .meanwhile = fill});
    EXPECT_EQ(run.start(shell("exec head -c 1048576 /dev/zero")).exit, 0);
    EXPECT_EQ(faults::end(), "poll");
    EXPECT_EQ(run.ended({}).output_bytes, static_cast<uint64_t>(size));
}

// A machine's control groups are files: here a story makes them.
TEST_F(RunAlone, a_group_is_where_the_machine_has_room_for_it) {
    const auto groups = folder / "groups";
    const auto put = [&](const std::filesystem::path& path, const std::string& text) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    };
    const auto text_of = [](const std::filesystem::path& path) {
        std::ifstream file(path);
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    const auto ours = [&](const std::string& text) { put(folder / "self", text); };
    faults::look_below("/sys/fs/cgroup", groups.string());
    faults::look_below("/proc/self/cgroup", (folder / "self").string());
    const auto is_there = [] { return ControlGroup("one", 0).is_there(); };
    ours("0::/\n");
    EXPECT_FALSE(is_there()) << "none are mounted";
    end_group("one");
    put(groups / "unified/cgroup.controllers", "");
    EXPECT_TRUE(is_there()) << "the second version beside the first";
    EXPECT_FALSE(std::filesystem::exists(groups / "unified/steward-job-one")) << "given up at its end";
    put(groups / "cgroup.controllers", "");
    ours("1:name=systemd:/\n");
    EXPECT_FALSE(is_there()) << "this process is in none";
    ours("0::/nowhere/below\n");
    EXPECT_FALSE(is_there());
    std::filesystem::create_directories(groups / "a.slice");
    ours("1:cpu:/x\n0::/a.slice/gate\n");
    EXPECT_TRUE(is_there());
    // With files in it, as the kernel makes them: bounded, ended, and left alone when it is not empty.
    const auto job = groups / "a.slice/steward-job-one";
    for (const auto* file : {"memory.max", "memory.swap.max", "pids.max", "cgroup.procs", "cgroup.kill"}) put(job / file, "");
    {
        const ControlGroup bounded("one", 4096);
        EXPECT_TRUE(bounded.bounds_memory());
        EXPECT_EQ(text_of(job / "memory.max"), "4096");
        EXPECT_EQ(text_of(job / "cgroup.kill"), "1") << "what a runner before us left there goes first";
        bounded.enter();
        EXPECT_EQ(text_of(job / "cgroup.procs"), "0");
        bounded.end();
        EXPECT_FALSE(ControlGroup("one", 0).bounds_memory());
    }
    end_group("one");
    EXPECT_TRUE(std::filesystem::exists(job));
    faults::begin({.number = 1, .error = EBUSY, .calls = "rmdir"});
    end_group("one");
    EXPECT_EQ(faults::end(), "rmdir") << "waited for a moment";
    plan.device = plan.work = {};
    const auto of_run = groups / ("a.slice/steward-job-" + group_name(plan.device, plan.work));
    for (const auto* file : {"memory.max", "cgroup.procs"}) put(of_run / file, "");
    EXPECT_EQ(start(shell("ulimit -v")).words, "unlimited\n") << "its group bounds it";
    faults::look_below("/sys/fs/cgroup", "");
    faults::look_below("/proc/self/cgroup", "");
    faults::begin({.number = 2, .error = ENOSPC, .calls = "mkdir"});
    EXPECT_NE(start(shell("ulimit -v")).words, "unlimited\n");
    faults::end();
}

TEST_F(RunAlone, a_service_makes_room_for_the_groups_of_its_jobs) {
    const auto groups = folder / "groups", service = groups / "system.slice/steward-gate.service";
    std::filesystem::create_directories(service / "gate");
    const auto put = [](const std::filesystem::path& path) { std::ofstream{path}; };
    const auto text_of = [](const std::filesystem::path& path) {
        std::ifstream file(path);
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    const auto ours = [&](const std::string& text) { std::ofstream(folder / "self") << text; };
    faults::look_below("/sys/fs/cgroup", groups.string());
    faults::look_below("/proc/self/cgroup", (folder / "self").string());
    put(groups / "cgroup.controllers");
    put(service / "cgroup.subtree_control");
    ours("0::/user.slice\n");
    make_room_for_groups();
    ours("0::/system.slice/steward-gate.service\n");
    make_room_for_groups();
    EXPECT_EQ(text_of(service / "cgroup.subtree_control"), "") << "it may not go below";
    put(service / "gate/cgroup.procs");
    make_room_for_groups();
    EXPECT_EQ(text_of(service / "cgroup.subtree_control"), "+memory +pids");
    ours("0::/system.slice/steward-gate.service/gate\n");
    EXPECT_TRUE(ControlGroup("two", 0).is_there()) << "beside it";
    // The service manager made a unit for the jobs: then they are there, and the gate stays where it is.
    put(service / "cgroup.subtree_control");
    ours("0::/system.slice/steward-gate.service\n");
    std::filesystem::create_directories(groups / "system.slice/steward-jobs.service");
    make_room_for_groups();
    EXPECT_EQ(text_of(service / "cgroup.subtree_control"), "");
    const auto made = groups / "system.slice/steward-jobs.service/steward-job-three";
    const ControlGroup group("three", 0);
    EXPECT_TRUE(std::filesystem::exists(made));
    faults::begin({.number = 1, .error = EBUSY, .calls = "rmdir", .is_lasting = true});
    end_group("three");
    EXPECT_EQ(faults::end(), "rmdir") << "whom nothing ends is left alone";
    faults::look_below("/sys/fs/cgroup", "");
    faults::look_below("/proc/self/cgroup", "");
}

TEST_F(RunAlone, who_cannot_become_who_was_signed_does_nothing) {
    plan.limits.user = "nobody";
    plan.limits.network = trust::NetworkUse::None;
    const auto said = [&](const char* call) {
        faults::begin({.number = 1, .error = EPERM, .calls = call, .depth = 1});
        const Ran ran = start(shell("id -un"));
        faults::end();
        return ran.words;
    };
    for (const auto* call : {"initgroups", "setgid", "setuid"}) EXPECT_EQ(said(call), "steward: the job cannot run as nobody\n") << call;
    EXPECT_EQ(said("unshare"), "steward: this machine gives no network of its own to a job that may have none\n");
    plan.limits.network = trust::NetworkUse::Site;
    EXPECT_EQ(said("unshare"), "steward: this machine gives no network of its own to a job that may have none\n");
    EXPECT_EQ(said("chdir"), "steward: no root folder\n");
    EXPECT_EQ(said("execvp"), "steward: cannot be started: /bin/sh\n");
    EXPECT_EQ(said("none"), "nobody\n");
    Program ours = shell("id -un");
    ours.is_ours = true;
    EXPECT_EQ(start(ours).words, "root\n") << "a tool of ours is root's, with the network as it is";
}

TEST_F(RunAlone, output_that_cannot_be_sealed_is_lost_and_said_to_be_nothing) {
    plan.readers = {trust::Digest{1}};  // of small order
    {
        gate::Run run(plan, folder.string(), clock);
        run.start(shell("echo words"));
        EXPECT_EQ(run.ended({.outcome = trust::Outcome::Done}).output_bytes, 0U);
    }
    const Bytes secret(32, 7);
    crypto_scalarmult_base(plan.readers.front().data(), secret.data());
    for (const auto* call : {"pread", "open", "rename", "none"}) {
        gate::Run run(plan, folder.string(), clock);
        run.start(shell("echo words"));
        faults::begin({.number = 1, .error = ENOSPC, .calls = call});
        const Ended ended = run.ended({.outcome = trust::Outcome::Done});
        faults::end();
        EXPECT_EQ(ended.output_bytes > 0, std::string(call) == "none") << call;
    }
}

TEST_F(RunAlone, a_runner_without_a_plan_or_without_its_claim_ends) {
    EXPECT_EQ(run_work(folder.string(), clock), 1) << "no plan";
    plan.job_class = trust::JobClass::Patch;
    EXPECT_TRUE(writes_plan());
    EXPECT_EQ(run_work(folder.string(), clock), 1) << "no such class";
    plan.job_class = trust::JobClass::Script;
    EXPECT_TRUE(writes_plan());
    EXPECT_TRUE(claim(folder.string(), {}));
    EXPECT_EQ(run_work(folder.string(), clock), 1) << "the gate has taken it back";
    EXPECT_FALSE(std::filesystem::exists(folder / "output"));
    EXPECT_FALSE(std::filesystem::exists(folder / "ended"));
    std::filesystem::remove(folder / "begun");
    const pid_t child = ::fork();  // it takes all processes that come to it for its own
    if (child == 0) ::_exit(run_work(folder.string(), clock));
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << "with both it does the work";
    EXPECT_TRUE(std::filesystem::exists(folder / "ended"));
}

TEST_F(RunAlone, a_runner_that_cannot_say_which_process_it_is_claims_nothing) {
    EXPECT_TRUE(writes_plan());
    const pid_t child = ::fork();
    if (child == 0) {
        // A machine that shows no processes: what lies over /proc is seen by this one process alone.
        const bool is_hidden = ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                               ::mount("tmpfs", "/proc", "tmpfs", 0, nullptr) == 0;
        ::_exit(!is_hidden ? 2 : run_work(folder.string(), clock));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 1) << "2: a container that may mount nothing";
    EXPECT_TRUE(claim(folder.string(), {})) << "nobody has it";
}

TEST_F(RunAlone, what_carries_the_numbers_of_a_work_is_of_it_and_nothing_else) {
    const std::string work = to_hex(ByteView(trust::ShortId{0x5a, 1})), device = to_hex(ByteView(trust::ShortId{0x5b, 2}));
    const auto program = [&](const std::string& job, const std::string& machine) {
        int ready[2];
        EXPECT_EQ(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(ready[1], 1);
            const std::string first = "STEWARD_JOB=" + job, second = "STEWARD_DEVICE=" + machine;
            ::execle("/bin/sh", "sh", "-c", "sh -c 'echo; exec tail -f /dev/null' & exec tail -f /dev/null", nullptr,
                     std::array<const char*, 3>{first.c_str(), second.c_str(), nullptr}.data());
            ::_exit(127);
        }
        ::close(ready[1]);
        char word = 0;
        EXPECT_EQ(::read(ready[0], &word, 1), 1);
        ::close(ready[0]);
        return child;
    };
    const pid_t its = program(work, device), of_another_machine = program(work, device.substr(1) + "0"),
                of_another = program(device, device);
    end_leftovers(device, work, 0);
    int status = 0;
    EXPECT_EQ(::waitpid(its, &status, 0), its);
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    for (const pid_t other : {of_another_machine, of_another}) {
        EXPECT_TRUE(process(static_cast<uint64_t>(other)));
        ::kill(other, SIGKILL);
        ::waitpid(other, nullptr, 0);
    }
    end_leftovers(device.substr(1) + "0", work, 0);
    end_leftovers(device, device, 0);
}

TEST(Descendants, come_from_whoever_began_them_or_one_of_theirs_and_a_ring_of_numbers_ends_nothing) {
    const auto begun_by = [](uint64_t parent) { return Process{.id = {}, .parent = parent}; };
    const Everybody all = {{2, begun_by(1)}, {3, begun_by(2)}, {4, begun_by(3)}, {7, begun_by(8)}, {8, begun_by(7)}};
    EXPECT_TRUE(comes_from(4, 3, all));
    EXPECT_TRUE(comes_from(4, 2, all));
    EXPECT_FALSE(comes_from(2, 4, all)) << "the other way";
    EXPECT_FALSE(comes_from(4, 4, all)) << "nobody begins itself";
    EXPECT_FALSE(comes_from(5, 2, all)) << "not there any more";
    EXPECT_FALSE(comes_from(7, 2, all)) << "numbers that became another's while we read";
}

TEST_F(RunAlone, what_begins_others_faster_than_it_is_ended_holds_nobody_up_for_good) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::setsid();
        for (;;) ::pause();
    }
    while (look_at(static_cast<uint64_t>(child))->session != static_cast<uint64_t>(child)) ::sched_yield();
    end_leftovers("device", "work", child, 0);
    EXPECT_TRUE(process(static_cast<uint64_t>(child))) << "no turn, nothing ended";
    end_leftovers("device", "work", child, 1);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

}  // namespace steward::gate
