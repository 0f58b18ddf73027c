#include "server/app/memory.h"

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace steward::app {

namespace {
constexpr size_t worth_it = 24 << 20;

// Resident pages that belong to no file: heap and stacks.
size_t anonymous_bytes() {
    std::ifstream file("/proc/self/statm");
    size_t total = 0, resident = 0, shared = 0;
    if (!(file >> total >> resident >> shared) || resident < shared) return 0;
    return (resident - shared) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}
}  // namespace

void give_back_memory() {
    const struct mallinfo2 info = mallinfo2();
    if (anonymous_bytes() > info.uordblks + info.hblkhd + worth_it) malloc_trim(0);
}

}  // namespace steward::app
