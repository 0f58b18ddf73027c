// A word in every text of one client, whatever table it stands in. Nothing here lists tables or texts: they are found in the
// database's own catalogue, so that a new column is guarded the day its migration is written. What is listed is what cannot hold a
// word, each with its reason; a line of that list which no column needs any more is an error.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::scenarios {

struct Canaries {
    std::vector<std::string> columns;          // "table.column" that carry the word now, behind it their own name
    std::set<std::string> tables;              // that belong to clients, and have a row of this one
    std::vector<std::string> planted;          // of these: nobody had made a row, so one was written from the catalogue alone
    std::vector<std::string> without_row;      // belong to clients, and no row could be written: with the reason
    std::vector<std::string> needless_spares;  // of the lists below: no such column
};

/// `word` and " of table.column" in every free text of every row of this client, in one transaction.
Result<Canaries> set_canaries(storage::Database& database, const std::string& client_id, const std::string& word, Instant now);

}  // namespace steward::scenarios
