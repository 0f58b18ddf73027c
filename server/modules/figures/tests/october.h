// October 2026, as the worked examples of domain/kpis.md have it.
#pragma once

#include "server/modules/figures/lines.h"

namespace steward::figures {

inline constexpr Instant october{1'790'812'800'000};  // 2026-10-01T00:00:00Z
inline constexpr Period month{october, october + std::chrono::days(31)};

}  // namespace steward::figures
