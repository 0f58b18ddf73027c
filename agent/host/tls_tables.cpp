#include "agent/host/tls_tables.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <span>

// The linker's names for both ends of the section.
extern "C" {
[[gnu::weak, gnu::visibility("hidden")]] extern std::byte __start_steward_tls_tables[];
[[gnu::weak, gnu::visibility("hidden")]] extern std::byte __stop_steward_tls_tables[];
}

namespace steward::agent {

namespace {
// Whole pages: what shares the first and the last with them is written to.
std::span<std::byte> table_pages() {
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto begin = (reinterpret_cast<uintptr_t>(__start_steward_tls_tables) + page - 1) & ~(page - 1);
    const auto end = reinterpret_cast<uintptr_t>(__stop_steward_tls_tables) & ~(page - 1);
    if (end <= begin) return {};
    return {reinterpret_cast<std::byte*>(begin), end - begin};
}
}  // namespace

void seal_tls_tables() {
    if (const auto pages = table_pages(); !pages.empty()) mprotect(pages.data(), pages.size(), PROT_READ);
}

size_t give_up_tls_tables() {
    const auto pages = table_pages();
    // Without rights before without content: the file's own bytes, which would come back, hold no usable address.
    if (pages.empty() || mprotect(pages.data(), pages.size(), PROT_NONE) != 0) return 0;
    madvise(pages.data(), pages.size(), MADV_DONTNEED);
    return pages.size();
}

}  // namespace steward::agent
