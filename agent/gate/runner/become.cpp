// The last steps before a program of a job: its own network, user, bounds, and nothing inherited.
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "agent/gate/runner/run.h"

namespace steward::gate {

namespace {
constexpr int not_started = 126;
constexpr int body_number = 3;

// The environment is what we say, and nothing else.
std::vector<std::string> environment(const std::string& home, const std::string& user, const Plan& plan) {
    std::string folders = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
#ifdef STEWARD_GATE_TESTED
    if (const char* tools = std::getenv("STEWARD_GATE_TOOLS")) folders.insert(5, std::string(tools) + ":");
#endif
    return {folders,
            "HOME=" + home,
            "USER=" + user,
            "LOGNAME=" + user,
            "LANG=C.UTF-8",
            "STEWARD_JOB=" + to_hex(plan.work),
            "STEWARD_DEVICE=" + to_hex(plan.device)};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

[[noreturn]] void give_up(std::string_view words) {
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, words.data(), words.size());
    ::_exit(not_started);
}

void bound_by_the_kernel(rlim_t memory) {
    const rlimit none{0, 0}, all{memory, memory};
    ::setrlimit(RLIMIT_CORE, &none);
    if (memory != 0) ::setrlimit(RLIMIT_AS, &all);
}
}  // namespace

void Run::become(const Program& program, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (program.body >= 0 && program.body != body_number) ::dup2(program.body, body_number);
    if (program.body == body_number) ::fcntl(body_number, F_SETFD, 0);
    group_.enter();
    if (!program.is_ours && plan_.limits.network != trust::NetworkUse::Any && ::unshare(CLONE_NEWNET) != 0)
        give_up("steward: this machine gives no network of its own to a job that may have none\n");
    const std::string user = program.is_ours || plan_.limits.user.empty() ? "root" : plan_.limits.user;
    const passwd* person = ::getpwnam(user.c_str());
    if (!person) give_up("steward: there is no such user on this machine: " + user + "\n");
    std::vector<std::string> words{program.path}, room = environment(person->pw_dir, user, plan_);
    words.insert(words.end(), program.arguments.begin(), program.arguments.end());
    const uint64_t memory = plan_.limits.memory_bytes == 0 ? usual_memory : plan_.limits.memory_bytes;
    bound_by_the_kernel(program.is_ours || group_.bounds_memory() ? 0 : memory);
    ::umask(0077);
    if (::chdir("/") != 0) give_up("steward: no root folder\n");
    ::syscall(SYS_close_range, program.body >= 0 ? body_number + 1 : body_number, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (person->pw_uid != 0) {
        const bool is_he =
            ::initgroups(user.c_str(), person->pw_gid) == 0 && ::setgid(person->pw_gid) == 0 && ::setuid(person->pw_uid) == 0;
        if (!is_he) give_up("steward: the job cannot run as " + user + "\n");
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // forgotten with the change of the user
    }
    ::clearenv();
    for (std::string& word : room) ::putenv(word.data());
    ::execvp(words.front().c_str(), pointers(words).data());
    give_up("steward: cannot be started: " + program.path + "\n");
}

}  // namespace steward::gate
