// Appending an entry, from its parts.
#pragma once

#include "server/platform/ledger/ledger.h"
#include "trust/log_entry.h"

namespace steward::ledger {

/// Appends one entry to the chain of body.client. Entries become visible in their order and without gaps: whoever appends holds
/// the log's row until the commit.
Status append_entry(storage::Transaction& transaction, Instant at, trust::EntryKind kind, const trust::EntryBody& body);
/// The same; its number in the log.
Result<int64_t> append_numbered_entry(storage::Transaction& transaction, Instant at, trust::EntryKind kind, const trust::EntryBody& body);

std::string client_key(const trust::ShortId& client);  // as in ledger_chains: '' for the provider's own

/// The first entry of a log that has none: from then on the provider's chain is never empty.
Status begin_log(storage::Database& database, Instant now);

struct KeptEntry {
    Bytes leaf, salt, body;  // the last two are empty when it was erased
};
/// Failure: NotFound "ledger.no_entry".
Result<KeptEntry> find_entry(storage::Transaction& transaction, int64_t number);

/// Makes salt, body and name of an entry unreadable for good; leaf and proofs stay. False: there is no such entry with words.
Result<bool> erase_entry(storage::Transaction& transaction, int64_t number);

constexpr int64_t day_ms = 86'400'000;

/// Writes for every chain and every day (UTC) that has ended how long the chain was. Idempotent.
Status count_days(storage::Transaction& transaction, Instant now);

}  // namespace steward::ledger
