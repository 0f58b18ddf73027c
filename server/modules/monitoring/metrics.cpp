#include "server/modules/monitoring/metrics.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace steward::monitoring {

namespace {
// Longer endings first: "bytes_per_second" is not "second".
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> endings = {{
    {"_bytes_per_second", "B/s"},
    {"_bits_per_second", "bit/s"},
    {"_per_second", "/s"},
    {"_milliseconds", "ms"},
    {"_seconds", "s"},
    {"_percent", "%"},
    {"_bytes", "B"},
    {"_celsius", "°C"},
    {"_ms", "ms"},
}};

const std::pair<std::string_view, std::string_view>* ending_of(std::string_view metric) {
    const auto at = std::find_if(endings.begin(), endings.end(), [&](const auto& ending) { return metric.ends_with(ending.first); });
    return at == endings.end() ? nullptr : &*at;
}
}  // namespace

std::string_view unit_of(std::string_view metric) {
    const auto* ending = ending_of(metric);
    return ending ? ending->second : std::string_view{};
}

std::string name_of(std::string_view metric) {
    if (const auto* ending = ending_of(metric)) metric.remove_suffix(ending->first.size());
    std::string name(metric);
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

}  // namespace steward::monitoring
