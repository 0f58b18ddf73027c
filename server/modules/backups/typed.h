// What the room's calls have in common: reasons that people give, and rows that somebody else changed.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace steward::backups {

/// How far back "lately" goes in the room's answers.
inline constexpr Duration last_month = std::chrono::hours(24 * 30);

inline int64_t seconds_in(Duration time) { return time / std::chrono::seconds(1); }

/// At least ten characters (domain/model.md 5). Failure: Invalid with `pointer`.
Result<std::string> typed_reason(std::string_view pointer, std::string_view value);
/// StaleEtag "backups.changed_meanwhile".
std::unexpected<Error> changed_meanwhile();

}  // namespace steward::backups
