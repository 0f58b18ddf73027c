// pgBackRest's words, as pure functions: what it lists, and why it failed. Seen with 2.45 of Debian 12.
#pragma once

#include "prove/engines/engine.h"
#include "prove/engines/words.h"
#include "prove/json.h"
#include "prove/program.h"

namespace steward::prove::pgbackrest {

/// One backup, with what is needed to restore it as a server.
struct Backup {
    Snapshot snapshot;
    ServerCopy copy;
    std::string archive;  // where its logs lie: "15-1"
};

/// All backups of one server ("stanza"), as `info` says them.
struct Stanza {
    std::string name;
    std::vector<Backup> backups;
    trust::RestoreProblem problem;  // what is wrong with all of it
};
/// Nothing: the object is none.
std::optional<Stanza> read_stanza(const JsonObject& object);

/// A line of a backup's list of files: `pg_data/PG_VERSION={"size":3, ...}`.
std::optional<Entry> read_entry(std::string_view line);

/// The server's own name of a file of the archive: "0000000100000000/000000010000000000000003-9dc9...f.gz". Empty: it is no log.
std::string_view log_in(std::string_view line);

trust::RestoreProblem problem_of(const Ended& ended, const std::vector<std::string>& secrets);

}  // namespace steward::prove::pgbackrest
