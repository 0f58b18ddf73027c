#include "server/platform/series/sqlite_file.h"

namespace steward::series {

Result<std::unique_ptr<SqliteFile>> SqliteFile::open(const std::string& path, const char* schema) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    std::unique_ptr<SqliteFile> file(new SqliteFile(handle, path));
    if (code != SQLITE_OK) {
        return fail(ErrorKind::Internal, "series.open_failed",
                    "A file of the series could not be opened; check the folder's owner and the disk.", path + ": " + sqlite3_errstr(code));
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 10'000);
    // What comes from a file is never trusted: no functions or views of a planted schema run.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    STEWARD_CHECK(
        file->execute("pragma page_size = 4096; pragma journal_mode = truncate; pragma synchronous = full; pragma secure_delete = on;"
                      "pragma cache_size = -64; pragma temp_store = memory; pragma locking_mode = normal; pragma cell_size_check = on;"));
    STEWARD_CHECK(file->execute(schema));
    return file;
}

SqliteFile::~SqliteFile() { sqlite3_close(handle_); }

Status SqliteFile::execute(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code);
    return {};
}

std::unexpected<Error> SqliteFile::failure(int code) const {
    const std::string cause = path_ + ": " + sqlite3_errmsg(handle_);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return fail(ErrorKind::Unavailable, "series.disk_full", "The disk is full; make room on the server.", cause);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return fail(ErrorKind::Internal, "series.damaged", "A file of the series is damaged; restore the series folder from a backup.",
                        cause);
        default:
            return fail(ErrorKind::Internal, "series.write_failed", "A file of the series could not be used; see the server's log.", cause);
    }
}

SqliteStatement::SqliteStatement(SqliteFile& file, const char* sql) : file_(file) {
    code_ = sqlite3_prepare_v2(file.handle(), sql, -1, &statement_, nullptr);
}

SqliteStatement& SqliteStatement::bind(int64_t value) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
}

SqliteStatement& SqliteStatement::bind(ByteView value) {
    if (code_ == SQLITE_OK) {
        code_ = value.empty() ? sqlite3_bind_zeroblob(statement_, ++bound_, 0)
                              : sqlite3_bind_blob64(statement_, ++bound_, value.data(), value.size(), SQLITE_STATIC);
    }
    return *this;
}

Result<bool> SqliteStatement::step() {
    if (code_ != SQLITE_OK) return file_.failure(code_);
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return file_.failure(code);
}

Status SqliteStatement::run() {
    Result<bool> more = step();
    while (more && *more) more = step();
    bound_ = 0;
    if (code_ == SQLITE_OK) {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    if (!more) return std::unexpected(more.error());
    return {};
}

ByteView SqliteStatement::bytes(int column) const {
    const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, data ? static_cast<size_t>(sqlite3_column_bytes(statement_, column)) : 0};
}

}  // namespace steward::series
