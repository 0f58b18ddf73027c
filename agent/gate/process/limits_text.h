// The limits of a machine as its administrator writes and reads them.
#pragma once

#include <string>
#include <string_view>

#include "trust/place.h"

namespace steward::gate {

std::string in_words(const trust::LocalLimits& limits);

/// Takes `--allow LIST`, `--consent LIST`, `--runs-a-day CLASS=NUMBER`, `--curfew ZONE,HH:MM,MINUTES`; "none" for nothing. False: not
/// understood.
bool take_limit(std::string_view option, std::string_view value, trust::LocalLimits& limits);

}  // namespace steward::gate
