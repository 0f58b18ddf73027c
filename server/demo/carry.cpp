#include "server/demo/carry.h"

#include <algorithm>
#include <array>

#include "server/demo/tables.h"
#include "server/modules/knowledge/store.h"

namespace steward::demo {

namespace {
using storage::Row;
using storage::Transaction;
using storage::Value;

// Doors, keys, counters and settings are the installation's own.
constexpr std::array<std::string_view, 12> left_behind = {
    "access_sessions", "access_links",      "access_idempotency", "access_login_failures", "access_tokens",    "access_challenges",
    "access_visits",   "access_mail_links", "portal_defaults",    "imports_columns",       "access_providers", "access_preferences"};

bool stays(const std::string& name) {
    if (name.ends_with("_settings") || name.ends_with("_keys") || name.ends_with("_numbers")) return true;
    return std::find(left_behind.begin(), left_behind.end(), name) != left_behind.end();
}

size_t index_of(const Table& table, std::string_view column) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name == column) return i;
    }
    return table.columns.size();
}

std::string key_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
    return {};
}

std::string select_from(const Table& table) {
    std::string columns;
    for (const Column& column : table.columns) columns += (columns.empty() ? "" : ", ") + column.name;
    return "select " + columns + " from " + table.name;
}

std::string insert_into(const Table& table) {
    std::string columns, places;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        columns += (i ? ", " : "") + table.columns[i].name;
        places += (i ? ", $" : "$") + std::to_string(i + 1);
    }
    return "insert into " + table.name + " (" + columns + ") values (" + places + ")";
}

/// One table of the play, read whole.
struct Luggage {
    Table table;
    std::vector<Row> rows;
};

// SQLite has no type for yes and no, the other database insists on it.
std::vector<Value> values_of(const Table& table, const Row& row) {
    std::vector<Value> values;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const Value& value = row.value(i);
        const auto* number = std::get_if<int64_t>(&value);
        if (number && table.columns[i].type == "boolean") values.emplace_back(*number != 0);
        else if (number && table.columns[i].type == "double precision") values.emplace_back(static_cast<double>(*number));
        else values.push_back(value);
    }
    return values;
}

class Porter {
public:
    Porter(Transaction& to, const Cast& cast, const Standards& standards)
        : to_(to), owner_(cast.owner.account.text()), standards_(standards) {}

    Status carry(const Luggage& luggage) {
        const Table& table = luggage.table;
        const std::string insert = insert_into(table);
        const size_t client = index_of(table, "client_id"), account = index_of(table, "account_id"), key = index_of(table, table.key());
        for (const Row& row : luggage.rows) {
            const bool of_client = client < row.size() && !row.is_null(client);
            const std::string name = key_text(row.value(key));
            if (!of_client && (standards_.contains(table.name, name) || name == owner_ ||
                               (account < row.size() && key_text(row.value(account)) == owner_)))
                continue;
            STEWARD_CHECK(to_.change(insert, values_of(table, row)));
            if (!of_client && noted_.emplace(table.name, name).second)
                STEWARD_CHECK(to_.execute("insert into directory_demo_rows (table_name, row_key) values ($1, $2)", table.name, name));
        }
        return {};
    }

private:
    Transaction& to_;
    const std::string owner_;
    const Standards& standards_;
    std::set<std::pair<std::string, std::string>> noted_;
};

// Suggestions of articles are found by their own index, which each database keeps in its own way.
Status index_articles(Transaction& to, const std::vector<Row>& articles) {
    for (const Row& row : articles) {
        knowledge::ArticleRow article;
        article.id = row.id<knowledge::ArticleId>(0);
        article.title = row.text(1);
        article.body = row.text(2);
        STEWARD_CHECK(knowledge::index_article(to, article));
    }
    return {};
}
}  // namespace

Result<Standards> Standards::read(storage::Database& database) {
    Standards standards;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto tables, tables_of(transaction));
        for (const Table& table : tables) {
            STEWARD_TRY(const auto rows, transaction.query("select " + table.key() + " from " + table.name));
            for (const Row& row : rows) standards.keys_.emplace(table.name, key_text(row.value(0)));
        }
        return {};
    }));
    return standards;
}

Status carry_over(storage::Database& from, storage::Database& to, const Cast& cast, const Standards& standards) {
    std::vector<Luggage> all;
    std::vector<Row> articles;
    STEWARD_CHECK(from.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto tables, tables_of(transaction));
        for (Table& table : tables) {
            if (stays(table.name)) continue;
            STEWARD_TRY(auto rows, transaction.query(select_from(table)));
            if (!rows.empty()) all.push_back({std::move(table), std::move(rows)});
        }
        STEWARD_TRY(articles, transaction.query("select id, title, body from knowledge_articles"));
        return {};
    }));
    return to.write([&](Transaction& transaction) -> Status {
        Porter porter(transaction, cast, standards);
        for (const Luggage& luggage : all) STEWARD_CHECK(porter.carry(luggage));
        // The server makes its index of words anew when it finds none: no fact told it of these rows.
        STEWARD_CHECK(transaction.execute("delete from search_state"));
        return index_articles(transaction, articles);
    });
}

}  // namespace steward::demo
