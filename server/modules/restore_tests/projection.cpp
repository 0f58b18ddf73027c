#include "server/modules/restore_tests/projection.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "server/modules/restore_tests/words.h"

namespace steward::restore_tests {

namespace {
constexpr int64_t least_bytes = 1 << 20;
constexpr size_t most_looked_at = 5;
constexpr int64_t longest_s = 366 * 86'400;
constexpr long double most_bytes_per_second = 1e15L;  // more is a host's untruth

// Bytes by seconds, without running over: 2^63 bytes are more than any source has.
int64_t pace_of(const std::vector<Speed>& speeds, const std::vector<size_t>& which) {
    long double bytes = 0, seconds = 0;
    for (const size_t i : which) {
        bytes += static_cast<long double>(speeds[i].bytes);
        seconds += static_cast<long double>(speeds[i].took / std::chrono::milliseconds(1)) / 1000;
    }
    return seconds > 0 ? static_cast<int64_t>(std::clamp(bytes / seconds, 1.0L, most_bytes_per_second)) : 0;
}
}  // namespace

std::string bytes_words(int64_t bytes) {
    static constexpr std::array<std::string_view, 6> units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    double value = static_cast<double>(bytes);
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 || value >= 99.95 ? fmt::format("{:.0f} {}", value, units[unit]) : fmt::format("{:.1f} {}", value, units[unit]);
}

Projection project(const std::vector<Speed>& newest_first, std::optional<int64_t> whole) {
    Projection projection;
    for (size_t i = 0; i < newest_first.size() && projection.made_of.size() < most_looked_at; ++i)
        if (newest_first[i].bytes >= least_bytes && newest_first[i].took > Duration{}) projection.made_of.push_back(i);
    if (projection.made_of.empty()) {
        projection.text = "How long all of it would take cannot be projected: no restore has brought back a megabyte with its time yet.";
        return projection;
    }
    projection.bytes_per_second = pace_of(newest_first, projection.made_of);
    const std::string pace = bytes_words(projection.bytes_per_second) + " a second";
    const std::string made_of =
        projection.made_of.size() == 1 ? "the newest restore" : fmt::format("the newest {} restores", projection.made_of.size());
    if (!whole || *whole <= 0) {
        projection.text = fmt::format(
            "How long all of it would take cannot be projected: no run has told how much there is. Its parts came back at {}.", pace);
        return projection;
    }
    const int64_t seconds = *whole / projection.bytes_per_second + (*whole % projection.bytes_per_second != 0);
    if (seconds > longest_s) {
        projection.text =
            fmt::format("Projected, not measured: more than a year for all {}, at {} as {} came back.", bytes_words(*whole), pace, made_of);
        return projection;
    }
    projection.took = std::chrono::seconds(seconds);
    projection.text = fmt::format("Projected, not measured: {} for all {}, at {} as {} came back.", in_words(*projection.took),
                                  bytes_words(*whole), pace, made_of);
    return projection;
}

}  // namespace steward::restore_tests
