// The state folder of a server that does not run: what `setup` and `restore` act on.
#pragma once

#include <memory>
#include <string>

#include "base/arguments.h"
#include "server/platform/storage/database.h"

namespace steward::cli {

class StoppedState {
public:
    /// Makes the folder when it is missing (0700) and locks it against a starting server, as the
    /// server does itself. Failures: Conflict "state.in_use" while one runs; Internal "state.unusable".
    static Result<std::unique_ptr<StoppedState>> open(const std::string& path);
    ~StoppedState();

    std::string file(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

    /// SQLite in the folder, or PostgreSQL by --postgres or STEWARD_POSTGRES; migrated.
    Result<std::unique_ptr<storage::Database>> open_database(const Arguments& arguments, Instant now) const;

    /// The folder is its owner's alone from now on; once it is known to be ours. Failure: Internal "state.unusable".
    Status keep_private() const;
    /// Gives everything in the folder to the folder's owner: root sets up what another user serves.
    void give_to_owner() const;

private:
    StoppedState(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_;
};

/// --postgres, or STEWARD_POSTGRES, or an empty text.
std::string postgres_url(const Arguments& arguments);

/// The first line of --passphrase-file, of standard input for "-", or asked twice on the terminal.
/// Failure: Invalid "cli.passphrase".
Result<std::string> read_passphrase(const Arguments& arguments, bool twice);

}  // namespace steward::cli
