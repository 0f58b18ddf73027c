// When incidents become a problem by themselves (domain/model.md 5.28): three of the same on one device, or
// of one category at one client where no device is named, within 90 days. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace steward::problems {

using DisturbanceId = Id<struct DisturbanceTag>;

inline constexpr Duration pattern_span = std::chrono::days(90);
inline constexpr size_t pattern_size = 3;

/// One incident of one device, with what it has in common with others.
struct Incident {
    DisturbanceId id;
    TicketId ticket;  // nil: none
    Instant at;
};

/// The incidents that make a problem at `now`: those within 90 days before it and after `since` (the end of the last problem
/// about the same; unset: there was none), when they are three or more. In order of time.
std::optional<std::vector<Incident>> pattern_in(std::span<const Incident> same, Instant since, Instant now);

}  // namespace steward::problems
