// The lines below the processors' in /proc/stat, and /proc/sys/fs/file-nr (man 5 proc).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::kernel {

struct Work {
    std::optional<uint64_t> context_switches, interrupts, processes_started, tasks_running, tasks_blocked;
};
Work parse_work(std::string_view stat);

struct Files {
    std::optional<uint64_t> open, limit;  // a limit above the largest int64 is none
};
Files parse_files(std::string_view file_nr);

}  // namespace steward::agent::collectors::kernel
