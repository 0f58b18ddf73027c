// What a test took of the host.
#pragma once

#include <cstdint>

namespace steward::prove {

/// What our own programs and those that we started took; the memory is that of the largest.
struct Spent {
    uint64_t processor_ms = 0, peak_memory_bytes = 0;
};

}  // namespace steward::prove
