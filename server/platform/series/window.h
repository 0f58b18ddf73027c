// Windows: which file a moment belongs to. One file for each tier and window, so that retention
// drops whole files.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::series {

enum class Tier : uint8_t { Raw, FiveMinutes, Hour };
constexpr Tier all_tiers[] = {Tier::Raw, Tier::FiveMinutes, Tier::Hour};

/// Time between two entries of a made tier; zero for what is as it was reported.
constexpr Duration resolution_of(Tier tier) {
    using namespace std::chrono;
    return tier == Tier::Raw ? Duration(0) : tier == Tier::FiveMinutes ? Duration(minutes(5)) : Duration(hours(1));
}

constexpr Duration window_length(Tier tier) {
    using namespace std::chrono;
    return tier == Tier::Raw ? days(1) : tier == Tier::FiveMinutes ? days(7) : days(28);
}

/// How long a tier is held: 14 days, 90 days, 25 months.
constexpr Duration retention_of(Tier tier) {
    using namespace std::chrono;
    return tier == Tier::Raw ? days(14) : tier == Tier::FiveMinutes ? days(90) : days(761);
}

/// Before and after everything, with room to add a window.
constexpr Instant always{std::numeric_limits<int64_t>::min() / 2}, for_ever{std::numeric_limits<int64_t>::max() / 2};

constexpr int64_t floor_to(int64_t at, int64_t unit) {
    const int64_t rest = at % unit;
    return at - (rest < 0 ? rest + unit : rest);
}

constexpr Instant window_start(Tier tier, Instant at) { return Instant{floor_to(at.unix_ms, window_length(tier).count())}; }

/// The oldest moment that is held of the tier at `now`: what lies before is dropped, in whole windows.
constexpr Instant floor_of(Tier tier, Instant now) { return window_start(tier, now - retention_of(tier)); }

/// "raw-2026-11-27.series"
std::string window_name(Tier tier, Instant start);
struct Window {
    Tier tier;
    Instant start;
    auto operator<=>(const Window&) const = default;
};
/// The inverse; nothing for any other file.
std::optional<Window> parse_window_name(std::string_view name);

}  // namespace steward::series
