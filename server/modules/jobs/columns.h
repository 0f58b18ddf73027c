// How nothing is written into a column and read from it. Of the room's own SQL files only.
#pragma once

#include <optional>

#include "server/platform/storage/database.h"

namespace steward::jobs {

template <typename AnyId>
std::optional<std::string> null_for_nil(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id.text());
}
inline std::optional<int64_t> null_for_unset(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
inline Instant instant_or_unset(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }
inline std::optional<storage::Row> first_of(std::vector<storage::Row> rows) {
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

}  // namespace steward::jobs
