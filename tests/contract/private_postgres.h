// One PostgreSQL server of our own per test program, reached through a socket in its own folder.
#pragma once

#include <string>

#include "base/error.h"

namespace steward::contract {

/// The connection string of its database "steward". Starts the server on first use (about two
/// seconds); every later call is free. Any thread. Failure: Unavailable "contract.postgres".
Result<std::string> private_postgres();

/// The connection string of a new and empty database on it, which is gone with the server: for what speaks of a whole database.
Result<std::string> empty_postgres_database();

/// Kills all its processes as a crash would and starts it again; back when it answers.
Status restart_private_postgres();

}  // namespace steward::contract
