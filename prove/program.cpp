#include "prove/program.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>

#include "prove/spaces.h"

namespace steward::prove {

namespace {
constexpr size_t most_errors = 16 << 10;

// A file system in the place of another for this process alone. False: the kernel does not let us.
bool lay_over(const std::string& source, const std::string& place) {
    return mount(source.c_str(), place.c_str(), nullptr, MS_BIND, nullptr) == 0;
}

bool keep_apart(const Command& command) {
    std::vector<std::string> writable = command.writable;
    if (!command.shell.empty()) {
        std::error_code none;
        const auto shell = std::filesystem::canonical("/bin/sh", none);
        if (none || !lay_over(command.shell, shell)) return false;
    }
    if (!command.room.empty()) {
        if (!lay_over(command.room, "/tmp")) return false;
        writable.emplace_back("/tmp");
    }
    // Others of the host may be nobody, too: it sees none of them, and can reach none by what /proc has of them.
    if (command.is_nobody && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) return false;
    if (!make_read_only_but(writable)) return false;
    if (command.is_nobody) return become_nobody();
    // What restoring needs: giving files their owners and rights, and reading what others own.
    return keep_powers({CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID});
}

void close_but_the_alarm(int alarm) {
    if (alarm < 0) {
        syscall(SYS_close_range, 3U, ~0U, 0);
        return;
    }
    dup2(alarm, alarm_descriptor);
    syscall(SYS_close_range, 3U, static_cast<unsigned>(alarm_descriptor - 1), 0);
    syscall(SYS_close_range, static_cast<unsigned>(alarm_descriptor + 1), ~0U, 0);
}

[[noreturn]] void become(const Command& command, int output, int errors) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    const bool is_apart = keep_apart(command);
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // who changes the user forgets with whom it dies
    dup2(command.input >= 0 ? command.input : open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    if (!is_apart) _exit(not_isolated);
    umask(077);
    if (chdir(command.folder.c_str()) != 0) _exit(not_isolated);
    close_but_the_alarm(command.shells_alarm);
    std::vector<std::string> room{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"};
    room.insert(room.end(), command.environment.begin(), command.environment.end());
    std::vector<std::string> words = command.words;
    std::vector<char*> arguments, variables;
    for (std::string& word : words) arguments.push_back(word.data());
    for (std::string& word : room) variables.push_back(word.data());
    arguments.push_back(nullptr);
    variables.push_back(nullptr);
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(errno == ENOENT ? 127 : 126);
}

pid_t launch(const Command& command, int output, int errors) {
    const pid_t child = fork_into(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | (command.has_network ? 0 : CLONE_NEWNET));
    if (child == 0) become(command, output, errors);
    return child;
}

class Listening {
public:
    Listening(const Command& command, const std::function<bool(std::string_view)>& take,
              const std::function<void(std::string_view)>& complaints, int child, int output, int errors)
        : command_(command),
          take_(take),
          complaints_(complaints),
          child_(child),
          pipes_{pollfd{output, POLLIN, 0}, pollfd{errors, POLLIN, 0}} {}

    void until_the_end(Ended& ended) {
        std::array<char, 64 << 10> room;
        while (pipes_[0].fd >= 0 || pipes_[1].fd >= 0) {
            if (poll(pipes_.data(), pipes_.size(), -1) < 0 && errno != EINTR) break;
            for (size_t i = 0; i < pipes_.size(); ++i) {
                if (pipes_[i].revents == 0) continue;
                const ssize_t got = read(pipes_[i].fd, room.data(), room.size());
                if (got < 0 && errno == EINTR) continue;
                if (got <= 0) pipes_[i].fd = -1;
                else if (!ended.is_cut && !hear(i, {room.data(), static_cast<size_t>(got)}, ended)) {
                    ended.is_cut = true;
                    kill(child_, SIGKILL);
                }
            }
        }
    }

private:
    bool hear(size_t pipe, std::string_view piece, Ended& ended) {
        if (pipe == 0) return take_(piece);
        if (complaints_) complaints_(piece);
        ended.errors += piece;
        if (ended.errors.size() > 2 * most_errors) ended.errors.erase(0, ended.errors.size() - most_errors);
        return !command_.is_hopeless || !command_.is_hopeless(ended.errors);
    }

    const Command& command_;
    const std::function<bool(std::string_view)>& take_;
    const std::function<void(std::string_view)>& complaints_;
    int child_;
    std::array<pollfd, 2> pipes_;
};
}  // namespace

int wait_for(int child, Spent& spent) {
    int status = 0;
    rusage use{};
    while (wait4(child, &status, 0, &use) < 0 && errno == EINTR) {
    }
    const auto ms = [](const timeval& time) { return static_cast<uint64_t>(time.tv_sec * 1000 + time.tv_usec / 1000); };
    spent.processor_ms += ms(use.ru_utime) + ms(use.ru_stime);
    spent.peak_memory_bytes = std::max(spent.peak_memory_bytes, static_cast<uint64_t>(use.ru_maxrss) << 10);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Ended run(const Command& command, const std::function<bool(std::string_view piece)>& take, Spent& spent,
          const std::function<void(std::string_view piece)>& complaints) {
    Ended ended{.exit = not_isolated};
    int output[2], errors[2];
    if (pipe2(output, O_CLOEXEC) != 0) return ended;
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close(output[0]);
        close(output[1]);
        return ended;
    }
    const pid_t child = launch(command, output[1], errors[1]);
    close(output[1]);
    close(errors[1]);
    if (child > 0) {
        Listening(command, take, complaints, child, output[0], errors[0]).until_the_end(ended);
        ended.exit = wait_for(child, spent);
    }
    close(output[0]);
    close(errors[0]);
    return ended;
}

Background::Background(const Command& command, int log, Spent& spent) : spent_(spent), child_(launch(command, log, log)) {}

bool Background::lives_for(int milliseconds) {
    if (child_ <= 0) return false;
    const int watched = static_cast<int>(syscall(SYS_pidfd_open, child_, 0));
    pollfd end{watched, POLLIN, 0};
    const bool has_ended = watched < 0 || poll(&end, 1, milliseconds) > 0;
    close(watched);
    return !has_ended;
}

bool Background::ends_by(int signal, int milliseconds) {
    if (child_ <= 0) return true;
    kill(child_, signal);
    const bool has_ended = !lives_for(milliseconds);
    end();
    return has_ended;
}

void Background::end() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    wait_for(child_, spent_);
    child_ = -1;
}

}  // namespace steward::prove
