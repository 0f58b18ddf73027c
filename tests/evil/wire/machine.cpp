#include "tests/evil/wire/machine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "agent/gate/process/loop.h"
#include "trust/place.h"

namespace steward::evil {

using agent::v1::ServerMessage;
using gate::Answer;
using gate::How;
namespace fs = std::filesystem;

namespace {
constexpr const char* agent_user = "nobody";

// A process of ours that ends with us. `prepare` is the child's last word before it becomes the program, which was opened as root: the user
// that it becomes need not reach it.
pid_t start_program(const char* program, const std::vector<std::string>& words, const std::string& log,
                    const std::function<bool()>& prepare) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int opened = ::open(program, O_PATH | O_CLOEXEC), file = ::fcntl(opened, F_DUPFD_CLOEXEC, 10);  // above what is given
    const int said = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<char*> all;
    for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
    all.push_back(nullptr);
    if (said >= 0 && ::dup2(said, 1) == 1 && ::dup2(said, 2) == 2 && prepare()) ::fexecve(file, all.data(), environ);
    ::_exit(127);
}

void end_program(pid_t& process) {
    if (process <= 0) return;
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
    process = 0;
}

template <class T>
Answer answer_of(How how, const T& body) {
    return {how, write_message(body)};
}

Answer failed(std::string code, std::string message) {
    return answer_of(How::Failed, gate::FailedAnswer{std::move(code), std::move(message)});
}
}  // namespace

std::string why_not_here() {
    if (::geteuid() != 0) return "the gate runs as root, and so do its stories: start them as root";
    return ::getpwnam(agent_user) ? "" : "there is no unprivileged user here for the agent";
}

WiredMachine::WiredMachine(World& world, const Kind& kind) : server(world.folder / "server"), world_(world), kind_(kind) {
    const int file = ::open(path("clock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    EXPECT_EQ(::ftruncate(file, 2 * sizeof(int64_t)), 0);
    void* page = ::mmap(nullptr, 2 * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    EXPECT_NE(page, MAP_FAILED);
    clock_ = static_cast<int64_t*>(page);
    const passwd* user = ::getpwnam(agent_user);
    fs::create_directory(path("agent"));
    EXPECT_EQ(::chown(path("agent").c_str(), user->pw_uid, user->pw_gid), 0);
    fs::permissions(path("agent"), fs::perms(0700));
    open_door();
}

WiredMachine::~WiredMachine() {
    end_program(agent_);
    end_program(gate_);
    if (door_ >= 0) ::close(door_);
    ::munmap(clock_, 2 * sizeof(int64_t));
}

void WiredMachine::open_door() {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const std::string name = path("sock");
    ASSERT_LT(name.size(), sizeof address.sun_path);
    std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
    door_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(door_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::chown(name.c_str(), 0, ::getpwnam(agent_user)->pw_gid), 0);
    ASSERT_EQ(::chmod(name.c_str(), 0660), 0);
    ASSERT_EQ(::listen(door_, 16), 0);
}

bool WiredMachine::is_alive(pid_t process) {
    siginfo_t info{};
    return process > 0 && ::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

void WiredMachine::set_clock() const {
    const_cast<volatile int64_t&>(clock_[0]) = world_.clock.now().unix_ms;
    const_cast<volatile int64_t&>(clock_[1]) = world_.clock.monotonic().count();
}

void WiredMachine::run_gate(const char* program, const char* dies_at) {
    set_clock();
    gate_ =
        start_program(program, {"steward-gate", "run", "--state", path("state"), "--socket", path("unused"), "--agent-user", agent_user},
                      path("gate.log"), [&] {
                          constexpr int first_given = 3;  // of the service manager
                          const std::string own = std::to_string(::getpid());
                          if (dies_at) ::setenv("STEWARD_GATE_DIE", dies_at, 1);
                          ::setenv("LISTEN_PID", own.c_str(), 1);
                          ::setenv("LISTEN_FDS", "1", 1);
                          ::setenv("STEWARD_MOVED_CLOCK", path("clock").c_str(), 1);
                          ::setenv("LD_PRELOAD", STEWARD_MOVED_CLOCK_LIBRARY, 1);
                          return door_ == first_given ? ::fcntl(door_, F_SETFD, 0) == 0 : ::dup2(door_, first_given) == first_given;
                      });
}

void WiredMachine::start() {
    run_gate(STEWARD_GATE_PROGRAM, nullptr);
    EXPECT_NE(state().version, "") << "no gate answers";
}

// As by a power cut: what it has not written is lost.
void WiredMachine::stop() { end_program(gate_); }

void WiredMachine::dies_next() {
    world_.wait();  // what ran before is not to be cut off by this
    stop();
    run_gate(STEWARD_GATE_TESTED_PROGRAM, "started");
    if (state().needs_answer) world_.hear();
}

void WiredMachine::run_agent() {
    const passwd* user = ::getpwnam(agent_user);
    agent_ = start_program(STEWARD_AGENT_PROGRAM,
                           {"steward-agent", "run", "--state", path("agent"), "--gate-socket", path("sock"), "--interval",
                            std::to_string(kind_.report_every_s)},
                           path("agent.log"), [&] { return ::setgid(user->pw_gid) == 0 && ::setuid(user->pw_uid) == 0; });
    EXPECT_TRUE(server.until([&] { return server.greetings > 0 && server.newest(EvilServer::Said::kGateState); }))
        << "the agent does not come";
}

EnrolmentLine WiredMachine::line() const {
    return {.host = "127.0.0.1",
            .port = server.port(),
            .pins = server.pins(),
            .token_id = {3},
            .secret = world_.line_secret,
            .authority = world_.office.authority};
}

int WiredMachine::enrol_by(const EnrolmentLine& line) {
    const int greetings = server.greetings;
    pid_t enrolling =
        start_program(STEWARD_AGENT_PROGRAM,
                      {"steward-agent", "enrol", to_text(line), "--state", path("agent"), "--gate-socket", path("sock"), "--force"},
                      path("agent.log"), [] { return true; });
    int status = -1;
    if (server.until([&] { return !is_alive(enrolling); })) ::waitpid(enrolling, &status, 0);
    else end_program(enrolling);
    // Its connection ended that of the agent that runs.
    EXPECT_TRUE(!is_alive(agent_) || server.until([&] { return server.greetings > greetings; })) << "the agent does not come back";
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// As an administrator does it, with the line of the signer; the chain and the grant come from the server.
Answer WiredMachine::enrol(const gate::Request& request) {
    server.grant_frames.clear();
    for (const ByteView frame : request.frames) server.grant_frames.emplace_back(frame.begin(), frame.end());
    if (const int ended = enrol_by(line()); ended != 0)
        return failed("wire.not_enrolled", "steward-agent enrol ended with " + std::to_string(ended));
    run_agent();
    return observe(gate::Want::State);
}

Answer WiredMachine::observe(gate::Want want) const {
    if (!is_alive(gate_)) return failed("wire.no_gate", "The gate is not running.");
    set_clock();
    const auto answer = gate::ask_gate(path("sock"), gate::write_request(want));
    if (!answer) return failed(answer.error().code, answer.error().message);
    return {static_cast<How>(answer->front()), Bytes(answer->begin() + 1, answer->end())};
}

gate::StateAnswer WiredMachine::state() const {
    return read_message<gate::StateAnswer>(observe(gate::Want::State).body).value_or(gate::StateAnswer{});
}

Answer WiredMachine::ask(const gate::Request& request) {
    set_clock();
    switch (request.want) {
        case gate::Want::Take:
            return hand_over(request.frame);
        case gate::Want::Question:
            return question();
        case gate::Want::Material:  // whole: these stories have small files
            server.files[std::string(request.digest.begin(), request.digest.end())] = as_text(request.part);
            return {How::Done, {}};
        case gate::Want::Proof:
            proof_ = as_text(request.frame);
            return {How::Done, {}};
        case gate::Want::Witness:
            return witness(request);
        default:
            return observe(request.want);
    }
}

std::string WiredMachine::next_number() {
    std::string number(32, '\0');
    const Bytes end = gate::big_endian(++numbers_);
    std::ranges::copy(end, number.end() - 4);
    return number;
}

ServerMessage WiredMachine::message_of(const std::string& number, ByteView frame) const {
    ServerMessage message;
    auto& signed_message = *message.mutable_signed_message();
    signed_message.set_message_id(number);
    signed_message.set_frame(frame.data(), frame.size());
    signed_message.set_log_proof(proof_);
    for (const auto& [digest, content] : server.files) signed_message.add_material(digest);
    return message;
}

std::string WiredMachine::send(ByteView frame) {
    const std::string number = next_number();
    server.say(message_of(number, frame));
    proof_.clear();
    return number;
}

const agent::v1::MessageTaken* WiredMachine::taken(const std::string& number) const {
    const auto at = std::ranges::find_if(
        server.heard, [&](const auto& one) { return one.has_message_taken() && one.message_taken().message_id() == number; });
    return at == server.heard.end() ? nullptr : &at->message_taken();
}

Answer WiredMachine::hand_over(ByteView frame) {
    const int greetings = server.greetings;
    const std::string number = send(frame);
    const agent::v1::MessageTaken* said = nullptr;
    const bool is_said = server.until([&] {
        said = taken(number);
        return said || server.greetings != greetings || !is_alive(gate_) || !is_alive(agent_);
    });
    if (!said) return failed(is_said ? "wire.lost" : "wire.no_answer", "The agent did not say what the gate said.");
    if (said->how() == 0)
        return answer_of(How::Done, gate::TakenAnswer{static_cast<uint8_t>(said->type()), static_cast<uint8_t>(said->became())});
    if (said->how() == 2) return failed(said->code(), said->message());
    check_result(*said);
    return answer_of(How::Refused, gate::RefusedAnswer{said->reason(), Bytes(said->result().begin(), said->result().end())});
}

// A message that could be read is refused under the machine's own signature.
void WiredMachine::check_result(const agent::v1::MessageTaken& taken) {
    if (taken.result().empty()) return;
    const Bytes card_bytes = state().card, bytes(taken.result().begin(), taken.result().end());
    const auto card = read_message<DeviceCard>(framed(card_bytes).payload);
    const Frame frame = framed(bytes);
    const auto result = read_message<WorkResult>(frame.payload);
    ASSERT_TRUE(card && result && frame.signature_count == 1);
    EXPECT_TRUE(verifies({Algorithm::Ed25519, card->device_key}, {}, signed_bytes(frame.type, frame.payload), frame.signatures[0]));
    EXPECT_EQ(result->refusal, taken.reason());
    EXPECT_EQ(result->outcome, Outcome::Refused);
    ++signed_refusals;
}

// The question as the server hears it from the agent. That it is the newest is looked up at the gate.
Answer WiredMachine::question() {
    gate::QuestionAnswer answer;
    if (!state().needs_answer) return answer_of(How::Done, answer);
    const auto asked = read_message<gate::QuestionAnswer>(observe(gate::Want::Question).body).value_or(gate::QuestionAnswer{});
    const bool is_heard = server.until([&] {
        const auto* said = server.newest(EvilServer::Said::kGateState);
        return said && said->gate_state().nonce() == std::string(asked.nonce.begin(), asked.nonce.end());
    });
    if (!is_heard) return failed("wire.no_question", "The server did not hear of the gate's question.");
    std::ranges::copy(server.newest(EvilServer::Said::kGateState)->gate_state().nonce(), answer.nonce.begin());
    return answer_of(How::Done, answer);
}

Answer WiredMachine::witness(const gate::Request& request) {
    ServerMessage message;
    auto& head = *message.mutable_log_head();
    head.set_note(std::string(as_text(request.frame)));
    for (const ByteView digest : request.frames) head.add_path(std::string(as_text(digest)));
    const size_t before = server.count(EvilServer::Said::kCosigned);
    server.say(message);
    if (!server.until([&] { return server.count(EvilServer::Said::kCosigned) > before; }))
        return failed("wire.no_answer", "No cosignature.");
    const auto& said = server.newest(EvilServer::Said::kCosigned)->cosigned();
    if (said.refused().empty()) return answer_of(How::Done, gate::WitnessAnswer{said.note()});
    unsigned check = 0, detail = 0;
    if (std::sscanf(said.refused().c_str(), "reason %u.%u", &check, &detail) == 2)
        return answer_of(How::Refused, gate::RefusedAnswer{check * 256 + detail, {}});
    return failed(said.refused().substr(0, said.refused().find(':')), said.refused());
}

bool WiredMachine::is_alive_and_watched() {
    if (!is_alive(gate_) || !is_alive(agent_)) return false;
    const size_t reports = server.reports;
    return server.until([&] { return server.is_connected() && server.reports > reports; }) && state().is_enrolled;
}

}  // namespace steward::evil
