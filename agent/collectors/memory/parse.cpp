#include "agent/collectors/memory/parse.h"

#include <algorithm>
#include <utility>

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::memory {

namespace {
constexpr std::pair<std::string_view, std::optional<uint64_t> Memory::*> wanted[] = {
    {"MemTotal:", &Memory::size},
    {"MemFree:", &Memory::free},
    {"MemAvailable:", &Memory::available},
    {"Buffers:", &Memory::buffers},
    {"Cached:", &Memory::cached},
    {"Dirty:", &Memory::dirty},
    {"AnonPages:", &Memory::anonymous},
    {"Shmem:", &Memory::shared},
    {"Slab:", &Memory::slab},
    {"Committed_AS:", &Memory::committed},
    {"Active:", &Memory::active},
    {"Inactive:", &Memory::inactive},
    {"Mapped:", &Memory::mapped},
    {"Unevictable:", &Memory::unevictable},
    {"Writeback:", &Memory::writeback},
    {"PageTables:", &Memory::page_tables},
    {"KernelStack:", &Memory::kernel_stack},
    {"CommitLimit:", &Memory::commit_limit},
};
}  // namespace

Memory parse_memory(std::string_view meminfo) {
    Memory memory;
    std::string_view line;
    while (take_line(meminfo, line)) {
        const std::string_view name = take_word(line);
        const auto* at = std::find_if(std::begin(wanted), std::end(wanted), [&](const auto& one) { return one.first == name; });
        if (at == std::end(wanted)) continue;
        const auto number = take_number(line);
        if (number && *number <= UINT64_MAX / 1024 && take_word(line) == "kB") memory.*at->second = *number * 1024;
    }
    return memory;
}

std::optional<double> Memory::available_percent() const {
    if (!size || *size == 0 || !available) return std::nullopt;
    return std::min(100.0, 100.0 * static_cast<double>(*available) / static_cast<double>(*size));
}

}  // namespace steward::agent::collectors::memory
