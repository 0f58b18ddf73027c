// Measured values as the API gives them: in full, or in few bytes for the screen.
#pragma once

#include <span>

#include "server/platform/series/series_store.h"
#include "steward/monitoring/v1/monitoring.pb.h"

namespace steward::monitoring {

/// Every series with its own moments, averages and, where they differ, lowest and highest values.
void fill_full(v1::GetSeriesResponse& response, std::span<const series::Range> ranges);

/// The averages alone, rounded to the series' own decimals, as differences at shared moments: of 200
/// series over a day some 250 kB instead of two megabytes.
void fill_compact(v1::GetSeriesResponse& response, std::span<const series::Range> ranges);

}  // namespace steward::monitoring
