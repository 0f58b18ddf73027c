// What the kernel refuses a gate once it is confined, call by call: asked from inside, in a process of its own.
#include "agent/gate/process/confine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace steward::gate {
namespace {

struct AskedCall {
    const char* name;
    long number;
};
// Of design/trust.md: no socket, no program, no look into others, no other root, nothing that the filter does not see.
constexpr AskedCall forbidden[] = {
    {"socket", SYS_socket},
    {"socketpair", SYS_socketpair},
    {"connect", SYS_connect},
    {"bind", SYS_bind},
    {"listen", SYS_listen},
    {"recvmsg", SYS_recvmsg},
    {"recvmmsg", SYS_recvmmsg},
    {"sendmsg", SYS_sendmsg},
    {"sendmmsg", SYS_sendmmsg},
    {"io_uring_setup", SYS_io_uring_setup},
    {"execve", SYS_execve},
    {"execveat", SYS_execveat},
    {"clone", SYS_clone},
    {"clone3", SYS_clone3},
    {"ptrace", SYS_ptrace},
    {"process_vm_readv", SYS_process_vm_readv},
    {"pidfd_getfd", SYS_pidfd_getfd},
    {"init_module", SYS_init_module},
    {"bpf", SYS_bpf},
    {"perf_event_open", SYS_perf_event_open},
    {"keyctl", SYS_keyctl},
    {"reboot", SYS_reboot},
    {"mount", SYS_mount},
    {"umount2", SYS_umount2},
    {"pivot_root", SYS_pivot_root},
    {"chroot", SYS_chroot},
    {"setns", SYS_setns},
    {"unshare", SYS_unshare},
    {"open_by_handle_at", SYS_open_by_handle_at},
    {"open_tree", SYS_open_tree},
    {"move_mount", SYS_move_mount},
    {"fsopen", SYS_fsopen},
};

// Arguments with which none of these does anything here, were it allowed. 0: refused; 1: the kernel looked at them; 2: not confined.
template <class Ask>
int in_a_confined_process(Ask ask) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(!confine() ? 2 : ask() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST(Confined, a_gate_is_refused_each_call_that_reaches_another) {
    for (const AskedCall& one : forbidden) {
        const int said = in_a_confined_process([&] { return ::syscall(one.number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 && errno == EPERM; });
        EXPECT_EQ(said, 0) << one.name;
    }
}

TEST(Confined, it_still_reads_and_writes_its_files) {
    EXPECT_EQ(in_a_confined_process([] {
                  char byte = 0;
                  const int file = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
                  return file >= 0 && ::read(file, &byte, 1) == 1;
              }),
              0);
}

#if defined(__x86_64__)
TEST(Confined, the_same_calls_under_their_other_numbers_end_it) {
    constexpr long first_of_x32 = 0x40000000;
    EXPECT_EQ(in_a_confined_process([] { return ::syscall(first_of_x32 + SYS_socket, 1L, 1L, 0L) == -1; }), 128 + SIGSYS);
}
#endif

}  // namespace
}  // namespace steward::gate
