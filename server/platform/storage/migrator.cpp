// Numbered SQL files, each applied once in its own transaction, in road order.
#include <map>
#include <set>

#include "server/platform/storage/database.h"

namespace steward::storage {

namespace {
std::string with_types(std::string_view sql, Engine engine) {
    const bool sqlite = engine == Engine::Sqlite;
    const std::pair<std::string_view, std::string_view> types[] = {
        {"{{bytes}}", sqlite ? "blob" : "bytea"}, {"{{json}}", sqlite ? "text" : "jsonb"}, {"{{number}}", sqlite ? "integer" : "bigint"}};
    std::string text(sql);
    for (const auto& [token, type] : types) {
        for (size_t at = text.find(token); at != std::string::npos; at = text.find(token, at)) text.replace(at, token.size(), type);
    }
    return text;
}

// Statements end with a ';' at the end of a line; whole-line comments belong to nobody.
std::vector<std::string> statements_of(const std::string& sql) {
    std::vector<std::string> statements;
    std::string current;
    for (size_t begin = 0; begin < sql.size();) {
        const size_t end = std::min(sql.find('\n', begin), sql.size());
        const std::string line = sql.substr(begin, end - begin);
        begin = end + 1;
        if (line.starts_with("--")) continue;
        current += line + "\n";
        if (line.ends_with(';')) {
            statements.push_back(std::move(current));
            current.clear();
        }
    }
    if (current.find_first_not_of(" \n\t") != std::string::npos) statements.push_back(std::move(current));
    return statements;
}

// A statement that begins with {{sqlite}} or {{postgres}} is for that engine alone: what the other has no word for.
bool is_for(Engine engine, std::string& statement) {
    const std::pair<std::string_view, Engine> marks[] = {{"{{sqlite}}", Engine::Sqlite}, {"{{postgres}}", Engine::Postgres}};
    const size_t begin = std::min(statement.find_first_not_of(" \n"), statement.size());
    for (const auto& [mark, only] : marks) {
        if (!std::string_view(statement).substr(begin).starts_with(mark)) continue;
        statement.erase(0, begin + mark.size());
        return only == engine;
    }
    return true;
}

// FNV-1a, 64 bits: notices that a file which was applied has been edited since. Not a secret's hash.
std::string digest_of(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    Bytes bytes(8);
    for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<uint8_t>(hash >> (56 - 8 * i));
    return to_hex(bytes);
}

using Applied = std::map<std::pair<std::string, int>, std::string>;

Result<Applied> read_applied(Database& database) {
    Applied applied;
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "create table if not exists storage_migrations (room text not null, number integer not null, name text not null, "
            "digest text not null, applied_at bigint not null, primary key (room, number))"));
        STEWARD_TRY(auto rows, transaction.query("select room, number, digest from storage_migrations"));
        for (const auto& row : rows) applied[{row.text(0), static_cast<int>(row.integer(1))}] = row.text(2);
        return {};
    }));
    return applied;
}

Status check_known(const Applied& applied, std::span<const Migration> migrations) {
    std::set<std::pair<std::string, int>> known;
    for (const auto& migration : migrations) known.insert({std::string(migration.room), migration.number});
    for (const auto& [key, digest] : applied) {
        if (!known.contains(key)) {
            return fail(ErrorKind::Conflict, "storage.newer_schema",
                        "This database was used by a newer version of the program (it knows " + key.first + " " +
                            std::to_string(key.second) + "). Install that version, or restore the backup made before the upgrade.");
        }
    }
    return {};
}
}  // namespace

Status migrate(Database& database, std::span<const Migration> migrations, Instant now) {
    STEWARD_TRY(const auto applied, read_applied(database));
    STEWARD_CHECK(check_known(applied, migrations));
    for (const Migration& migration : migrations) {
        const std::string digest = digest_of(migration.sql);
        if (const auto at = applied.find({std::string(migration.room), migration.number}); at != applied.end()) {
            if (at->second == digest) continue;
            return fail(ErrorKind::Conflict, "storage.migration_changed",
                        std::string(migration.room) + "/" + std::string(migration.name) +
                            " was applied with another content. An applied migration never changes: add a new one.");
        }
        STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
            // Another process that started at the same time may have been first.
            STEWARD_TRY(const auto meanwhile, transaction.query_one("select 1 from storage_migrations where room = $1 and number = $2",
                                                                    migration.room, migration.number));
            if (meanwhile) return {};
            for (auto& statement : statements_of(with_types(migration.sql, database.engine()))) {
                if (is_for(database.engine(), statement)) STEWARD_CHECK(transaction.execute(statement));
            }
            STEWARD_CHECK(
                transaction.execute("insert into storage_migrations (room, number, name, digest, applied_at) values ($1, $2, $3, $4, $5)",
                                    migration.room, migration.number, migration.name, digest, now));
            return {};
        }));
    }
    return {};
}

}  // namespace steward::storage
