#include "agent/backups/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

namespace steward::agent::backups {

namespace {
// What a grandchild that outlives the command still writes is waited for so long; then its end of the pipe is its own affair.
constexpr Duration after_the_end = std::chrono::seconds(2);
constexpr std::array forwarded{SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void reset(int number = -1) {
        if (number_ >= 0) close(number_);
        number_ = number;
    }
    int get() const { return number_; }

private:
    int number_;
};

struct Pipe {
    Descriptor reading, writing;
    bool open() {
        int both[2];
        if (pipe2(both, O_CLOEXEC) != 0) return false;
        reading.reset(both[0]);
        writing.reset(both[1]);
        return true;
    }
};

// Where we write, opened anew and not blocking: our own descriptors are shared with whoever started us, and must stay as they are.
// What cannot be opened anew (a socket, another user's pipe) gets no more at once than it surely takes.
int opened_anew(int descriptor) {
    struct stat seen {};
    if (fstat(descriptor, &seen) != 0 || !S_ISFIFO(seen.st_mode)) return -1;
    return open(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

// From the child to where it would have written itself.
class Passage {
public:
    Passage(int from, int to, Capture& capture)
        : from_(from), anew_(opened_anew(to)), to_(anew_.get() < 0 ? to : anew_.get()), capture_(capture) {
        struct stat seen {};
        const bool takes_all = anew_.get() >= 0 || (fstat(to, &seen) == 0 && S_ISREG(seen.st_mode));
        at_once_ = takes_all ? room_.size() : PIPE_BUF;
        fcntl(from, F_SETPIPE_SZ, static_cast<int>(room_.size()));  // fewer turns between the command and us
    }
    bool is_open() const { return from_.get() >= 0 || written_ < filled_; }
    bool is_reading() const { return from_.get() >= 0 && written_ == filled_; }
    pollfd wish() const {
        if (written_ < filled_) return {to_, POLLOUT, 0};
        return {from_.get(), POLLIN, 0};
    }
    void act(short events) {
        if (events == 0) return;
        if (written_ < filled_) write_some();
        else read_some();
    }
    void close_reading() { from_.reset(); }

private:
    void read_some() {
        const ssize_t got = read(from_.get(), room_.data(), room_.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (got <= 0) return from_.reset();
        written_ = 0;
        filled_ = static_cast<size_t>(got);
        capture_.take({room_.data(), filled_});
    }
    void write_some() {
        const ssize_t put = write(to_, room_.data() + written_, std::min(filled_ - written_, at_once_));
        if (put < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (put > 0) {
            written_ += static_cast<size_t>(put);
            return;
        }
        // Nobody reads it any more: the command is to learn of that as it would without us.
        written_ = filled_ = 0;
        from_.reset();
    }

    Descriptor from_, anew_;
    int to_;
    Capture& capture_;
    std::vector<char> room_ = std::vector<char>(256 << 10);
    size_t written_ = 0, filled_ = 0, at_once_ = PIPE_BUF;
};

struct Signals {
    sigset_t before{};
    Descriptor heard;

    Signals() {
        sigset_t wanted;
        sigemptyset(&wanted);
        for (const int number : forwarded) sigaddset(&wanted, number);
        sigaddset(&wanted, SIGCHLD);
        sigaddset(&wanted, SIGTTOU);  // giving the terminal away and taking it back
        sigprocmask(SIG_BLOCK, &wanted, &before);
        sigdelset(&wanted, SIGTTOU);
        heard.reset(signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC));
    }
    ~Signals() { sigprocmask(SIG_SETMASK, &before, nullptr); }
};

[[noreturn]] void become(const std::vector<std::string>& command, int output, int errors, const sigset_t& mask, sighandler_t on_broken_pipe,
                         bool has_terminal) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    setpgid(0, 0);
    if (has_terminal) tcsetpgrp(STDIN_FILENO, getpgrp());
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    signal(SIGPIPE, on_broken_pipe);
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    execvp(words[0], words.data());
    const int why = errno;
    dprintf(STDERR_FILENO, "steward-agent: %s: %s\n", words[0], std::strerror(why));
    _exit(why == ENOENT ? 127 : 126);
}

class Running {
public:
    Running(pid_t child, const Signals& signals, Passage& output, Passage& errors, const Clock& clock, bool has_terminal)
        : child_(child), signals_(signals), output_(output), errors_(errors), clock_(clock), has_terminal_(has_terminal) {}

    ChildEnd wait() {
        while (!status_ || output_.is_open() || errors_.is_open()) {
            const auto rest = status_ ? (ended_at_ + after_the_end - clock_.monotonic()).count() : -1;
            if (status_ && rest <= 0) break;
            std::array<pollfd, 3> all{pollfd{signals_.heard.get(), POLLIN, 0}, wish(output_), wish(errors_)};
            if (poll(all.data(), all.size(), static_cast<int>(rest)) < 0 && errno != EINTR) break;
            output_.act(all[1].revents);
            errors_.act(all[2].revents);
            if (all[0].revents != 0) hear();
        }
        return end();
    }

private:
    static pollfd wish(const Passage& passage) { return passage.is_open() ? passage.wish() : pollfd{-1, 0, 0}; }

    void hear() {
        signalfd_siginfo heard{};
        while (read(signals_.heard.get(), &heard, sizeof heard) == sizeof heard) {
            if (heard.ssi_signo != SIGCHLD && !status_) kill(-child_, static_cast<int>(heard.ssi_signo));
        }
        int status = 0;
        if (status_ || wait4(child_, &status, WNOHANG | WUNTRACED, &use_) != child_) return;
        if (WIFSTOPPED(status)) return stop_too();
        status_ = status;
        ended_at_ = clock_.monotonic();
    }

    // Ctrl-Z stopped the command, and whoever started us waits for us: the terminal goes back until we are told to go on.
    void stop_too() const {
        if (!has_terminal_) return;
        tcsetpgrp(STDIN_FILENO, getpgrp());
        raise(SIGSTOP);
        tcsetpgrp(STDIN_FILENO, child_);
        kill(-child_, SIGCONT);
    }

    ChildEnd end() {
        if (!status_) {
            int status = 0;
            wait4(child_, &status, 0, &use_);
            status_ = status;
        }
        const auto ms = [](const timeval& time) { return static_cast<uint64_t>(time.tv_sec * 1000 + time.tv_usec / 1000); };
        return {.exit_code = WIFSIGNALED(*status_) ? -WTERMSIG(*status_) : WEXITSTATUS(*status_),
                .processor_ms = ms(use_.ru_utime) + ms(use_.ru_stime),
                .peak_memory_bytes = static_cast<uint64_t>(use_.ru_maxrss) << 10};
    }

    const pid_t child_;
    const Signals& signals_;
    Passage &output_, &errors_;
    const Clock& clock_;
    const bool has_terminal_;
    std::optional<int> status_;
    Duration ended_at_{};
    rusage use_{};
};
}  // namespace

Result<ChildEnd> run_child(const std::vector<std::string>& command, int output, int errors, Capture& from_output, Capture& from_errors,
                           const Clock& clock) {
    const auto no_process = [] {
        return fail(ErrorKind::Internal, "backup.not_started",
                    "The command was not started: the system has no process or descriptor left.");
    };
    const Signals signals;
    Pipe for_output, for_errors;
    if (signals.heard.get() < 0 || !for_output.open() || !for_errors.open()) return no_process();
    const bool has_terminal = isatty(STDIN_FILENO) != 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
    // For good: what is still to be told afterwards must not end with whoever read the command's words.
    const sighandler_t on_broken_pipe = signal(SIGPIPE, SIG_IGN);
    const pid_t child = fork();
    if (child < 0) return no_process();
    if (child == 0) become(command, for_output.writing.get(), for_errors.writing.get(), signals.before, on_broken_pipe, has_terminal);
    setpgid(child, child);  // whoever is first: a signal that comes now must find the group
    for_output.writing.reset();
    for_errors.writing.reset();
    Passage out(dup(for_output.reading.get()), output, from_output), err(dup(for_errors.reading.get()), errors, from_errors);
    for_output.reading.reset();
    for_errors.reading.reset();
    const ChildEnd end = Running(child, signals, out, err, clock, has_terminal).wait();
    if (has_terminal) tcsetpgrp(STDIN_FILENO, getpgrp());
    from_output.end();
    from_errors.end();
    return end;
}

}  // namespace steward::agent::backups
