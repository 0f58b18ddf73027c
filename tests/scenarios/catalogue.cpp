#include "tests/scenarios/catalogue.h"

#include <algorithm>
#include <set>

namespace steward::scenarios {

namespace {
// The same four questions to both catalogues; $1 is a table's name.
struct CatalogueQuestions {
    const char *tables, *columns, *keys, *links;
};

constexpr CatalogueQuestions asked_of_sqlite{
    .tables =
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'search_words%' and "
        "name <> 'search_terms' order by 1",
    .columns = "select name, lower(type), \"notnull\", pk from pragma_table_info($1)",
    .keys =
        "select distinct c.name from pragma_index_list($1) i join pragma_index_info(i.name) c "
        "where i.\"unique\" = 1 and c.name is not null",
    .links = "select id, \"table\", \"from\", \"to\" from pragma_foreign_key_list($1) order by id, seq",
};

constexpr CatalogueQuestions asked_of_postgres{
    .tables =
        "select cast(table_name as text) from information_schema.tables where table_schema = current_schema() and "
        "table_type = 'BASE TABLE' order by 1",
    .columns =
        "select cast(column_name as text), case data_type when 'bytea' then 'blob' else cast(data_type as text) end, "
        "cast(case is_nullable when 'NO' then 1 else 0 end as bigint), "
        "cast((select count(*) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
        "where i.indisprimary and i.indrelid = cast(c.table_name as text)::regclass and a.attname = c.column_name) as bigint) "
        "from information_schema.columns c where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER' "
        "order by ordinal_position",
    .keys =
        "select distinct cast(a.attname as text) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and "
        "a.attnum = any(i.indkey) where i.indisunique and i.indrelid = cast($1 as text)::regclass",
    .links =
        "select cast(l.oid as bigint), cast(l.confrelid::regclass as text), cast(a.attname as text), cast(b.attname as text) "
        "from pg_constraint l cross join lateral unnest(l.conkey, l.confkey) with ordinality as pair(here, there, place) "
        "join pg_attribute a on a.attrelid = l.conrelid and a.attnum = pair.here "
        "join pg_attribute b on b.attrelid = l.confrelid and b.attnum = pair.there "
        "where l.contype = 'f' and l.conrelid = cast($1 as text)::regclass order by l.oid, pair.place",
};

const CatalogueQuestions& questions_for(const storage::Transaction& transaction) {
    return transaction.engine() == storage::Engine::Sqlite ? asked_of_sqlite : asked_of_postgres;
}

Result<CatalogueTable> read_catalogue_table(storage::Transaction& transaction, const std::string& name) {
    const auto& asked = questions_for(transaction);
    CatalogueTable table{.name = name, .of_client = "", .columns = {}, .links = {}};
    STEWARD_TRY(const auto columns, transaction.query(asked.columns, name));
    for (const auto& one : columns)
        table.columns.push_back({one.text(0), one.text(1), one.integer(2) != 0 || one.integer(3) != 0, one.integer(3) != 0});
    STEWARD_TRY(const auto keys, transaction.query(asked.keys, name));
    STEWARD_TRY(const auto links, transaction.query(asked.links, name));
    std::set<std::string> in_keys;
    for (const auto& key : keys) in_keys.insert(key.text(0));
    std::map<int64_t, CatalogueLink> by_number;
    for (const auto& link : links) {
        auto& one = by_number[link.integer(0)];
        one.parent = link.text(1);
        one.columns.emplace_back(link.text(2), link.text(3));
        in_keys.insert(link.text(2));
    }
    for (auto& [number, link] : by_number) table.links.push_back(std::move(link));
    for (auto& column : table.columns) column.is_key = column.is_key || in_keys.contains(column.name);
    return table;
}

Status add_rows(storage::Transaction& transaction, const std::string& name, const std::string& client_id, std::string& text) {
    STEWARD_TRY(const auto rows, transaction.query("select * from " + name + " where client_id = $1 order by 1, 2", client_id));
    for (const auto& row : rows) {
        text += name;
        for (size_t i = 0; i < row.size(); ++i) {
            const auto& value = row.value(i);
            if (const auto* word = std::get_if<std::string>(&value)) text += "|" + *word;
            else if (const auto* number = std::get_if<int64_t>(&value)) text += "|" + std::to_string(*number);
        }
        text += "\n";
    }
    return {};
}
}  // namespace

Result<std::map<std::string, CatalogueTable>> read_catalogue(storage::Transaction& transaction) {
    std::map<std::string, CatalogueTable> tables;
    STEWARD_TRY(const auto names, transaction.query(questions_for(transaction).tables));
    for (const auto& name : names) {
        STEWARD_TRY(tables[name.text(0)], read_catalogue_table(transaction, name.text(0)));
    }
    return tables;
}

Result<std::string> rows_of_client(storage::Database& database, const std::string& client_id) {
    std::string text;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        text.clear();
        STEWARD_TRY(const auto tables, read_catalogue(transaction));
        for (const auto& [name, table] : tables) {
            if (name == "access_audit") continue;      // who was refused stands there
            if (name == "search_documents") continue;  // an administrator may have the index built anew
            if (std::ranges::find(table.columns, "client_id", &CatalogueColumn::name) == table.columns.end()) continue;
            STEWARD_CHECK(add_rows(transaction, name, client_id, text));
        }
        return {};
    }));
    return text;
}

}  // namespace steward::scenarios
