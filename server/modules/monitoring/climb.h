// Whether a value beside the judged one is high and still rising (S05: swap that fills while memory
// is short). Pure; times are unix seconds.
#pragma once

#include <cstdint>
#include <string>

namespace steward::monitoring {

/// Of the catalogue; `metric` is empty when a check has none.
struct ClimbTerms {
    std::string metric, unit, title, what_is_wrong;
    double above = 0, clear = 0;
    uint32_t rising_s = 600;
};

struct Climb {
    double value = 0, before = 0;  // newest; at the last look back
    uint32_t before_s = 0;         // 0: not looked yet
    bool active = false;
};

/// After one more sample. Active from a look back that found it above its level and higher than
/// `rising_s` ago; over at or below `clear`, or at a look back that found it not higher.
Climb follow(Climb climb, double value, uint32_t at, const ClimbTerms& terms);

}  // namespace steward::monitoring
