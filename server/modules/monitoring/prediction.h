// When a volume will be full: a straight line through a week of hourly values.
//
// Pure. A volume that breathes every day (written by night, cleared by morning) has no good line
// through its hours but one through its daily maxima; those are then used.
#pragma once

#include <span>

#include "base/time.h"
#include "server/modules/monitoring/catalogue.h"

namespace steward::monitoring {

struct UsedAt {
    Instant at;
    double used = 0;     // mean over the step that is centred on `at`
    double maximum = 0;  // within that step
};

struct Prediction {
    enum class Kind {
        Nothing,    // too little history, no line, or growth too small: leaves the check as it is
        Shrinking,  // no growth for the given time: takes a prediction back
        Days,       // full in `days` days if it goes on so
    };
    Kind kind = Kind::Nothing;
    double days = 0;  // to two places
    double growth_per_day = 0;
    double r_squared = 0;
    bool by_daily_maxima = false;
};

/// `history` rising in time, oldest first; `size` in the same unit.
Prediction predict_full(std::span<const UsedAt> history, double size, const PredictionTerms& terms, Instant now);

}  // namespace steward::monitoring
