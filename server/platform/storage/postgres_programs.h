// PostgreSQL's own programs, pg_dump and pg_restore: which of those here fits, and running it.
#pragma once

#include <string>
#include <vector>

#include "server/platform/storage/postgres_connection.h"

namespace steward::storage {

struct PostgresProgram {
    std::string path;
    int major = 0;
};

/// All programs `name` in `folders` that say their version, the oldest first.
std::vector<PostgresProgram> postgres_programs(const std::string& name, const std::vector<std::string>& folders);

/// The oldest program `name` in `folders` that is not older than `major`: it knows the server, and says nothing that the server does not
/// know. Failures: Conflict "storage.no_client" when there is none, "storage.old_client" when all are older, with the package.
Result<PostgresProgram> find_postgres_program(const std::string& name, int major, const std::vector<std::string>& folders);

/// What a program needs to connect as `connection` did, for its environment and for nowhere else: the password is among it.
/// Failure: Conflict "storage.no_safe_place" for a secret that has no variable.
Result<std::vector<std::string>> environment_of(PostgresConnection& connection);

struct ProgramEnded {
    int code = 0;  // 128 and more: ended by a signal
    std::string output;
    std::string cause;  // the first error that it said, without rows and statements
};

/// Waits for its end. It gets our environment without what is ours or PostgreSQL's, and `environment`. Failure: Internal
/// "storage.program_failed" when it cannot be started.
Result<ProgramEnded> run_postgres_program(const PostgresProgram& program, const std::vector<std::string>& words,
                                          const std::vector<std::string>& environment);

}  // namespace steward::storage
