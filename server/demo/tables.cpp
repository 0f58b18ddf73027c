#include "server/demo/tables.h"

#include <algorithm>
#include <array>

namespace steward::demo {

namespace {
using storage::Row;
using storage::Transaction;

// Journal and search speak of rows; what they say of a client is removed apart (remove.cpp).
constexpr std::array<std::string_view, 12> kept_apart = {"helpdesk_text",
                                                         "ledger_",
                                                         "access_audit",
                                                         "journal_",
                                                         "reconcilers_",
                                                         "search_",
                                                         "storage_",
                                                         "sqlite_",
                                                         "knowledge_words",
                                                         "directory_demo_rows",
                                                         "access_installation",
                                                         "accountability_"};

bool is_apart(const std::string& name) {
    return std::any_of(kept_apart.begin(), kept_apart.end(), [&](std::string_view prefix) { return name.starts_with(prefix); });
}

Status read_sqlite(Transaction& transaction, Table& table) {
    STEWARD_TRY(const auto columns,
                transaction.query("select name, lower(type), pk from pragma_table_info('" + table.name + "') order by cid"));
    for (const Row& row : columns) table.columns.push_back({row.text(0), row.text(1), row.integer(2) == 1});
    STEWARD_TRY(const auto references, transaction.query("select id, \"from\", \"table\", \"to\", seq from pragma_foreign_key_list('" +
                                                         table.name + "') order by id, seq"));
    for (size_t i = 0; i < references.size(); ++i) {
        if (i + 1 < references.size() && references[i + 1].integer(0) == references[i].integer(0)) continue;
        table.references.push_back({references[i].text(1), references[i].text(2), references[i].text(3)});
    }
    return {};
}

Status read_postgres(Transaction& transaction, Table& table) {
    STEWARD_TRY(
        const auto columns,
        transaction.query(
            "select cast(a.attname as text), format_type(a.atttypid, null), coalesce((select i.indkey[0] = a.attnum from pg_index i where "
            "i.indrelid = a.attrelid and i.indisprimary), false) from pg_attribute a where a.attrelid = cast($1 as regclass) and a.attnum "
            "> 0 "
            "and not a.attisdropped and a.attgenerated = '' order by a.attnum",
            table.name));
    for (const Row& row : columns) table.columns.push_back({row.text(0), row.text(1), row.boolean(2)});
    STEWARD_TRY(const auto references, transaction.query("select cast(f.attname as text), cast(p.relname as text), cast(t.attname as text) "
                                                         "from pg_constraint c join pg_class p on p.oid = "
                                                         "c.confrelid join pg_attribute f on f.attrelid = c.conrelid and f.attnum = "
                                                         "c.conkey[array_upper(c.conkey, 1)] join pg_attribute t on "
                                                         "t.attrelid = c.confrelid and t.attnum = c.confkey[array_upper(c.confkey, 1)] "
                                                         "where c.contype = 'f' and c.conrelid = cast($1 as regclass) "
                                                         "order by c.oid",
                                                         table.name));
    for (const Row& row : references) table.references.push_back({row.text(0), row.text(1), row.text(2)});
    return {};
}
}  // namespace

bool Table::has(std::string_view column) const {
    return std::any_of(columns.begin(), columns.end(), [&](const Column& one) { return one.name == column; });
}

const std::string& Table::key() const {
    for (const Column& column : columns) {
        if (column.in_key) return column.name;
    }
    return columns.front().name;
}

bool Table::has_text_key() const {
    return std::any_of(columns.begin(), columns.end(), [&](const Column& one) { return one.name == key() && one.type == "text"; });
}

Result<std::vector<Table>> tables_of(Transaction& transaction) {
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    STEWARD_TRY(const auto names,
                transaction.query(sqlite ? "select name from sqlite_master where type = 'table' order by rowid"
                                         : "select cast(relname as text) from pg_class where relkind = 'r' and relnamespace = "
                                           "current_schema()::regnamespace order by oid"));
    std::vector<Table> tables;
    for (const Row& row : names) {
        if (is_apart(row.text(0))) continue;
        Table table{.name = row.text(0), .columns = {}, .references = {}};
        STEWARD_CHECK(sqlite ? read_sqlite(transaction, table) : read_postgres(transaction, table));
        tables.push_back(std::move(table));
    }
    return tables;
}

}  // namespace steward::demo
