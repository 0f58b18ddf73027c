// How nothing is written into a column and read from it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::storage {

template <typename AnyId>
std::optional<std::string> null_for_nil(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id.text());
}
inline std::optional<int64_t> null_for_unset(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
template <typename AnyId>
AnyId id_or_nil(const Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
inline Instant instant_or_unset(const Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }
inline std::optional<int64_t> integer_or_nothing(const Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

/// Several short texts in one column, a line each; none of them holds the end of a line.
inline std::string joined_lines(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "\n") + line;
    return all;
}
inline std::vector<std::string> lines_in(std::string_view all) {
    std::vector<std::string> lines;
    while (!all.empty()) {
        const size_t end = std::min(all.find('\n'), all.size());
        lines.emplace_back(all.substr(0, end));
        all.remove_prefix(std::min(end + 1, all.size()));
    }
    return lines;
}

}  // namespace steward::storage
