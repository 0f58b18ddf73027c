// /proc/diskstats (Documentation/admin-guide/iostats.rst of the kernel): one line for each disk and
// partition, counters since the machine started.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::disk {

struct Counters {
    uint64_t reads = 0, sectors_read = 0, reading_ms = 0;
    uint64_t writes = 0, sectors_written = 0, writing_ms = 0;
    uint64_t merged_reads = 0, merged_writes = 0;
    uint64_t busy_ms = 0, queued_ms = 0;  // queued: each operation counts as long as it is in work or waits
};

struct Line {
    std::string_view name;  // stands in the text that was given
    Counters counters;
};

/// Absent when the line has another shape.
std::optional<Line> parse_line(std::string_view line);

/// What is no disk of its own whatever the kernel says: loop, memory, floppy and CD devices, the
/// mapper's devices (their disks are counted), and the parts of flash cards that hold firmware.
bool is_left_out(std::string_view name);

struct Activity {
    double read_latency_ms = 0, write_latency_ms = 0, busy_percent = 0, queue_length = 0;
};

/// What happened between two readings, `elapsed_ms` apart. Absent when a counter went back (the
/// disk was changed for another) or no time passed.
std::optional<Activity> activity_between(const Counters& before, const Counters& now, int64_t elapsed_ms);

}  // namespace steward::agent::collectors::disk
