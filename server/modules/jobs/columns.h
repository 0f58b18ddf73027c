// How nothing is written into a column and read from it. Of the room's own SQL files only.
#pragma once

#include <optional>

#include "server/platform/storage/columns.h"

namespace steward::jobs {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset;

inline std::optional<storage::Row> first_of(std::vector<storage::Row> rows) {
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

}  // namespace steward::jobs
