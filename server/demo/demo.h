// A demonstration: 12 made-up clients with 300 machines and three months of a service desk's life, all marked as such
// and all gone again when it is removed. Written into the database of a stopped server.
//
// It is played, not typed: a whole server of its own, on an empty database and a clock that is moved by hand, is asked
// through the API by made-up people; what it wrote is then carried over. So no rule of a room is told twice here, and
// nothing of the real installation is ever touched by a clock that stands in the past.
#pragma once

#include <functional>
#include <string>

#include "base/random.h"
#include "server/platform/series/series_store.h"
#include "server/platform/storage/database.h"

namespace steward::demo {

struct Numbers {
    int clients = 0, devices = 0, tickets = 0;
    int refused = 0;  // acts of the play that the server did not allow: faults of the play
    uint64_t samples = 0;
};

/// Where it goes to. `state_folder` holds the master key and the files of tickets.
struct Home {
    storage::Database& database;  // migrated
    series::SeriesStore& series;
    std::string state_folder;
};

/// One line for whoever waits.
using Progress = std::function<void(const std::string& line)>;

/// The same for the same `now`, but for ids of the installation's own people. Failures: Conflict "demo.there" when there is
/// one already; those of `access::open_installation`. Nothing is half there: rows come in one transaction, after the history
/// they belong to.
Result<Numbers> add(const Home& home, Instant now, const Progress& progress);

/// Every row, file and sample of it, also what came to its clients since; the audit trail keeps what was done with them.
/// Removing what is not there is done.
Result<Numbers> remove(const Home& home);

}  // namespace steward::demo
