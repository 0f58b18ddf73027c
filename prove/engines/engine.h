// One program that makes backups, as this host reads what it left: what it can be asked. A folder of engines/ is one engine and its own
// registration. None ever writes to a repository; its place and secrets go to its program by the environment, never by an argument.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "prove/repository_file.h"
#include "prove/spent.h"

namespace steward::prove {

/// What an attempt gives: done, or why not.
template <class T>
using Attempt = std::expected<T, trust::RestoreProblem>;

/// One recovery point, as the engine lists it.
struct Snapshot {
    trust::RestorePoint point;       // under the name by which the source's runs tell of it
    std::string host;                // as the engine wrote it down
    std::vector<std::string> paths;  // that were backed up, as far as it says; of a relative one its lists may lack the beginning
    Duration cut_by{};               // the engine leaves out so much of a moment: the true one is less than that later
};

struct Entry {
    std::string path;  // begins with a slash
    bool is_file = false;
    uint64_t size = 0;
    int64_t changed_ns = 0;
    int64_t cut_by_ns = 1;        // the engine keeps times in steps of so many
    bool is_second_name = false;  // of another file of the list, whose size is not told here
};

/// A recovery point that is a database server as a whole, and the logs by which it is brought forward from there.
struct ServerCopy {
    uint64_t version = 0;             // of PostgreSQL: 15
    std::string first_log, last_log;  // without those and all between them it is no database
};

/// Of an engine that copies database servers. `restore` makes the folders "data" for the server's files, and "spaces" for its table
/// spaces, each in one of its own.
class ServerCopies {
public:
    virtual ~ServerCopies() = default;

    virtual Attempt<ServerCopy> copy(const Snapshot& snapshot) = 0;
    /// The logs of the point's server, in any order, by the server's own names: segments and histories of time lines.
    virtual Attempt<void> list_logs(const Snapshot& snapshot, const std::function<void(std::string_view name)>& each) = 0;
    /// Into "data/pg_wal" below `folder`, which is mounted and holds what was restored.
    virtual Attempt<void> fetch_logs(const Snapshot& snapshot, const std::vector<std::string>& names, const std::string& folder) = 0;
};

class Engine {
public:
    virtual ~Engine() = default;

    /// "0.14.0"; empty: it does not say. Failure: "restore.engine_missing".
    virtual Attempt<std::string> version() = 0;

    /// Failures: "restore.repository_locked": somebody holds it alone, or died while doing so. `not_covered`: what could not be seen of
    /// that.
    virtual Attempt<void> must_be_free(Instant now, std::vector<std::string>& not_covered) = 0;

    /// All that belong to the hosts, paths and tags that the host's file names.
    virtual Attempt<void> list_points(const std::function<void(const Snapshot& snapshot)>& each) = 0;

    virtual Attempt<void> list_entries(const Snapshot& snapshot, const std::function<void(const Entry& entry)>& each) = 0;

    /// Restores these paths below `folder`, which is mounted.
    virtual Attempt<void> restore(const Snapshot& snapshot, const std::vector<std::string>& paths, const std::string& folder) = 0;

    /// Null: it copies files, and knows nothing of databases.
    virtual ServerCopies* server_copies() { return nullptr; }
};

struct EngineKind {
    std::string_view name;  // as the host's file has it
    /// Both outlive it.
    std::unique_ptr<Engine> (*open)(const RepositoryFile& file, Spent& spent);
};

/// Generated from the folders.
std::span<const EngineKind* const> engine_kinds();
/// Null: there is none of this name.
const EngineKind* engine_called(std::string_view name);

}  // namespace steward::prove
