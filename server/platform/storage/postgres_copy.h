// A PostgreSQL database as one file and back, by PostgreSQL's own programs (Debian: postgresql-client).
//
// The database's address may hold a password: it reaches the programs in their environment, never on a command line, in a file or a log.
#pragma once

#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::storage {

/// Where pg_dump and pg_restore may lie: a folder for each version, then those of PATH.
std::vector<std::string> postgres_program_folders();

/// The schema that `url` leads to, with all that is in it, into `path` (custom format, 0600, durable): as it is when this begins, while
/// readers and writers go on. Failures: Unavailable "storage.open_failed"; Conflict "storage.no_client", "storage.old_client" (with the
/// package); Conflict "storage.no_safe_place"; Internal "storage.copy_failed". After a failure there is no file.
Status dump_postgres(const std::string& url, const std::string& path, const std::vector<std::string>& folders = postgres_program_folders());

/// The most that a copy of this database, of either engine, may take, in bytes.
Result<int64_t> size_of_copy(Database& database);

/// Whether a copy could go into the database of `url`: it answers, is empty, and a pg_restore fits it. Failures: those of
/// `dump_postgres`, and Conflict "storage.not_empty" with the name of a table in it.
Status takes_postgres_copy(const std::string& url, const std::vector<std::string>& folders = postgres_program_folders());

/// Back, all or nothing, into an empty database; the file stays. Failures: those of `takes_postgres_copy`, and Conflict
/// "storage.other_schema"; Invalid "storage.copy_damaged"; Internal "storage.restore_failed".
Status restore_postgres(const std::string& url, const std::string& path,
                        const std::vector<std::string>& folders = postgres_program_folders());

}  // namespace steward::storage
