// How worked time becomes counted time: the provider's rule, as a pure function. Vectors in tests/rounding_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::timesheets {

struct RoundingRule {
    int64_t step_minutes = 1;     // 1 to 60: an entry counts in whole steps
    std::string mode = "up";      // up, nearest (half a step goes up), down
    int64_t minimum_minutes = 0;  // what every entry counts at least
};

/// Failure: Invalid with the field.
Status check_rule(const RoundingRule& rule);

/// Of one entry, in seconds. Nothing worked counts nothing, whatever the minimum.
int64_t counted_seconds(int64_t worked_s, const RoundingRule& rule);

/// "up to whole 15 minutes, at least 30 minutes"
std::string in_words(const RoundingRule& rule);

}  // namespace steward::timesheets
