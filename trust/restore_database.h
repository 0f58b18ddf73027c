// What a restore test of level 2 is told of a database: which file of the backup is its dump, or which database of a copied server it is,
// and what must be in it. People sign it, so whoever runs the test can expect nothing less.
#pragma once

#include "trust/form.h"

namespace steward::trust {

enum class DatabaseKind : uint8_t { PostgreSql = 1, MariaDb = 2 };

/// Of one table.
struct TableExpectation {
    std::string table;             // "orders", or with its schema "shop.orders"
    uint64_t least_rows = 0;       // 1 or more
    std::string time_column;       // by which the newest row is known; empty: that is not looked at
    uint64_t newest_within_s = 0;  // how much older than the recovery point it may be
    bool operator==(const TableExpectation&) const = default;
};
constexpr size_t most_expected_tables = 20;

/// How far the copy of a server is brought forward by the logs that were kept of it.
enum class Reach : uint8_t {
    Backup = 1,  // to the end of the backup, and no further
    Newest = 2,  // as far as there are logs
    Drawn = 3,   // to a moment of those logs, which the test's seed draws
    Moment = 4,  // to a moment that is said
};

struct DatabaseExpectation {
    DatabaseKind kind{};
    std::string dump;  // path at the source; a * in its name means any letters, and the newest file is taken; empty: of a server's copy
    std::vector<TableExpectation> tables;
    // Of a server's copy, as pgBackRest and Barman keep it:
    std::string of_server;  // the database of it that is looked into
    Reach reach{};
    Instant until;  // the moment that is said
    bool operator==(const DatabaseExpectation&) const = default;
};

/// 1 to 63 of A-Z a-z 0-9 _ $, no digit first; a table's may have another of these and a dot before it.
bool is_column_name(std::string_view name);
bool is_table_name(std::string_view name);
/// An absolute path without "..", with at most one * and that in the last part.
bool is_dump_path(std::string_view path);
/// Whether `path` is what `dump` says.
bool is_dump(std::string_view dump, std::string_view path);

/// 1 to 63 of A-Z a-z 0-9 _ $ -, no digit or - first.
bool is_database_name(std::string_view name);
/// Whether it is a dump, or a database of a server's copy, and nothing of the other.
bool is_dump_or_copy(const DatabaseExpectation& database);

/// As people write it: "postgresql /srv/dumps/shop-*.sql" or "postgresql server shop", with "newest", "drawn" or a moment behind it; and
/// "orders 1000 created_at 36h" (or "orders 1"); nothing: it is not so.
std::optional<DatabaseExpectation> database_of(std::string_view text);
std::optional<TableExpectation> table_of(std::string_view text);

std::string_view word_of(DatabaseKind kind);
/// "the dump /srv/dumps/shop.sql"; "the database shop of the server's copy, brought forward to the newest log"
std::string words_of(const DatabaseExpectation& database);
/// "36 h", "2 days"
std::string age_words(uint64_t seconds);
/// "orders has 1000 rows or more, the newest by created_at at most 36 h older than the recovery point"
std::string words_of(const TableExpectation& table);

template <class Form>
void describe(Form& form, TableExpectation& table) {
    form.must(1, table.table);
    form.must(2, table.least_rows);
    form.may(3, table.time_column);
    form.may(4, table.newest_within_s);
    form.refuse_if(!is_table_name(table.table) || table.least_rows == 0);
    form.refuse_if(table.time_column.empty() != (table.newest_within_s == 0) || table.newest_within_s > uint64_t{366} * 86400 * 10);
    form.refuse_if(!table.time_column.empty() && !is_column_name(table.time_column));
}

template <class Form>
void describe(Form& form, DatabaseExpectation& database) {
    form.must(1, database.kind);
    form.may(2, database.dump);
    form.must(3, database.tables);
    form.may(4, database.of_server);
    form.may(5, database.reach);
    form.may(6, database.until);
    form.refuse_if(database.kind < DatabaseKind::PostgreSql || database.kind > DatabaseKind::MariaDb || !is_dump_or_copy(database));
    form.refuse_if(database.tables.empty() || database.tables.size() > most_expected_tables);
}

}  // namespace steward::trust
