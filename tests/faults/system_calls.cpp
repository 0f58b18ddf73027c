#include "tests/faults/system_calls.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

// Of a build that measures coverage: what ends or is replaced without its exit writes down first what it ran.
extern "C" int __llvm_profile_write_file() __attribute__((weak));
extern "C" void __llvm_profile_set_filename(const char*) __attribute__((weak));

// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names
#define STEWARD_REAL(type, name, ...) extern "C" type __real_##name(__VA_ARGS__);
STEWARD_REAL(int, open, const char*, int, ...)
STEWARD_REAL(ssize_t, write, int, const void*, size_t)
STEWARD_REAL(ssize_t, read, int, void*, size_t)
STEWARD_REAL(void, _exit, int)

namespace steward::faults {

namespace {
struct State {
    Fault fault;
    unsigned depth = 0;
    uint64_t calls = 0;
    std::string failed;
    bool was_read = false;       // what the environment says
    std::string told, profiles;  // from there: a job's program has another environment
};
State& state() {
    static State one;
    return one;
}

int others_file = -1;  // that is open

std::string first_word() {
    std::string text(4096, '\0');
    const int file = __real_open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t count = __real_read(file, text.data(), text.size());
    ::close(file);
    text.resize(count > 0 ? static_cast<size_t>(count) : 0);
    const size_t at = text.find('\0');
    return at == std::string::npos ? "" : std::string(text.c_str() + at + 1);
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

void read_environment() {
    state().was_read = true;
    state().told = variable(told_variable);
    state().profiles = variable("STEWARD_PROFILES");
    const char* told = std::getenv(fault_variable);
    if (!told) return;
    std::atexit([] { state().fault.number = 0; });  // the profile of a coverage build is written after this
    std::vector<std::string> words{""};
    for (const char* at = told; *at != '\0'; ++at) {
        if (*at == ' ') words.emplace_back();
        else words.back() += *at;
    }
    if (words.size() != 5 || words[0] != first_word()) return;
    state().fault = {.number = std::strtoull(words[2].c_str(), nullptr, 10),
                     .error = std::atoi(words[3].c_str()),
                     .calls = words[4] == "-" ? "" : words[4],
                     .depth = static_cast<unsigned>(std::atoi(words[1].c_str()))};
}

bool counts(std::string_view name) {
    const std::string_view calls = state().fault.calls;
    return calls.empty() || ("," + std::string(calls) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

// Whether this is the call that fails; errno says why.
bool fails(const char* name, bool is_of_bytes = false) {
    const int before = errno;
    if (!state().was_read) read_environment();
    State& now = state();
    errno = before;
    const bool is_looked_at =
        now.fault.number > 0 && now.depth == now.fault.depth && counts(name) && (is_of_bytes || now.fault.error != comes_short);
    if (!is_looked_at) return false;
    ++now.calls;
    if (now.calls != now.fault.number && !(now.fault.is_lasting && now.calls > now.fault.number)) return false;
    now.failed = name;
    if (!now.told.empty()) {
        const int file = __real_open(now.told.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        const std::string line = now.failed + "\n";
        [[maybe_unused]] const auto ignored = __real_write(file, line.data(), line.size());
        ::close(file);
    }
    if (now.fault.meanwhile) now.fault.meanwhile();
    errno = now.fault.error == goes_on ? before : now.fault.error;
    return now.fault.error != goes_on;
}
std::map<std::string, std::string>& places() {
    static std::map<std::string, std::string> all;
    return all;
}
std::string placed(const char* path) {
    for (const auto& [system, instead] : places()) {
        if (std::string_view(path).starts_with(system)) return instead + (path + system.size());
    }
    return path;
}
bool is_short() { return state().fault.error == comes_short; }

void write_profile() {
    if (!__llvm_profile_write_file) return;
    if (!state().was_read) read_environment();
    if (::geteuid() != 0 && state().profiles.empty()) return;
    const uint64_t number = std::exchange(state().fault.number, 0);
    const int before = errno;
    if (::geteuid() != 0) {
        // Another user's file: the one of this process's beginning is root's.
        static std::string path;
        path = state().profiles + "/user-" + std::to_string(::getpid()) + "-%m.profraw";
        __llvm_profile_set_filename(path.c_str());
    }
    __llvm_profile_write_file();
    state().fault.number = number;
    errno = before;
}
}  // namespace

void begin(const Fault& fault) {
    state() = {.fault = fault, .was_read = true, .told = variable(told_variable), .profiles = variable("STEWARD_PROFILES")};
}

void look_below(const std::string& system, const std::string& instead) {
    if (instead.empty()) places().erase(system);
    else places()[system] = instead;
}

std::string end() {
    state().fault.number = 0;
    return state().failed;
}

std::string in_words(const std::string& who, const Fault& fault) {
    return who + " " + std::to_string(fault.depth) + " " + std::to_string(fault.number) + " " + std::to_string(fault.error) + " " +
           (fault.calls.empty() ? "-" : fault.calls);
}

}  // namespace steward::faults

using steward::faults::fails;
using steward::faults::placed;

// A call, what it says when it fails, its parameters and how they are handed on.
#define STEWARD_CALL(type, name, failed, parameters, arguments) \
    extern "C" type __real_##name parameters;                   \
    extern "C" type __wrap_##name parameters;                   \
    extern "C" type __wrap_##name parameters {                  \
        if (fails(#name)) return failed;                        \
        return __real_##name arguments;                         \
    }
// One that reads or writes: it may also come short.
#define STEWARD_CALL_OF_BYTES(name, parameters, arguments, short_arguments)      \
    extern "C" ssize_t __real_##name parameters;                                 \
    extern "C" ssize_t __wrap_##name parameters;                                 \
    extern "C" ssize_t __wrap_##name parameters {                                \
        if (!fails(#name, true)) return __real_##name arguments;                 \
        return steward::faults::is_short() ? __real_##name short_arguments : -1; \
    }

STEWARD_CALL(int, access, -1, (const char* path, int mode), (placed(path).c_str(), mode))
STEWARD_CALL(int, accept4, -1, (int listener, sockaddr* address, socklen_t* size, int flags), (listener, address, size, flags))
STEWARD_CALL(int, bind, -1, (int socket, const sockaddr* address, socklen_t size), (socket, address, size))
STEWARD_CALL(int, chdir, -1, (const char* path), (path))
STEWARD_CALL(int, chmod, -1, (const char* path, mode_t mode), (path, mode))
STEWARD_CALL(int, chown, -1, (const char* path, uid_t user, gid_t group), (path, user, group))
STEWARD_CALL(int, dup2, -1, (int from, int to), (from, to))
STEWARD_CALL(int, fchmod, -1, (int file, mode_t mode), (file, mode))
STEWARD_CALL(int, fchown, -1, (int file, uid_t user, gid_t group), (file, user, group))
STEWARD_CALL(int, fdatasync, -1, (int file), (file))
STEWARD_CALL(int, flock, -1, (int file, int operation), (file, operation))
STEWARD_CALL(int, fstat, -1, (int file, struct stat* about), (file, about))
STEWARD_CALL(int, fstatat, -1, (int folder, const char* path, struct stat* about, int flags), (folder, path, about, flags))
STEWARD_CALL(int, fsync, -1, (int file), (file))
STEWARD_CALL(int, fputs, EOF, (const char* words, FILE* file), (words, file))
STEWARD_CALL(group*, getgrnam, nullptr, (const char* name), (name))
STEWARD_CALL(passwd*, getpwnam, nullptr, (const char* name), (name))
STEWARD_CALL(int, getsockopt, -1, (int socket, int level, int option, void* value, socklen_t* size), (socket, level, option, value, size))
STEWARD_CALL(int, initgroups, -1, (const char* user, gid_t group), (user, group))
STEWARD_CALL(int, link, -1, (const char* from, const char* to), (from, to))
STEWARD_CALL(int, listen, -1, (int socket, int most), (socket, most))
STEWARD_CALL(tm*, localtime_r, nullptr, (const time_t* at, tm* local), (at, local))
STEWARD_CALL(int, memfd_create, -1, (const char* name, unsigned flags), (name, flags))
STEWARD_CALL(int, mkdir, -1, (const char* path, mode_t mode), (placed(path).c_str(), mode))
STEWARD_CALL(int, pipe2, -1, (int* ends, int flags), (ends, flags))
STEWARD_CALL(int, poll, -1, (pollfd * all, nfds_t count, int patience), (all, count, patience))
STEWARD_CALL(int, rename, -1, (const char* from, const char* to), (from, to))
STEWARD_CALL(int, renameat, -1, (int in, const char* from, int into, const char* to), (in, from, into, to))
STEWARD_CALL(int, rmdir, -1, (const char* path), (placed(path).c_str()))
STEWARD_CALL(int, setgid, -1, (gid_t group), (group))
STEWARD_CALL(int, setuid, -1, (uid_t user), (user))
STEWARD_CALL(int, signalfd, -1, (int file, const sigset_t* wanted, int flags), (file, wanted, flags))
STEWARD_CALL(int, socket, -1, (int domain, int type, int protocol), (domain, type, protocol))
STEWARD_CALL(int, sodium_init, -1, (), ())
STEWARD_CALL(int, stat, -1, (const char* path, struct stat* about), (path, about))
STEWARD_CALL(int, unlink, -1, (const char* path), (path))
STEWARD_CALL(int, unlinkat, -1, (int folder, const char* path, int flags), (folder, path, flags))
STEWARD_CALL(int, unshare, -1, (int what), (what))
STEWARD_CALL(int, waitid, -1, (idtype_t type, id_t number, siginfo_t* info, int options), (type, number, info, options))

extern "C" ssize_t __wrap_read(int file, void* bytes, size_t size);
extern "C" ssize_t __wrap_read(int file, void* bytes, size_t size) {
    if (file == steward::faults::others_file || !fails("read", true)) return __real_read(file, bytes, size);
    return steward::faults::is_short() ? __real_read(file, bytes, size / 2) : -1;
}
STEWARD_CALL_OF_BYTES(write, (int file, const void* bytes, size_t size), (file, bytes, size), (file, bytes, size / 2))
STEWARD_CALL_OF_BYTES(pread, (int file, void* bytes, size_t size, off_t at), (file, bytes, size, at), (file, bytes, size / 2, at))
STEWARD_CALL_OF_BYTES(pwrite, (int file, const void* bytes, size_t size, off_t at), (file, bytes, size, at), (file, bytes, size / 2, at))
STEWARD_CALL_OF_BYTES(recv, (int socket, void* bytes, size_t size, int flags), (socket, bytes, size, flags),
                      (socket, bytes, size / 2, flags))
STEWARD_CALL_OF_BYTES(send, (int socket, const void* bytes, size_t size, int flags), (socket, bytes, size, flags),
                      (socket, bytes, size / 2, flags))

// Those with as many words as the caller likes.
extern "C" int __wrap_open(const char* path, int flags, mode_t mode);
extern "C" int __wrap_open(const char* path, int flags, mode_t mode) {
    // What other processes of the machine carry is looked at one by one: however many there are just now, that is no call that counts.
    const std::string_view name = path;
    const bool is_of_others = name.starts_with("/proc/") && name.ends_with("/environ");
    if (!is_of_others && fails("open")) return -1;
    const int file = __real_open(placed(path).c_str(), flags, mode);
    steward::faults::others_file = is_of_others ? file : -1;
    return file;
}

extern "C" int __real_openat(int, const char*, int, ...);
extern "C" int __wrap_openat(int folder, const char* path, int flags, mode_t mode);
extern "C" int __wrap_openat(int folder, const char* path, int flags, mode_t mode) {
    return fails("openat") ? -1 : __real_openat(folder, path, flags, mode);
}

extern "C" int __real_fcntl(int, int, ...);
extern "C" int __wrap_fcntl(int file, int command, long value);
extern "C" int __wrap_fcntl(int file, int command, long value) { return fails("fcntl") ? -1 : __real_fcntl(file, command, value); }

extern "C" int __real_prctl(int, ...);
extern "C" int __wrap_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
extern "C" int __wrap_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return fails("prctl") ? -1 : __real_prctl(option, a, b, c, d);
}

extern "C" long __real_syscall(long, ...);
extern "C" long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);
extern "C" long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
    return fails("syscall") ? -1 : __real_syscall(number, a, b, c, d, e, f);
}

extern "C" pid_t __real_fork();
extern "C" pid_t __wrap_fork();
extern "C" pid_t __wrap_fork() {
    if (fails("fork")) return -1;
    const pid_t child = __real_fork();
    if (child == 0) {
        ++steward::faults::state().depth;
        steward::faults::state().calls = 0;
    }
    return child;
}

// What ends here, or is something else from here on.
extern "C" void __wrap__exit(int code);
extern "C" void __wrap__exit(int code) {
    if (::geteuid() == 0) steward::faults::write_profile();
    __real__exit(code);
}

extern "C" int __real_kill(pid_t, int);
extern "C" int __wrap_kill(pid_t process, int signal);
extern "C" int __wrap_kill(pid_t process, int signal) {
    if (process == ::getpid() && signal == SIGKILL) steward::faults::write_profile();
    return __real_kill(process, signal);
}

extern "C" int __real_execvp(const char*, char* const*);
extern "C" int __wrap_execvp(const char* path, char* const* words);
extern "C" int __wrap_execvp(const char* path, char* const* words) {
    if (fails("execvp")) return -1;
    steward::faults::write_profile();
    return __real_execvp(path, words);
}

extern "C" int __wrap_execl(const char* path, const char* word, ...);
extern "C" int __wrap_execl(const char* path, const char* word, ...) {
    if (fails("execl")) return -1;
    std::vector<char*> words{const_cast<char*>(word)};
    va_list more;
    va_start(more, word);
    for (bool is_last = word == nullptr; !is_last; is_last = words.back() == nullptr) words.push_back(va_arg(more, char*));
    va_end(more);
    steward::faults::write_profile();
    return ::execv(path, words.data());
}
// NOLINTEND(bugprone-reserved-identifier)
