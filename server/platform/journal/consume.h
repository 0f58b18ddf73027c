// The usual way to act on facts: in order, each exactly once, a batch in one transaction with the cursor.
#pragma once

#include <functional>

#include "server/platform/journal/journal.h"

namespace steward::journal {

/// Acts on the next facts until none is left. While the database is unavailable the cursor stays where
/// it was. One fact that nobody can act on must not hold up all behind it: its batch is taken one by
/// one, it is passed over, and its error is what this run says at its end. `act` may be run again.
Status consume(storage::Database& database, std::string_view reader, std::span<const std::string_view> kinds, int batch,
               const std::function<Status(storage::Transaction& transaction, const Fact& fact)>& act);

}  // namespace steward::journal
