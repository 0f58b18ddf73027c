// The processors' time by what it was spent on, and what a stretch of it was spent on.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::cpu {

/// Ticks since the machine started, all cores together.
struct Times {
    uint64_t user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
};

/// In percent of the time between two readings.
struct Shares {
    double used = 0, user = 0, system = 0, iowait = 0, steal = 0;
};

/// The first line of /proc/stat; the time of guests stands in `user` already (man 5 proc). Absent
/// when the line is not there or too short. Old kernels say no iowait, irq or steal: then zero.
std::optional<Times> parse_times(std::string_view stat);

/// One of the lines below it: "cpu0" and so on. Absent when the line is of another kind.
struct Core {
    std::string_view name;  // "0"; stands in the text that was given
    Times times;
};
std::optional<Core> parse_core(std::string_view line);

/// What the time between two readings was spent on. A counter that went back (the kernel's iowait
/// does) counts as unchanged. Absent when no time passed.
std::optional<Shares> shares_between(const Times& before, const Times& now);

}  // namespace steward::agent::collectors::cpu
