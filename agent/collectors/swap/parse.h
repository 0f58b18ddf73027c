// Swap space from /proc/meminfo, and the pages moved from /proc/vmstat (man 5 proc).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::swap {

struct Swap {
    std::optional<uint64_t> size_bytes, free_bytes, pages_in, pages_out;
    std::optional<uint64_t> used_bytes() const;  // absent when more is free than there is
    std::optional<double> used_percent() const;  // zero on a machine without swap
};

Swap parse_swap(std::string_view meminfo, std::string_view vmstat);

}  // namespace steward::agent::collectors::swap
