// One SQLite file of this room: rollback journal, so that what is added is written once and the
// file at rest is complete in itself. Used by one thread at a time (its owner's mutex).
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::series {

class SqliteFile {
public:
    /// Opens, makes when missing, applies `schema` (which may be applied again and again).
    /// Failures: Internal "series.damaged" (no database, or a broken one), "series.open_failed";
    /// Unavailable "series.disk_full".
    static Result<std::unique_ptr<SqliteFile>> open(const std::string& path, const char* schema);
    ~SqliteFile();
    SqliteFile(const SqliteFile&) = delete;
    SqliteFile& operator=(const SqliteFile&) = delete;

    Status execute(const char* sql);
    /// Runs `work` in a transaction; rolls back when it fails.
    template <typename Work>
    Status transact(const Work& work) {
        STEWARD_CHECK(execute("begin immediate"));
        Status done = work();
        if (done) done = execute("commit");
        if (!done && sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "rollback", nullptr, nullptr, nullptr);
        return done;
    }

    sqlite3* handle() { return handle_; }
    std::unexpected<Error> failure(int code) const;

private:
    SqliteFile(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
    sqlite3* handle_;
    std::string path_;
};

/// A statement with its parameters, in order. Text of the SQL must outlive it.
class SqliteStatement {
public:
    SqliteStatement(SqliteFile& file, const char* sql);
    ~SqliteStatement() { sqlite3_finalize(statement_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    SqliteStatement& bind(int64_t value);
    SqliteStatement& bind(ByteView value);  // must live until the statement ran
    /// True: a row is there. False: done.
    Result<bool> step();
    /// Runs to the end and makes ready for the next binding.
    Status run();

    int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    ByteView bytes(int column) const;  // valid until the next step

private:
    SqliteFile& file_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
    int code_ = SQLITE_OK;
};

}  // namespace steward::series
