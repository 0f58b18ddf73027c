// The commands at a door where somebody answers who is no gate, and where the disk is odd: each says a sentence and ends with the right
// number.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "agent/gate/beside/proofs.h"
#include "agent/gate/process/tests/machine.h"
#include "agent/gate/store/store.h"
#include "tests/faults/system_calls.h"
#include "trust/templates.h"

namespace steward::gate {

using ::testing::HasSubstr;

namespace {
struct AnswerStory : GateMachine {
    std::string said;
    pid_t door = 0;

    // Each who comes hears the next of these, and the last one again; nothing: the door is closed on him.
    void answer_with(const std::vector<Bytes>& answers) {
        close_door();
        const std::string path = (folder / "sock").string();
        std::filesystem::remove(path);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(path, address.sun_path);
        ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::listen(listener, 4), 0);
        door = ::fork();
        if (door == 0) {
            for (size_t next = 0;; next += next + 1 < answers.size()) {
                const int one = ::accept(listener, nullptr, nullptr);
                uint8_t part[65'536];
                [[maybe_unused]] const auto read = ::recv(one, part, sizeof part, 0);
                [[maybe_unused]] const auto sent = ::send(one, answers[next].data(), answers[next].size(), MSG_NOSIGNAL);
                ::close(one);
            }
        }
        ::close(listener);
    }
    void close_door() {
        if (door > 0) ::kill(door, SIGKILL);
        if (door > 0) ::waitpid(door, nullptr, 0);
        door = 0;
    }
    void TearDown() override {
        close_door();
        GateMachine::TearDown();
    }
    static Bytes spoken_answer(How how, const Bytes& body) {
        Bytes all = big_endian(static_cast<uint32_t>(body.size() + 1));
        all.push_back(static_cast<uint8_t>(how));
        append(all, body);
        return all;
    }
    template <class Message>
    static Bytes done(const Message& message) {
        return spoken_answer(How::Done, write_message(message));
    }
    int types(const std::vector<std::string>& words) {
        std::filesystem::remove(folder / "ran");
        std::vector<std::string> all{STEWARD_GATE_PROGRAM};
        all.insert(all.end(), words.begin(), words.end());
        all.insert(all.end(), {"--state", (folder / "state").string(), "--socket", (folder / "sock").string()});
        const int code = run(all);
        said = text_of("ran");
        return code;
    }
    // The same, where this call fails in it.
    int types_while(const std::string& call, uint64_t number, const std::vector<std::string>& words) {
        ::setenv(faults::fault_variable, faults::in_words(words.front(), {.number = number, .error = EIO, .calls = call}).c_str(), 1);
        const int code = types(words);
        ::unsetenv(faults::fault_variable);
        return code;
    }
    std::string file(const std::string& name, const std::string& text) const {
        write(name, text);
        return (folder / name).string();
    }
};
}  // namespace

TEST_F(AnswerStory, of_nobody_and_of_half_an_answer_say_that_no_gate_runs) {
    const std::string none = "No gate answers at ";
    for (const Bytes& half : {Bytes{}, Bytes{0, 0}, big_endian(0), big_endian(0xffffffff), Bytes{0, 0, 0, 9, 1}}) {
        answer_with({half});
        EXPECT_EQ(types({"status"}), 7);
        EXPECT_THAT(said, HasSubstr(none));
    }
    answer_with({done(StateAnswer{})});
    for (const auto* call : {"socket", "write"}) EXPECT_EQ(types_while(call, 1, {"status"}), 7) << call;
    EXPECT_EQ(types({"status"}), 3);
    EXPECT_EQ(run({STEWARD_GATE_PROGRAM, "status", "--socket", std::string(200, 'x')}), 7) << "no such address";
    for (const char* told : {"--help", "--version"}) EXPECT_EQ(types_while("fputs", 1, {told}), 1);
}

TEST_F(AnswerStory, of_a_gate_that_speaks_another_language_have_failed) {
    answer_with({spoken_answer(How::Done, {0xff})});
    EXPECT_EQ(types({"status"}), 1);
    EXPECT_EQ(types({"limits"}), 1);
    answer_with({spoken_answer(How::Failed, {0xff})});
    EXPECT_EQ(types({"stop"}), 1);
    EXPECT_THAT(said, HasSubstr("The gate's answer cannot be read."));
    answer_with({spoken_answer(How::Refused, {0xff})});
    EXPECT_EQ(types({"lift"}), 9);
    EXPECT_EQ(types({"limits"}), 9);
    answer_with({spoken_answer(How::Failed, write_message(FailedAnswer{"gate.not_enrolled", "Not enrolled."}))});
    EXPECT_EQ(types({"stop"}), 3);
    answer_with({done(LocalLimits{}), spoken_answer(How::Failed, write_message(FailedAnswer{"gate.disk_full", "No room."}))});
    EXPECT_EQ(types({"limits", "--allow", "none"}), 1);
    EXPECT_THAT(said, HasSubstr("No room."));
    answer_with({done(LocalLimits{})});
    EXPECT_EQ(types({"limits"}), 0);
    EXPECT_THAT(said, HasSubstr("allowed: none"));
    EXPECT_EQ(types({"limits", "--allow"}), 2);
    EXPECT_EQ(types({"limits", "--allow", "nothing"}), 2);
}

TEST_F(AnswerStory, about_a_machine_are_told_in_words) {
    StateAnswer state{.version = "9", .damage = "The chain is damaged.", .is_enrolled = true, .waiting = 2, .log_is_split = true};
    state.is_forked = state.was_heard = state.is_stopped = state.is_stopped_here = state.needs_answer = true;
    answer_with({done(state)});
    EXPECT_EQ(types({"status"}), 0);
    for (const auto* words : {"refuses everything: The chain is damaged.", "2 waiting for their delay, split", "SPLIT: what has to stand",
                              "stopped by a signed message: yes", "waits for the answer", "newest heartbeat 0 s ago"})
        EXPECT_THAT(said, HasSubstr(words));
    answer_with({done(PoliciesAnswer{})});
    EXPECT_EQ(types({"policies"}), 0);
    EXPECT_EQ(said, "no policies\n");
    Policy policy{.authority = office.authority, .id = {5}, .policy_version = 3, .job_class = JobClass::Script};
    policy.target = {.client = client, .devices = {ShortId{1}}, .tags = {}};
    policy.windows = {{"UTC", 127, 0, 60}};
    policy.trigger = Trigger::Schedule;
    policy.not_before = Instant{1};
    policy.not_after = Instant{2};
    policy.limits = {.timeout_s = 60, .network = NetworkUse::Any};
    ScriptTemplates templates;
    templates.items = {{.name = "clear", .interpreter = "/bin/sh", .arguments = {}, .body = Digest{1}, .parameters = {}}};
    policy.allowed = {write_message(templates)};
    policy.budget.runs_a_day = 4;
    Policy stopped = policy;
    stopped.most_failures = 2;
    answer_with({done(PoliciesAnswer{{{.payload = write_message(policy), .runs_today = 1},
                                      {.payload = write_message(stopped), .fault = 20 * 256 + 18, .failures = 2},
                                      {.payload = {0xff}}}})});
    EXPECT_EQ(types({"policies"}), 0);
    EXPECT_THAT(said, HasSubstr("version 3, by its schedule"));
    EXPECT_THAT(said, HasSubstr("in force, runs in the last day 1 of 4, failures in a row 0\n  clear\n"));
    EXPECT_THAT(said, HasSubstr("nothing of it runs: check 20, detail 18, runs in the last day 0 of 4, failures in a row 2 of 2\n"));
}

TEST_F(AnswerStory, need_words_that_can_be_understood) {
    const std::string authority(64, 'a'), genesis = file("genesis", "g"), grant = file("grant", "g");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"enrol"},
                                                  {"enrol", "no hex", genesis, grant},
                                                  {"enrol", "aaaa", genesis, grant},
                                                  {"enrol", authority + ":no hex", genesis, grant},
                                                  {"enrol", authority + ":aaaa", genesis, grant},
                                                  {"enrol", authority, genesis},
                                                  {"head"},
                                                  {"log", "--proofs"},
                                                  {"take"},
                                                  {"runner"}})
        EXPECT_EQ(types(words), 2) << testing::PrintToString(words);
    const std::string none = (folder / "tools").string();
    EXPECT_EQ(types({"enrol", authority, genesis, none}), 1);
    EXPECT_EQ(types({"take", none}), 1);
    EXPECT_THAT(said, HasSubstr("cannot be read or written"));
    EXPECT_EQ(types({"runner", none}), 1) << "no plan there";
}

TEST_F(AnswerStory, from_files_say_what_is_wrong_with_them) {
    const std::string to = (folder / "out").string();
    EXPECT_EQ(types({"head", to}), 3);
    EXPECT_THAT(said, HasSubstr("This machine is not enrolled."));
    start();
    enrol();
    stop(SIGTERM);
    EXPECT_EQ(types({"head", to}), 1);
    EXPECT_THAT(said, HasSubstr("No head of the log came here yet."));
    EXPECT_EQ(types({"log", "--proofs", to}), 0);
    EXPECT_EQ(types({"log", "--proofs", (folder / "none" / "out").string()}), 1) << "no such folder";
    write("state/proofs", "torn", 0600);
    EXPECT_EQ(types({"log", "--proofs", to}), 0);
    EXPECT_THAT(said, HasSubstr("a part of the proofs is damaged and left out"));
    std::filesystem::remove(folder / "state/proofs");
    std::filesystem::create_directory(folder / "state/proofs");
    EXPECT_EQ(types({"log", "--proofs", to}), 1);
    std::filesystem::remove(folder / "state/log");
    std::filesystem::create_directory(folder / "state/log");
    EXPECT_EQ(types({"log"}), 1);
    write("state/pinned", "nonsense", 0600);
    EXPECT_EQ(types({"head", to}), 1);
    EXPECT_THAT(said, HasSubstr("is damaged or missing"));
}

// As the service manager starts it: with its listener open.
TEST_F(AnswerStory, come_from_a_listener_that_was_handed_over) {
    const std::string path = (folder / "sock").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    const auto starts = [&](const std::string& listeners, bool is_own, bool is_known) {
        std::filesystem::remove(path);
        gate = ::fork();
        if (gate == 0) {
            const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
            const bool is_bound =
                ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::listen(listener, 4) == 0;
            if (!is_bound || ::dup2(listener, 3) != 3) ::_exit(126);
            ::setenv("LISTEN_PID", std::to_string(is_own ? ::getpid() : 1).c_str(), 1);
            if (is_known) ::setenv("LISTEN_FDS", listeners.c_str(), 1);
            ::setenv("JOURNAL_STREAM", "8:1", 1);
            if (!std::freopen((folder / "said").c_str(), "a", stderr)) ::_exit(126);
            ::execl(STEWARD_GATE_PROGRAM, "steward-gate", "run", "--state", (folder / "state").c_str(), "--socket", "/nowhere/sock",
                    "--agent-user", "nobody", nullptr);
            ::_exit(127);
        }
        until("it serves or has ended", [&] { return has_died() || !ask(write_request(Want::State), As::Root).empty(); });
        const bool serves = !has_died();
        if (serves) enrol();
        serves ? stop(SIGTERM) : static_cast<void>(wait_for_end());
        return serves;
    };
    EXPECT_TRUE(starts("1", true, true));
    EXPECT_THAT(text_of("said"), HasSubstr("<5>steward-gate: Enrolled"));
    EXPECT_FALSE(starts("0", true, true));
    EXPECT_FALSE(starts("1", false, true)) << "handed over to another";
    EXPECT_FALSE(starts("1", true, false));
    EXPECT_THAT(text_of("said"), HasSubstr("The gate cannot start: no socket at /nowhere/sock."));
    EXPECT_EQ(run({STEWARD_GATE_PROGRAM, "run", "--state", (folder / "state").string(), "--socket", std::string(200, 'x')}), 1);
}

}  // namespace steward::gate
