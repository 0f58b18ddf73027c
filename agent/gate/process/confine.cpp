#include "agent/gate/process/confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

namespace steward::gate {

namespace {
#if defined(__x86_64__)
constexpr uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "The gate knows the calls of x86-64 and arm64."
#endif

constexpr uint32_t refused_calls[] = {
    // No socket is made or connected, and none comes in by a message.
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_recvmsg, SYS_recvmmsg, SYS_sendmsg, SYS_sendmmsg,
    // No call is made that this filter does not see.
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    // No process is made or replaced, none is looked into, and nothing is taken from one.
    SYS_execve, SYS_execveat, SYS_clone, SYS_clone3, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd,
#ifdef SYS_fork
    SYS_fork, SYS_vfork,
#endif
    // The kernel is neither changed nor watched.
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl,
    SYS_add_key, SYS_request_key, SYS_swapon, SYS_reboot, SYS_personality,
    // The files stay where they are: no other root, no mounts, no way around a path.
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_open_by_handle_at, SYS_open_tree, SYS_move_mount,
    SYS_fsopen, SYS_fsmount, SYS_fsconfig, SYS_fspick};

sock_filter statement(uint16_t code, uint32_t value) { return {.code = code, .jt = 0, .jf = 0, .k = value}; }
sock_filter unless(uint16_t code, uint32_t value) {
    return {.code = code, .jt = 1, .jf = 0, .k = value};
}  // jumps over the next when it holds

std::vector<sock_filter> filter() {
    const sock_filter kill = statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    std::vector<sock_filter> steps{statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
                                   unless(BPF_JMP | BPF_JEQ | BPF_K, architecture), kill,
                                   statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
#if defined(__x86_64__)
    constexpr uint32_t first_of_x32 = 0x40000000;  // the same calls under other numbers
    steps.push_back({.code = BPF_JMP | BPF_JGE | BPF_K, .jt = 0, .jf = 1, .k = first_of_x32});
    steps.push_back(kill);
#endif
    for (const uint32_t call : refused_calls) {
        steps.push_back({.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 0, .jf = 1, .k = call});
        steps.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
    }
    steps.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    return steps;
}
}  // namespace

Status confine() {
    // A network of its own, in which there is none: what the filter forgot reaches nobody. Containers may not allow it.
    static_cast<void>(::unshare(CLONE_NEWNET));
    std::vector<sock_filter> steps = filter();
    const sock_fprog program{.len = static_cast<unsigned short>(steps.size()), .filter = steps.data()};
    const bool is_confined = ::prctl(PR_SET_DUMPABLE, 0) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                             ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
    if (!is_confined)
        return fail(ErrorKind::Internal, "gate.not_confined", "The kernel does not confine the gate, so it does not run.",
                    std::strerror(errno));
    return {};
}

}  // namespace steward::gate
