// The newest measurement behind a check, and numbers as they are shown to people.
#pragma once

#include "server/modules/monitoring/monitoring.h"
#include "server/modules/monitoring/watched.h"

namespace steward::monitoring {

/// Locks the device. Nothing when it has no such instance, or that was never measured.
std::optional<Evidence> evidence_of(const Watched& watched, std::string_view check, std::string_view item, Instant now);

/// The caller holds the device's mutex. An event and silence itself are known as long as the device's
/// presence is; every other value for as long as the check says.
bool is_stale(const Watched& watched, const Instance& instance, Instant now);

/// In the unit the check shows (bytes of very large items as GiB), without the noise of a division.
double shown_value(const Check& check, bool large, double value);

}  // namespace steward::monitoring
