// A demonstration: 12 made-up clients with 300 machines, 90 days of history and tickets, all marked
// as such, one of their people with an account (robin@demo.invalid), and all gone again when it is removed. Written into the stopped state folder.
#pragma once

#include "base/random.h"
#include "server/platform/series/series_store.h"
#include "server/platform/storage/database.h"

namespace steward::cli {

struct DemoNumbers {
    int clients = 0, devices = 0, tickets = 0;
    uint64_t samples = 0;
};

/// Failure: Conflict "demo.there" when there is one already; nothing is half there: rows come in one
/// transaction, after the history they belong to.
Result<DemoNumbers> add_demo(storage::Database& database, series::SeriesStore& series, Instant now);

/// Every row and sample of the demonstration's clients; the audit trail keeps what was done with
/// them. Removing what is not there is done.
Result<DemoNumbers> remove_demo(storage::Database& database, series::SeriesStore& series);

}  // namespace steward::cli
