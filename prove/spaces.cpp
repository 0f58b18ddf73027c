#include "prove/spaces.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>

namespace steward::prove {

namespace {
#if defined(__x86_64__)
constexpr uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "The reader knows the calls of x86-64 and arm64."
#endif

constexpr uid_t nobody = 65534;

constexpr uint32_t readers_calls[] = {SYS_read,       SYS_pread64,  SYS_write,      SYS_openat2, SYS_close,
                                      SYS_fstat,      SYS_lseek,    SYS_exit_group, SYS_exit,    SYS_brk,
                                      SYS_mmap,       SYS_munmap,   SYS_mremap,     SYS_madvise, SYS_rt_sigreturn,
#ifdef SYS_newfstatat
                                      SYS_newfstatat,
#endif
                                      SYS_futex,      SYS_getrandom};

sock_filter statement(uint16_t code, uint32_t value) { return {.code = code, .jt = 0, .jf = 0, .k = value}; }

bool allow_reading_alone() {
    const sock_filter kill = statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    std::vector<sock_filter> steps{statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
                                   {.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 1, .jf = 0, .k = architecture},
                                   kill,
                                   statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    for (const uint32_t call : readers_calls) {
        steps.push_back({.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 0, .jf = 1, .k = call});
        steps.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    }
    steps.push_back(kill);
    const sock_fprog program{.len = static_cast<unsigned short>(steps.size()), .filter = steps.data()};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool set_powers(uint64_t powers) {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct data[2]{};
    for (int half = 0; half < 2; ++half) data[half].effective = data[half].permitted = static_cast<uint32_t>(powers >> 32 * half);
    return syscall(SYS_capset, &header, data) == 0;
}
}  // namespace

bool enter_own_mounts() { return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0; }

pid_t fork_into(int spaces) { return static_cast<pid_t>(syscall(SYS_clone, spaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr)); }

bool make_read_only_but(const std::vector<std::string>& writable) {
    mount_attr closed{.attr_set = MOUNT_ATTR_RDONLY}, open{.attr_clr = MOUNT_ATTR_RDONLY};
    if (syscall(SYS_mount_setattr, AT_FDCWD, "/", AT_RECURSIVE, &closed, sizeof closed) != 0) return false;
    return std::ranges::all_of(writable, [&](const std::string& place) {
        return syscall(SYS_mount_setattr, AT_FDCWD, place.c_str(), 0, &open, sizeof open) == 0;
    });
}

bool keep_powers(const std::vector<int>& powers) {
    for (int power = 0; prctl(PR_CAPBSET_READ, power) >= 0; ++power) {
        if (std::ranges::find(powers, power) == powers.end() && prctl(PR_CAPBSET_DROP, power) != 0) return false;
    }
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool become_nobody() {
    return keep_powers({}) && setgroups(0, nullptr) == 0 && setresgid(nobody, nobody, nobody) == 0 &&
           setresuid(nobody, nobody, nobody) == 0;
}

bool become_reader(int first_closed) {
    constexpr rlim_t most_memory = rlim_t{256} << 20;
    const rlimit none{0, 0}, memory{most_memory, most_memory};
    syscall(SYS_close_range, static_cast<unsigned>(first_closed), ~0U, 0);
    for (const auto what : {RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_NPROC}) setrlimit(what, &none);
#if !defined(__SANITIZE_ADDRESS__)
    setrlimit(RLIMIT_AS, &memory);
#endif
    return keep_powers({CAP_DAC_READ_SEARCH}) && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && setgroups(0, nullptr) == 0 &&
           setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0 &&
           set_powers(uint64_t{1} << CAP_DAC_READ_SEARCH) && prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
           allow_reading_alone();  // the change of the user had made it forget with whom it dies
}

}  // namespace steward::prove
