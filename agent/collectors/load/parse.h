// /proc/loadavg (man 5 proc): "0.44 0.62 0.38 4/122 16909".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace steward::agent::collectors::load {

struct Load {
    double one_minute = 0, five_minutes = 0, fifteen_minutes = 0;
    std::optional<uint64_t> tasks;
};

/// Absent when one of the three averages is.
std::optional<Load> parse_load(std::string_view loadavg);

}  // namespace steward::agent::collectors::load
