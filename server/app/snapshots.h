// Consistent copies of everything, for `steward backup` to pack while the server goes on.
#pragma once

#include <string>

#include "base/random.h"
#include "server/platform/series/series_store.h"
#include "server/platform/storage/database.h"

namespace steward::app {

struct SnapshotMade {
    std::string id;
    std::string folder;
    int64_t bytes = 0;
    Instant at;
};

/// In `snapshots/` of the state folder, one folder each: manifest.json, keys.sealed, the database (steward.db, or database.dump as
/// pg_dump writes it of PostgreSQL), series/ and attachments/.
class Snapshots {
public:
    Snapshots(storage::Database& database, series::SeriesStore& series, std::string state_folder, std::string version, Rng& rng)
        : database_(database), series_(series), state_folder_(std::move(state_folder)), version_(std::move(version)), rng_(rng) {}

    /// Failures: Invalid for the passphrase; Unavailable "backup.no_space"; Conflict when pg_dump is missing or too old
    /// (storage/postgres_copy.h); Internal. What was begun is removed again.
    Result<SnapshotMade> make(std::string_view passphrase, Instant now);

    /// Removing what is not there is done. Failure: Invalid for an id that is none.
    Status remove(std::string_view id);

    /// Removes those older than a day: their fetcher is not coming back.
    Status sweep(Instant now);

    /// When the last one was made; not set before the first.
    Instant last_made() const;

private:
    Status fill(const std::string& folder, std::string_view passphrase, Instant now);
    std::string root() const { return state_folder_ + "/snapshots"; }

    storage::Database& database_;
    series::SeriesStore& series_;
    std::string state_folder_, version_;
    Rng& rng_;
};

}  // namespace steward::app
