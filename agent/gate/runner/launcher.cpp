#include "agent/gate/runner/launcher.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace {
std::unexpected<Error> no_launcher() {
    return fail(ErrorKind::Internal, "gate.no_launcher", "Nobody starts jobs any more; the gate starts anew.");
}

template <class T>
bool read_all(int from, T& value) {
    ssize_t count = 0;
    do count = ::read(from, &value, sizeof value);
    while (count < 0 && errno == EINTR);
    return count == static_cast<ssize_t>(sizeof value);  // less than a pipe's atomic size comes whole
}

[[noreturn]] void become_runner(const std::string& folder) {
    ::setsid();
    ::signal(SIGTERM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    ::syscall(SYS_close_range, 3U, ~0U, 0);
    ::execl("/proc/self/exe", "steward-gate", "runner", folder.c_str(), nullptr);
    ::_exit(127);
}

[[noreturn]] void serve_orders(const std::string& folder, int orders, int answers) {
    ::prctl(PR_SET_NAME, "gate-launcher");
    const auto low = static_cast<unsigned>(std::min(orders, answers)), high = static_cast<unsigned>(std::max(orders, answers));
    if (low > 3) ::syscall(SYS_close_range, 3U, low - 1, 0);
    ::syscall(SYS_close_range, low + 1, high - 1, 0);  // refused when nothing is between
    ::syscall(SYS_close_range, high + 1, ~0U, 0);
    // A stop of the service reaches the gate; we end when it has.
    ::signal(SIGTERM, SIG_IGN);
    ::signal(SIGINT, SIG_IGN);
    for (trust::ShortId work{}; read_all(orders, work);) {
        const pid_t runner = ::fork();
        if (runner == 0) become_runner(folder + "/" + to_hex(work));
        // Its end is not taken before the answer is out: the number is not given to another till then.
        const ProcessId started = runner > 0 ? process(static_cast<uint64_t>(runner)).value_or(ProcessId{}) : ProcessId{};
        if (::write(answers, &started, sizeof started) != static_cast<ssize_t>(sizeof started)) break;
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
    }
    ::_exit(0);
}

class PipeLauncher final : public Launcher {
public:
    PipeLauncher(int orders, int answers) : orders_(orders), answers_(answers) {}

    Result<ProcessId> start(const trust::ShortId& work) override {
        ProcessId started;
        if (!write_all(orders_.number(), work) || !read_all(answers_.number(), started)) return no_launcher();
        return started;
    }

private:
    Descriptor orders_, answers_;
};
}  // namespace

Result<std::unique_ptr<Launcher>> make_launcher(const std::string& folder) {
    int orders[2], answers[2];
    if (::pipe2(orders, O_CLOEXEC) != 0 || ::pipe2(answers, O_CLOEXEC) != 0) return no_launcher();
    ::signal(SIGPIPE, SIG_IGN);
    const pid_t launcher = ::fork();
    if (launcher < 0) return no_launcher();
    if (launcher == 0) {
        ::close(orders[1]);
        ::close(answers[0]);
        serve_orders(folder, orders[0], answers[1]);
    }
    ::close(orders[0]);
    ::close(answers[1]);
    return std::make_unique<PipeLauncher>(orders[1], answers[0]);
}

}  // namespace steward::gate
