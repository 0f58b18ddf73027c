// The times of a major incident (domain/playbooks.md 5). Pure.
#pragma once

#include <string_view>

#include "base/time.h"

namespace steward::major_incidents {

inline constexpr Duration longest_silence = std::chrono::minutes(30);  // between two words to the client
// The program's own word begins so long before it is due: with its way through the mail server it is there in time.
inline constexpr Duration spoken_before = std::chrono::minutes(1);
inline constexpr Duration long_p1 = std::chrono::minutes(30);    // then a P1 is a major incident
inline constexpr Duration log_every = std::chrono::minutes(15);  // in our own log, while it is open
inline constexpr Duration same_for = std::chrono::hours(24);     // what comes back by then is the same incident
inline constexpr Duration end_note_within = std::chrono::hours(4);
inline constexpr int review_within_days = 5;  // working days

/// The end of the fifth working day after `restored` (Monday to Friday, UTC), at the same time of day.
Instant review_due(Instant restored);

/// Whether a ticket is a major incident as it stands (domain/model.md 5.27: P1 with extensive impact). Any other P1 is one after `long_p1`.
bool is_major_at_once(std::string_view priority, std::string_view impact);

/// "2026-12-05" of a day that calendars have.
bool is_day(std::string_view text);

/// How many updates did not come: one for every whole silence that is longer than allowed since `due`.
int missed_between(Instant due, Instant now);

}  // namespace steward::major_incidents
