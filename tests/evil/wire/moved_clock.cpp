// Loaded before the C library into a program (LD_PRELOAD), which is the one that is installed, with no word about tests in it. Its clocks
// show what stands in a file, in milliseconds:
//   STEWARD_MOVED_CLOCK  two numbers, wall and running time: both stand until the file says otherwise.
//   STEWARD_CLOCK_AHEAD  one number: that far ahead of the true time, as on a machine that slept so long. CLOCK_MONOTONIC does not count
//                        sleep, and is what the kernel's waits go by: it stays.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {
const volatile int64_t* page = nullptr;
const volatile int64_t* ahead = nullptr;

const volatile int64_t* mapped(const char* variable, size_t numbers) {
    const char* path = std::getenv(variable);
    const int file = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return nullptr;
    void* memory = ::mmap(nullptr, numbers * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return memory == MAP_FAILED ? nullptr : static_cast<const volatile int64_t*>(memory);
}

// Before the gate confines itself.
__attribute__((constructor)) void open_files() {
    page = mapped("STEWARD_MOVED_CLOCK", 2);
    ahead = mapped("STEWARD_CLOCK_AHEAD", 1);
}

int show(int64_t now_ms, timespec* spec) {
    spec->tv_sec = now_ms / 1000;
    spec->tv_nsec = now_ms % 1000 * 1'000'000;
    return 0;
}
}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* spec) noexcept {
    const bool is_wall = which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE;
    const bool is_running = which == CLOCK_MONOTONIC || which == CLOCK_MONOTONIC_COARSE || which == CLOCK_BOOTTIME;
    if (page && (is_wall || is_running)) return show(page[is_wall ? 0 : 1], spec);
    const auto done = static_cast<int>(::syscall(SYS_clock_gettime, which, spec));
    if (done != 0 || !ahead || !(is_wall || which == CLOCK_BOOTTIME)) return done;
    return show(int64_t{spec->tv_sec} * 1000 + spec->tv_nsec / 1'000'000 + *ahead, spec);
}
