// One PostgreSQL server of our own per test program, reached through a socket in its own folder.
#pragma once

#include <string>

#include "base/error.h"

namespace steward::contract {

/// The connection string of its database "steward". Starts the server on first use (about two
/// seconds); every later call is free. Any thread. Failure: Unavailable "contract.postgres".
Result<std::string> private_postgres();

/// The connection string of a new database on it, empty or a copy of `model` (such a string, of a database that nobody has open). It is
/// gone with the server, or when it is dropped; dropping ends the connections to it.
Result<std::string> new_postgres_database(const std::string& model = {});
Status drop_postgres_database(const std::string& location);

/// Kills all its processes as a crash would and starts it again; back when it answers.
Status restart_private_postgres();

}  // namespace steward::contract
