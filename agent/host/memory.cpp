#include "agent/host/memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace steward::agent {

namespace {
// Only what the program file itself can restore: pages that nothing has ever written to.
int drop_text(dl_phdr_info* object, size_t, void*) {
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
        const uintptr_t begin = (object->dlpi_addr + part.p_vaddr) & ~(page - 1);
        const uintptr_t end = (object->dlpi_addr + part.p_vaddr + part.p_memsz) & ~(page - 1);
        if (end > begin) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}
}  // namespace

void give_back_memory() {
    malloc_trim(0);
    dl_iterate_phdr(drop_text, nullptr);
}

}  // namespace steward::agent
