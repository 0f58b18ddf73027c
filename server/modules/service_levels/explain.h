// Why a clock stands where it stands, in steps that anybody can recompute and in one sentence. Pure.
#pragma once

#include "server/modules/service_levels/clock.h"

namespace steward::service_levels {

struct Step {
    Period::Kind kind;
    Instant from, until;
    Seconds business{0};  // what of it counts on the calendar
    std::string reason;   // of a pause, or why it was counted anew
    std::string text;     // "Mon 26 Oct 2026 10:00 CET to Mon 26 Oct 2026 14:00 CET: paused 3 h (waiting for client)"
};

struct Explanation {
    std::string sentence;  // "16 h on Werk Aare (Europe/Zurich), paused 3 h here: due Wed 28 Oct 2026 09:30 CET."
    std::vector<Step> steps;
};

/// `calendar_name` as people know it. The clock is taken as of `now`.
Explanation explain(std::span<const ClockEvent> events, const Clock& clock, const BusinessTime& time, const std::string& calendar_name,
                    Instant now);

/// "3 h 12 min", "2 min 5 s", "0 s".
std::string duration_text(Seconds time);

}  // namespace steward::service_levels
