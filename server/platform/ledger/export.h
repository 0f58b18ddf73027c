// An export of one chain for `steward-verify`: the whole tree from left to right, each part either an entry or the hash of a complete
// subtree. The format stands in docs/guide/verify.md.
#pragma once

#include "server/platform/ledger/tree.h"

namespace steward::ledger {

struct ExportRequest {
    ClientId client;          // nil: the provider's own chain
    std::string client_name;  // for people; nobody vouches for it
    int64_t head_size = 0;    // a size that somebody else's head has, so that it can be compared; 0: none
};

struct ExportPart {
    std::string text;
    std::string next;  // give it to get the next part; empty: this was the last
};

/// Begins with an empty `place`; about a thousand entries a part. All parts end at the head of the first. Failures: Invalid
/// "ledger.export_place" (not one of ours), NotFound "ledger.no_head" (nothing was logged yet).
Result<ExportPart> export_part(storage::Transaction& transaction, const ExportRequest& request, std::string_view place, Instant now);

}  // namespace steward::ledger
