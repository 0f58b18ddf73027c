// How the index comes to know of what was written: facts, a comparison where nobody tells, and a rebuild from everything.
#pragma once

#include "server/modules/search/index.h"

namespace steward::search {

/// Acts on the facts of tickets, messages and mails, in small batches with their cursor.
Status consume_facts(storage::Database& database);

/// People and devices.
Status compare_names(storage::Database& database);

struct Progress {
    std::string rebuilding;  // the source that is being read; empty: none
    int64_t done = 0, total = 0;
    Instant started_at, finished_at;
};
Result<Progress> read_progress(Transaction& transaction);
/// Takes everything out; `rebuild` puts it in again. Until then only what has been read again is found.
Status begin_rebuild(Transaction& transaction, Instant now);

/// Begins a rebuild when there is no index of this version, and goes on with the one under way: small transactions, so
/// that others write between. Ends when it is done.
Status rebuild(storage::Database& database, Instant now);

}  // namespace steward::search
