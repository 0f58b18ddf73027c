#include <algorithm>

#include "prove/levels/level.h"

namespace steward::prove {

const EngineKind* engine_called(std::string_view name) {
    const auto found = std::ranges::find(engine_kinds(), name, [](const EngineKind* kind) { return kind->name; });
    return found == engine_kinds().end() ? nullptr : *found;
}

const LevelKind* level_kind(uint64_t level) {
    const auto found = std::ranges::find(level_kinds(), level, [](const LevelKind* kind) { return kind->level; });
    return found == level_kinds().end() ? nullptr : *found;
}

}  // namespace steward::prove
