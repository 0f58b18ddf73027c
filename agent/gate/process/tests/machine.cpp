#include "agent/gate/process/tests/machine.h"

#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "agent/gate/runner/plan.h"

namespace steward::gate {

namespace fs = std::filesystem;

void GateMachine::SetUp() {
    if (::geteuid() != 0) GTEST_SKIP() << "the gate runs as root, and so do its stories: start them as root";
    // Not where TMPDIR says: that may lie below /dev, where no job puts a file.
    std::string pattern = "/tmp/steward-gate-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    fs::permissions(folder, fs::perms(0711));
    fs::create_directory(folder / "tools");
    office.begin = SystemClock().now() - 1h;
    for (const auto* name : {"alice", "bob", "carol"}) office.add(name, name, everyday);
    office.add("tower", "tower", beacon);
    office.add("safe", "safe", for_recovery);
    prepare_office();
    genesis = office.genesis({"alice", "bob", "carol", "tower"}, {"safe"}, 2, 1);
    limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
    room["STEWARD_GATE_TOOLS"] = (folder / "tools").string();
    room["STEWARD_GATE_SETTINGS"] = (folder / "agent.env").string();
    // A service manager of few words: it counts what it is told, and shows it.
    write("tools/systemctl",
          "#!/bin/sh\nd=" + folder.string() +
              "\ncase $1 in\nshow) echo ActiveState=$(cat $d/active 2>/dev/null); echo InvocationID=$(wc -l < $d/acts); exit 0;;\nesac\n"
              "echo \"$*\" >> $d/acts\ncase \"$*\" in *stop*) echo inactive;; *) echo active;; esac > $d/active\n",
          0755);
    write("acts", "");
    write("tools/shutdown", "#!/bin/sh\necho \"$*\" >> " + folder.string() + "/shutdowns\n", 0755);
}

void GateMachine::TearDown() {
    if (gate > 0) stop(SIGTERM);
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
}

void GateMachine::start() {
    const char* mutant = std::getenv("STEWARD_GATE_PROGRAM");  // tests/mutants
    const char* program = mutant ? mutant : STEWARD_GATE_PROGRAM;
    gate = ::fork();
    if (gate == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (const auto& [name, value] : room) ::setenv(name.c_str(), value.c_str(), 1);
        if (!std::freopen((folder / "said").c_str(), "a", stderr)) ::_exit(126);
        const std::string state = (folder / "state").string(), socket = (folder / "sock").string();
        ::execl(program, "steward-gate", "run", "--state", state.c_str(), "--socket", socket.c_str(), "--agent-user", "nobody", nullptr);
        ::_exit(127);
    }
    until("the gate answers", [&] { return !ask(write_request(Want::State), As::Root).empty() || has_died(); });
}

bool GateMachine::has_died() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(gate), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == gate;
}

int GateMachine::wait_for_end() {
    int status = 0;
    ::waitpid(gate, &status, 0);
    gate = 0;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void GateMachine::stop(int signal) {
    ::kill(gate, signal);
    wait_for_end();
}

void GateMachine::write(const std::string& name, const std::string& text, unsigned mode) const {
    std::ofstream(folder / name) << text;
    fs::permissions(folder / name, fs::perms(mode));
}

std::string GateMachine::text_of(const std::string& name) const {
    std::ifstream file(folder / name);
    return {std::istreambuf_iterator<char>(file), {}};
}

size_t GateMachine::lines_in(const std::string& name) const {
    const std::string text = text_of(name);
    return static_cast<size_t>(std::ranges::count(text, '\n'));
}

int GateMachine::run(const std::vector<std::string>& words) const {
    const pid_t child = ::fork();
    if (child == 0) {
        std::vector<char*> given;
        for (const auto& word : words) given.push_back(const_cast<char*>(word.c_str()));
        given.push_back(nullptr);
        if (!std::freopen((folder / "ran").c_str(), "a", stdout) || !std::freopen((folder / "ran").c_str(), "a", stderr)) ::_exit(126);
        ::execv(given[0], given.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

Bytes GateMachine::ask(const Bytes& request, As who) const {
    const std::string socket = (folder / "sock").string();
    if (who == As::Root) return ask_gate(socket, request).value_or(Bytes{});
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const gid_t group = ::getpwnam("nobody")->pw_gid;  // the socket's: a stranger comes as far as that
        const passwd* person = ::getpwnam(who == As::Agent ? "nobody" : "daemon");
        const bool is_he = person && ::setgid(group) == 0 && ::setuid(person->pw_uid) == 0;
        const auto answer = is_he ? ask_gate(socket, request).value_or(Bytes{}) : Bytes{};
        for (size_t at = 0; at < answer.size();) {
            const ssize_t count = ::write(pipe[1], answer.data() + at, answer.size() - at);
            if (count <= 0) break;
            at += static_cast<size_t>(count);
        }
        ::_exit(0);
    }
    ::close(pipe[1]);
    Bytes answer;
    uint8_t part[16'384];
    for (ssize_t count = 0; (count = ::read(pipe[0], part, sizeof part)) > 0;) answer.insert(answer.end(), part, part + count);
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    return answer;
}

std::string GateMachine::spoken(const Bytes& answer) {
    if (answer.empty()) return "nobody";
    const ByteView body = ByteView(answer).subspan(1);
    if (answer.front() == static_cast<uint8_t>(How::Done)) return "done";
    if (answer.front() == static_cast<uint8_t>(How::Failed))
        return "failed " + read_message<FailedAnswer>(body).value_or(FailedAnswer{}).code;
    const uint64_t reason = read_message<RefusedAnswer>(body).value_or(RefusedAnswer{}).reason;
    return "refused " + std::to_string(reason / 256) + "." + std::to_string(reason % 256);
}

Bytes GateMachine::enrolment() const {
    Grant grant{.authority = office.authority, .id = {3}, .client = client, .site = {4}, .roster_head = office.authority, .limits = limits};
    grant.not_after = SystemClock().now() + 24h;
    grant.witnesses = witnesses;
    const Bytes frame = office.sign(MessageType::Grant, write_message(grant), {"alice"});
    return write_request(Want::Enrol, {office.authority, Digest{}, big_endian(static_cast<uint32_t>(genesis.size())), genesis,
                                       big_endian(static_cast<uint32_t>(frame.size())), frame});
}

void GateMachine::enrol() {
    const auto enrolled = asked<StateAnswer>(enrolment(), As::Root);
    ASSERT_TRUE(enrolled.is_enrolled);
    device = enrolled.device;
    const Frame card = framed(enrolled.card);
    device_key = read_message<DeviceCard>(card.payload).value_or(DeviceCard{}).device_key;
    EXPECT_EQ(device_id(device_key), device);
}

void GateMachine::hear() {
    const auto question = asked<QuestionAnswer>(write_request(Want::Question));
    Heartbeat heartbeat{.authority = office.authority, .head = office.authority, .time = SystemClock().now(), .nonce = question.nonce};
    EXPECT_EQ(take(office.sign(MessageType::Heartbeat, write_message(heartbeat), {"tower"})), "done");
}

Job GateMachine::job(JobClass job_class, const Bytes& action) {
    const Instant now = SystemClock().now();
    return {.authority = office.authority,
            .id = {42, ++next_job},
            .job_class = job_class,
            .action = {action},
            .target = {.client = client, .devices = {device}},
            .not_before = now - 1min,
            .not_after = now + 1h,
            .roster_head = office.authority,
            .holder = "alice",
            .ticket = "HARB-7",
            .reason = "a story",
            .limits = {.timeout_s = 60, .network = NetworkUse::Any}};
}

void GateMachine::hand_over(const std::string& content) const {
    const ByteView bytes = as_bytes(content);
    for (size_t at = 0; at == 0 || at < bytes.size(); at += most_material_part) {
        const ByteView part = bytes.subspan(at, std::min(most_material_part, bytes.size() - at));
        EXPECT_EQ(spoken(ask(write_request(Want::Material, {sha256(bytes), big_endian(static_cast<uint32_t>(bytes.size())),
                                                            big_endian(static_cast<uint32_t>(at)), part}))),
                  "done");
    }
}

Job GateMachine::script(const std::string& body, std::vector<std::string> arguments) {
    hand_over(body);
    return job(JobClass::Script, write_message(ScriptAction{"/bin/sh", std::move(arguments), sha256(as_bytes(body))}));
}

std::string GateMachine::take(const Job& job, const std::vector<std::string>& names) const {
    return take(office.sign(MessageType::Job, write_message(job), names));
}

std::optional<WorkResult> GateMachine::result_now(const Job& job) const {
    for (const Bytes& bytes : asked<ResultsAnswer>(write_request(Want::Results)).frames) {
        const Frame frame = framed(bytes);
        const auto result = read_message<WorkResult>(frame.payload);
        if (!result || result->work != job.id) continue;
        const PublicKey key{Algorithm::Ed25519, device_key};
        EXPECT_TRUE(verifies(key, {}, signed_bytes(frame.type, frame.payload), frame.signatures[0])) << "signed by this machine";
        EXPECT_EQ(result->device, device);
        return result;
    }
    return std::nullopt;
}

WorkResult GateMachine::result(const Job& job) const {
    std::optional<WorkResult> found;
    until("the result is there", [&] { return (found = result_now(job)).has_value(); });
    return found.value_or(WorkResult{});
}

std::string GateMachine::output(const Job& job) const {
    std::string all;
    for (;;) {
        const Bytes part = ask(write_request(Want::Output, {job.id, big_endian(static_cast<uint32_t>(all.size()))}));
        if (part.size() <= 1) return all;
        all += as_text(ByteView(part).subspan(1));
    }
}

void GateMachine::until(const std::string& what, const std::function<bool()>& is_so) {
    for (int turn = 0; turn < 3000; ++turn) {
        if (is_so()) return;
        ::poll(nullptr, 0, 10);
    }
    // Ends the story: what comes next would wait for ever.
    throw std::runtime_error("never: " + what);
}

std::string GateMachine::spoken(Outcome outcome) {
    switch (outcome) {
        case Outcome::Done:
            return "done";
        case Outcome::Failed:
            return "failed";
        case Outcome::InterruptedUnknown:
            return "unknown";
        default:
            return std::to_string(static_cast<int>(outcome));
    }
}

}  // namespace steward::gate
