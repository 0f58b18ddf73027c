// The name of a backup at its source.
#pragma once

#include <algorithm>
#include <string_view>

namespace steward::agent::backups {

/// 1 to 100 of a-z 0-9 . _ -
inline bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 100 && std::ranges::all_of(label, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

}  // namespace steward::agent::backups
