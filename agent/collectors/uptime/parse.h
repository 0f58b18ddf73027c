// /proc/uptime ("503.94 668.00") and the line "btime" of /proc/stat (man 5 proc).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::uptime {

/// Whole seconds since the machine started.
std::optional<uint64_t> parse_uptime(std::string_view uptime);

/// When it started, in seconds since 1970, as the kernel works it out from today's clock.
std::optional<uint64_t> parse_boot_time(std::string_view stat);

}  // namespace steward::agent::collectors::uptime
