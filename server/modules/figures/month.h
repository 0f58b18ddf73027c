// Calendar months as text, "2026-11", and their periods in a zone. Pure but for the zone's rules.
#pragma once

#include "base/error.h"
#include "server/modules/figures/lines.h"

namespace steward::figures {

/// Failures: those of service_levels::month_in.
Result<Period> period_in(std::string_view zone, const std::string& month);

/// For a week after its end a month may still change by itself: what was resolved on its last day may be opened again.
inline constexpr Duration settling = std::chrono::days(8);
/// The youngest month that is closed at `now`, in the zone. Failure: Invalid "zones.unknown".
Result<std::string> last_closed(std::string_view zone, Instant now);

}  // namespace steward::figures
