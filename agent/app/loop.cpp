#include "agent/app/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace steward::agent {

namespace {
class Handle {
public:
    explicit Handle(int number) : number_(number) {}
    ~Handle() {
        if (number_ >= 0) close(number_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    int get() const { return number_; }

private:
    int number_;
};

bool control_address(const std::string& state, sockaddr_un& address) {
    const std::string path = state + "/control.sock";
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

int listen_for_questions(const std::string& state) {
    sockaddr_un address{};
    if (!control_address(state, address)) return -1;
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    unlink(address.sun_path);
    const mode_t before = umask(0077);
    const bool bound = made >= 0 && bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(made, 4) == 0;
    umask(before);
    if (bound) return made;
    if (made >= 0) close(made);
    return -1;
}

void answer_question(int listener, const Agent& agent) {
    const Handle asker(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (asker.get() < 0) return;
    const std::string status = agent.status();
    [[maybe_unused]] const auto ignored = send(asker.get(), status.data(), status.size(), MSG_NOSIGNAL);
}

// Signals as a descriptor, so that one poll waits for everything.
int catch_signals() {
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&wanted, number);
    sigprocmask(SIG_BLOCK, &wanted, nullptr);
    return signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
}

// On the wall clock, and ringing when somebody sets it or the machine wakes from sleep.
void set_alarm(int timer, Instant at) {
    itimerspec when{};
    when.it_value.tv_sec = at.unix_ms / 1000;
    when.it_value.tv_nsec = at.unix_ms % 1000 * 1'000'000;
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, nullptr) != 0 && errno == ECANCELED) {
        timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, nullptr);
    }
}

int wait_ms(Duration until, Duration now) {
    if (until == Duration::max()) return -1;
    const auto rest = (until - now).count();
    return rest <= 0 ? 0 : static_cast<int>(std::min<int64_t>(rest, 3'600'000));
}

class Loop {
public:
    Loop(Agent& agent, const Clock& clock, int timer, int signals, int questions)
        : agent_(agent), clock_(clock), timer_(timer), signals_(signals), questions_(questions) {}

    void run() {
        Instant alarm;
        while (!told_to_end_) {
            agent_.turn();
            if (agent_.next_measurement() != alarm || rang_) set_alarm(timer_, alarm = agent_.next_measurement());
            rang_ = false;
            wait();
        }
    }

private:
    void wait() {
        const short for_link = static_cast<short>(POLLIN | (agent_.waits_for_write() ? POLLOUT : 0));
        const short for_gate = static_cast<short>(POLLIN | (agent_.gate_waits_for_write() ? POLLOUT : 0));
        pollfd all[] = {{timer_, POLLIN, 0},
                        {signals_, POLLIN, 0},
                        {questions_, POLLIN, 0},
                        {agent_.descriptor(), for_link, 0},
                        {agent_.gate_descriptor(), for_gate, 0}};
        if (poll(all, std::size(all), wait_ms(agent_.next(), clock_.monotonic())) <= 0) return;
        if (all[0].revents != 0) {
            uint64_t count = 0;
            [[maybe_unused]] const auto ignored = read(timer_, &count, sizeof count);  // or ECANCELED: the clock was set
            rang_ = true;
        }
        if (all[1].revents != 0) hear_signal();
        if (all[2].revents != 0) answer_question(questions_, agent_);
    }

    void hear_signal() {
        signalfd_siginfo heard{};
        if (read(signals_, &heard, sizeof heard) != sizeof heard) return;
        if (heard.ssi_signo == SIGHUP) agent_.want_inventory();
        else told_to_end_ = true;
    }

    Agent& agent_;
    const Clock& clock_;
    int timer_, signals_, questions_;
    bool rang_ = false, told_to_end_ = false;
};
}  // namespace

Status run_until_told(Agent& agent, const Clock& clock, const std::string& state, const std::function<void(std::string_view)>& log) {
    const Handle timer(timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
    const Handle signals(catch_signals());
    if (timer.get() < 0 || signals.get() < 0)
        return fail(ErrorKind::Internal, "agent.loop", "The agent got no descriptor from the system.");
    const Handle questions(listen_for_questions(state));
    if (questions.get() < 0) log("Nobody can ask this agent for its status: no socket in " + state + ".");
    Loop(agent, clock, timer.get(), signals.get(), questions.get()).run();
    if (questions.get() >= 0) unlink((state + "/control.sock").c_str());
    return {};
}

Result<int> lock_state(const std::string& state) {
    const int file = open((state + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return -1;
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    close(file);
    return fail(ErrorKind::Conflict, "agent.running", "An agent is running already on " + state + ".");
}

Result<std::string> ask_status(const std::string& state) {
    sockaddr_un address{};
    const Handle question(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const bool asked =
        control_address(state, address) && connect(question.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    if (!asked)
        return fail(ErrorKind::Unavailable, "agent.not_running", "No agent is running on " + state + ", or it belongs to another user.");
    pollfd answer{question.get(), POLLIN, 0};
    std::string text(16 * 1024, '\0');
    const ssize_t size = poll(&answer, 1, 5000) == 1 ? read(question.get(), text.data(), text.size()) : -1;
    if (size <= 0) return fail(ErrorKind::Unavailable, "agent.not_running", "The agent on " + state + " does not answer.");
    text.resize(static_cast<size_t>(size));
    return text;
}

}  // namespace steward::agent
