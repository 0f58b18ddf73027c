// The folder with everything that is the installation's own, held by one server at a time.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "server/platform/storage/database.h"

namespace steward::app {

class StateFolder {
public:
    /// Makes the folder when it is missing (0700) and locks it until destroyed. Failures: Conflict
    /// "state.in_use"; Internal "state.unusable".
    static Result<std::unique_ptr<StateFolder>> open(const std::string& path);
    ~StateFolder();

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    StateFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_;
};

/// Failure: Unavailable "access.not_set_up" when neither key nor SQLite database is there: a server
/// that is started too early leaves no empty database behind for `restore` to stumble over.
Status holds_anything(const StateFolder& folder, const std::string& postgres);

/// Opens SQLite in the folder, or PostgreSQL at `postgres`.
Result<std::unique_ptr<storage::Database>> open_database(const StateFolder& folder, const std::string& postgres);

/// Migrates. When something is missing in a SQLite database that holds data, it is first copied to
/// `before-upgrade/` of the folder, where the newest three copies stay.
Status migrate_with_copy(const StateFolder& folder, storage::Database& database, Instant now);

}  // namespace steward::app
