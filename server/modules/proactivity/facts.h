// From facts to the book of disturbances, in order.
#pragma once

#include "server/modules/proactivity/ledger.h"

namespace steward::proactivity {

/// Acts on all facts that are there, each batch in one transaction with the reader's cursor.
Status consume_facts(storage::Database& database, Ledger& ledger, Instant now);

}  // namespace steward::proactivity
