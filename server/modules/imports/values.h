// Texts of a file as values: times with and without zone, yes and no, lengths. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "server/platform/zones/zones.h"

namespace steward::imports {

/// In which order day, month and year stand ("DMY", "MDY", "YMD"), and which clock it was.
struct TimeReading {
    std::string order = "YMD";
    const zones::Zone* zone = nullptr;  // null: a time without a zone is refused
};

/// "2024-03-01T10:00:00+01:00", "2024-03-01 10:00", "01.03.2024 10:00", "3/1/2024 2:30 PM", "1 Mar 2024", "20240301",
/// "2024-03-01 10:00 UTC"; months by their English, German or French names. A date alone is its first moment. Failure: Invalid with the
/// sentence why.
Result<Instant> read_time(std::string_view text, const TimeReading& reading);

/// The order that all of these can have; empty when several can, or none.
std::string likely_order(const std::vector<std::string>& samples);

/// "yes", "true", "1", "x" and their opposites in a few languages. Failure: Invalid.
Result<bool> read_flag(std::string_view text);

/// "90", "1.25", "1,25". Failure: Invalid.
Result<double> read_number(std::string_view text);

}  // namespace steward::imports
