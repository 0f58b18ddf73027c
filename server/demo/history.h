// What the made-up machines measured.
#pragma once

#include "server/demo/cast.h"
#include "server/platform/series/series_store.h"

namespace steward::demo {

/// 90 days of all machines of a company: hourly, of the newest two days every five minutes. How many samples.
Result<uint64_t> write_history(series::SeriesStore& series, const Company& company, Instant now, Rng& rng);

}  // namespace steward::demo
