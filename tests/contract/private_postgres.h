// One PostgreSQL server of our own per test program, reached through a socket in its own folder.
#pragma once

#include <string>

#include "base/error.h"

namespace steward::contract {

/// The connection string of its database "steward". Starts the server on first use (about two
/// seconds); every later call is free. Any thread. Failure: Unavailable "contract.postgres".
Result<std::string> private_postgres();

/// Kills all its processes as a crash would and starts it again; back when it answers.
Status restart_private_postgres();

}  // namespace steward::contract
