// The times of a major incident (domain/playbooks.md 5). Pure.
#pragma once

#include "base/time.h"

namespace steward::major_incidents {

inline constexpr Duration longest_silence = std::chrono::minutes(30);  // between two words to the client
inline constexpr Duration long_p1 = std::chrono::minutes(30);          // then a P1 is a major incident
inline constexpr Duration end_note_within = std::chrono::hours(4);
inline constexpr int review_within_days = 5;  // working days

/// The end of the fifth working day after `restored` (Monday to Friday, UTC), at the same time of day.
Instant review_due(Instant restored);

/// How many updates did not come: one for every whole silence that is longer than allowed since `due`.
int missed_between(Instant due, Instant now);

}  // namespace steward::major_incidents
