// The mark of a set-up installation: one row in the database and the master key's file. They must
// agree; a server does not start when they do not (design/trust.md 4.5). Writing them is the
// business of platform/setup, which the server does not contain.
#pragma once

#include <string>

#include "server/platform/access/sealing.h"
#include "server/platform/storage/database.h"

namespace steward::access {

struct Installation {
    Sealing sealing;  // for other rooms too: app offers it to the modules
    std::string provider_name;
    Instant created_at;
};

/// Failures, each with the sentence what to do: Unavailable "access.not_set_up" (neither row nor
/// file); Conflict "access.database_wiped" (file without row), "access.key_file_missing" (row
/// without file), "access.key_file_differs"; Invalid "access.key_file" (damaged, or readable by
/// others than its owner). The database must be migrated.
Result<Installation> open_installation(storage::Database& database, const std::string& key_file, Rng& rng);

/// The key in `key_file`; nullopt when there is no such file. Failure: Invalid "access.key_file".
Result<std::optional<Sealing>> find_key(const std::string& key_file, Rng& rng);

}  // namespace steward::access
