// The part of /proc/vmstat that tells how hard memory is to find; names differ between kernels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::paging {

struct Paging {
    std::optional<uint64_t> faults, major_faults, in_bytes, out_bytes, scanned_pages, reclaimed_pages, oom_kills;
};

/// Scanned and reclaimed are sums over the background and those who had to wait for it.
Paging parse_paging(std::string_view vmstat);

}  // namespace steward::agent::collectors::paging
