// What one of the agent's processes uses itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agent/host/host.h"

namespace steward::agent {

struct ProcessUse {
    std::optional<int64_t> resident_bytes = 0;  // absent: could not be read
    int64_t cpu_ms = 0;                         // since the process started
};

ProcessUse use_of_this_process(Host& host);

/// Resident pages from /proc/self/statm. Absent: the text is none.
std::optional<uint64_t> resident_pages(std::string_view statm);

}  // namespace steward::agent
