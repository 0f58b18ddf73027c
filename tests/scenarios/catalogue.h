// What tables there are, read from the database's own catalogue: on both engines the same words.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::scenarios {

struct CatalogueColumn {
    std::string name, type;                    // "text", "blob", "boolean", "bigint", ...
    bool is_required = false, is_key = false;  // a key: of a unique index, or of a link to another table
};
struct CatalogueLink {
    std::string parent;
    std::vector<std::pair<std::string, std::string>> columns;  // here, there
};
struct CatalogueTable {
    std::string name, of_client;  // the condition with $1 under which a row is this client's; empty: of nobody in particular
    std::vector<CatalogueColumn> columns;
    std::vector<CatalogueLink> links;
};

/// Every table of ours by its name, `of_client` not filled in; without those in which an engine keeps the words of the search.
Result<std::map<std::string, CatalogueTable>> read_catalogue(storage::Transaction& transaction);

/// Every row of the client in every table that has a column for the client, as text.
Result<std::string> rows_of_client(storage::Database& database, const std::string& client_id);

}  // namespace steward::scenarios
