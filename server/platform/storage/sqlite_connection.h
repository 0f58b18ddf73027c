// One SQLite connection with its prepared statements. Used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::storage {

class SqliteConnection {
public:
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, bool writes);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Status for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(Row&&)>& each);
    Result<int64_t> change(std::string_view sql, std::span<const Value> parameters);
    /// Without parameters and results: pragma, migrations. What is said often goes through `change`.
    Status execute(const char* sql);
    sqlite3* handle() { return handle_; }

private:
    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    struct Prepared {
        sqlite3_stmt* statement;
        std::vector<bool> booleans;  // columns that are declared so; SQLite itself has only numbers
        std::vector<int> places;     // of $1, $2, ... among its parameters, which SQLite counts by their first mention; 0: not used
    };
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    /// Valid until the next `prepare` while no row of it is being read, until it is read to its end otherwise.
    Result<Prepared*> prepare(std::string_view sql);
    void forget_idle();
    Status bind(const Prepared& prepared, std::span<const Value> parameters);
    std::unexpected<Error> failure(int code, std::string_view sql) const;

    sqlite3* handle_;
    std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements_;
};

}  // namespace steward::storage
