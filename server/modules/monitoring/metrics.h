// What the name of a metric says: its last word is its unit (architecture.md, section 3, rule 3).
#pragma once

#include <string>
#include <string_view>

namespace steward::monitoring {

/// "%", "B", "s", "B/s", "°C", "ms"; empty where the name says none (a count or a state).
std::string_view unit_of(std::string_view metric);

/// For people: "filesystem_used_percent" becomes "Filesystem used".
std::string name_of(std::string_view metric);

}  // namespace steward::monitoring
