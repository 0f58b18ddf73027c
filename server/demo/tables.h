// The tables of a database as the database itself knows them: in the order in which they were made, with what refers to what.
#pragma once

#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::demo {

struct Column {
    std::string name, type;  // type: as it was declared, lower case
    bool in_key = false;
};

/// A foreign key of one column; of several, the last pair, which names the row (the first is the client).
struct Reference {
    std::string column, table, to;
};

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<Reference> references;

    bool has(std::string_view column) const;
    /// By which a row of no client is remembered.
    const std::string& key() const;
    bool has_text_key() const;
};

/// Those whose rows are somebody's data: not how far background work is, what was done (the audit trail), or what is made of other rows.
Result<std::vector<Table>> tables_of(storage::Transaction& transaction);

}  // namespace steward::demo
