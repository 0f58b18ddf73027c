// One SQLite connection with its prepared statements. Used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <unordered_map>

#include "server/platform/storage/database.h"

namespace steward::storage {

class SqliteConnection {
public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, bool writes);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Status for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(const Row&)>& each);
    Result<int64_t> change(std::string_view sql, std::span<const Value> parameters);
    /// Without parameters and results: begin, commit, pragma, migrations.
    Status execute(const char* sql);
    sqlite3* handle() { return handle_; }

private:
    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<sqlite3_stmt*> prepare(std::string_view sql);
    Status bind(sqlite3_stmt* statement, std::span<const Value> parameters);
    std::unexpected<Error> failure(int code, std::string_view sql) const;

    sqlite3* handle_;
    std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace steward::storage
