// Classes of device and what is assumed of each until a person says otherwise.
#pragma once

#include <string>
#include <string_view>

namespace steward::directory {

inline constexpr std::string_view device_classes = "server workstation laptop";
inline constexpr std::string_view criticalities = "C1 C2 C3 C4";

/// C2 for a server, C3 for what one person works at (domain/model.md 2.1). An unknown class is
/// taken as a server: the missing fact leads to the stricter answer.
inline std::string_view assumed_criticality(std::string_view device_class) {
    return device_class == "workstation" || device_class == "laptop" ? "C3" : "C2";
}

/// What a person calls a machine that says it is `hostname`; never empty, one line of UTF-8.
std::string name_from_hostname(std::string_view hostname);

}  // namespace steward::directory
