// The index itself: documents, and the word index of the database. Every function works in the caller's transaction.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::search {

using storage::Transaction;

/// How words are cut and folded. A database indexed by another version is indexed again (feed.h).
constexpr int64_t index_version = 2;

/// One thing that can be found: (source, id) names it.
struct Document {
    std::string source, id;  // "ticket", "message", "mail", "article", "person", "device"; its id there
    std::string kind;        // as the answer says it: of source "message" it is "note" or "message"
    std::string client;      // empty: of no client
    std::string ticket;      // the ticket that it is part of; empty: none
    bool internal = false;   // never for a client's people
    Instant at;              // unset: it has no time
    std::string title, body;
    bool is_open = false;  // the ticket that it is part of is
    std::string assignee;  // whose work that is; empty: nobody's
};

/// How much of a body is indexed and shown.
constexpr size_t most_body_bytes = 16'384;

/// Puts it in, or in the place of what was there. Nothing is written when nothing changed.
Status put(Transaction& transaction, const Document& document);
Status remove(Transaction& transaction, std::string_view source, std::string_view id);

/// Takes everything out.
Status clear(Transaction& transaction);
/// About, where exactly would take long.
Result<int64_t> count_documents(Transaction& transaction);

}  // namespace steward::search
