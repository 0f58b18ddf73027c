// /proc/meminfo (man 5 proc): one name and one number of kB a line, in no order to rely on.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::memory {

/// In bytes; what the text does not say, or says in another shape, is absent.
struct Memory {
    std::optional<uint64_t> size, free, available, buffers, cached, anonymous, shared, slab, dirty, committed;
    std::optional<uint64_t> active, inactive, mapped, unevictable, writeback, page_tables, kernel_stack, commit_limit;
    /// Never above 100; absent when either number is, or there is no memory at all.
    std::optional<double> available_percent() const;
};

Memory parse_memory(std::string_view meminfo);

}  // namespace steward::agent::collectors::memory
