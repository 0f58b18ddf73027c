#include "agent/gate/process/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "agent/gate/process/confine.h"
#include "agent/gate/process/gate.h"
#include "agent/gate/runner/control_group.h"

namespace steward::gate {

namespace {
constexpr int first_given = 3;  // of the service manager: sd_listen_fds(3)

std::unexpected<Error> cannot_start(const std::string& what) {
    return fail(ErrorKind::Internal, "gate.cannot_start", "The gate cannot start: " + what + ".", std::strerror(errno));
}

bool address_of(const std::string& path, sockaddr_un& address) {
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

int given_listener() {
    const char *process = std::getenv("LISTEN_PID"), *count = std::getenv("LISTEN_FDS");
    const bool is_ours = process && count && std::to_string(::getpid()) == process && std::atoi(count) >= 1;
    if (!is_ours) return -1;
    ::fcntl(first_given, F_SETFD, FD_CLOEXEC);
    ::fcntl(first_given, F_SETFL, O_NONBLOCK);
    return first_given;
}

// For root, and for the agent by its group.
int make_listener(const std::string& path, const passwd* agent) {
    sockaddr_un address{};
    if (!address_of(path, address)) return -1;
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ::unlink(path.c_str());
    const bool is_bound = made >= 0 && ::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const bool is_owned = is_bound && (!agent || ::chown(path.c_str(), 0, agent->pw_gid) == 0) && ::chmod(path.c_str(), 0660) == 0;
    if (is_owned && ::listen(made, 16) == 0) return made;
    if (made >= 0) ::close(made);
    return -1;
}

int end_signals() {
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int number : {SIGTERM, SIGINT}) sigaddset(&wanted, number);
    ::sigprocmask(SIG_BLOCK, &wanted, nullptr);
    return ::signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
}

int milliseconds(std::optional<Duration> one, std::optional<Duration> other) {
    const Duration least = std::min(one.value_or(Duration::max()), other.value_or(Duration::max()));
    return least == Duration::max() ? -1 : static_cast<int>(std::clamp<int64_t>(least.count(), 0, 3'600'000));
}

Status serve(Gate& gate, Clients& clients, int signals, const Clock& clock) {
    while (!gate.is_over()) {
        gate.turn();
        std::vector<pollfd> all{{signals, POLLIN, 0}};
        clients.wait_for(all);
        gate.wait_for(all);
        const int heard = ::poll(all.data(), all.size(), milliseconds(clients.patience(clock.monotonic()), gate.patience()));
        if (heard < 0 && errno != EINTR) return cannot_start("it cannot wait");
        if (heard < 0) continue;
        if (all[0].revents != 0) return {};
        clients.serve(std::span(all).subspan(1), clock.monotonic());
    }
    return fail(ErrorKind::Unavailable, "gate.over", "The disk failed under the gate's journal; it has to start anew.");
}
}  // namespace

Status run_gate(const LoopSettings& settings) {
    if (::sodium_init() < 0) return cannot_start("no cryptography");
    ::umask(0077);
    if (::mkdir(settings.folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot_start("no folder " + settings.folder);
    make_room_for_groups();
    STEWARD_TRY(const auto launcher, make_launcher(settings.folder + "/work"));
    // After the launcher, which has no part of it: it may be there a moment longer than the gate, and the next gate must get the lock.
    const int lock = ::open((settings.folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) return cannot_start("another one runs on " + settings.folder);
    const passwd* agent = ::getpwnam(settings.agent_user.c_str());
    const int given = given_listener(), listener = given >= 0 ? given : make_listener(settings.socket, agent);
    if (listener < 0) return cannot_start("no socket at " + settings.socket);
    const int signals = end_signals();
    if (signals < 0) return cannot_start("no signals");
    STEWARD_CHECK(confine());

    const SystemClock clock;
    SystemRng rng;
    Gate gate({.folder = settings.folder, .version = STEWARD_VERSION}, clock, rng, *launcher);
    // Nobody's number is root's: without an agent on this machine, root alone is heard.
    Clients clients(listener, agent ? agent->pw_uid : 0, [&gate](const Request& request) {
        gate.turn();
        return gate.answer(request);
    });
    return serve(gate, clients, signals, clock);
}

Result<Bytes> ask_gate(const std::string& path, ByteView request) {
    constexpr size_t most_answer = 64 * 1024 * 1024;
    ::signal(SIGPIPE, SIG_IGN);
    sockaddr_un address{};
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto receive = [&](Bytes& all) {
        return !all.empty() && ::recv(socket.number(), all.data(), all.size(), MSG_WAITALL) == static_cast<ssize_t>(all.size());
    };
    Bytes length(length_size), answer;
    bool is_answered = address_of(path, address) &&
                       ::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       write_all(socket.number(), request) && receive(length) && number_at(length) <= most_answer;
    if (is_answered) answer.resize(number_at(length));
    is_answered = is_answered && receive(answer);
    if (!is_answered) return fail(ErrorKind::Unavailable, "gate.not_running", "No gate answers at " + path + ".", std::strerror(errno));
    return answer;
}

}  // namespace steward::gate
