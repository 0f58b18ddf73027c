// Loaded before the C library into a gate (LD_PRELOAD): its clocks show what stands in a file of two numbers, wall and running time in
// milliseconds. So the program under test is the one that is installed, with no word about tests in it.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {
const volatile int64_t* page = nullptr;

// Before the gate confines itself.
__attribute__((constructor)) void open_page() {
    const char* path = std::getenv("STEWARD_MOVED_CLOCK");
    const int file = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void* mapped = ::mmap(nullptr, 2 * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped != MAP_FAILED) page = static_cast<const volatile int64_t*>(mapped);
}
}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* spec) noexcept {
    const bool is_wall = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
    const bool is_running = which == CLOCK_MONOTONIC || which == CLOCK_MONOTONIC_COARSE || which == CLOCK_BOOTTIME;
    if (!page || (!is_wall && !is_running)) return static_cast<int>(::syscall(SYS_clock_gettime, which, spec));
    const int64_t now_ms = page[is_wall ? 0 : 1];
    spec->tv_sec = now_ms / 1000;
    spec->tv_nsec = now_ms % 1000 * 1'000'000;
    return 0;
}
