// One file of /proc/pressure: "some avg10=0.80 avg60=0.23 avg300=0.31 total=4082344", then "full".
#pragma once

#include <optional>
#include <string_view>

namespace steward::agent::collectors::pressure {

/// Percent of the last minute; absent where the kernel does not say it (no "full" for the processor).
struct Pressure {
    std::optional<double> some, full;
};

Pressure parse_pressure(std::string_view text);

}  // namespace steward::agent::collectors::pressure
