#include "server/platform/storage/sqlite_connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "server/platform/storage/engines.h"

namespace steward::storage {

namespace {
// A statement is reset however the function that uses it ends.
struct ResetAtEnd {
    sqlite3_stmt* statement;
    ~ResetAtEnd() {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

Value read_sqlite_column(sqlite3_stmt* statement, int column, bool is_boolean) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: {
            const int64_t value = sqlite3_column_int64(statement, column);
            if (is_boolean) return value != 0;
            return value;
        }
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            return std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
        }
        case SQLITE_BLOB: {
            const auto* bytes = static_cast<const uint8_t*>(sqlite3_column_blob(statement, column));
            return Bytes(bytes, bytes + sqlite3_column_bytes(statement, column));
        }
        default:
            return std::monostate{};
    }
}

bool is_declared_boolean(sqlite3_stmt* statement, int column) {
    const char* declared = sqlite3_column_decltype(statement, column);
    return declared && sqlite3_stricmp(declared, "boolean") == 0;
}

// greatest() and least() as PostgreSQL has them: NULL arguments are passed over.
void extreme_of(sqlite3_context* context, int count, sqlite3_value** values, bool greatest) {
    sqlite3_value* best = nullptr;
    for (int i = 0; i < count; ++i) {
        if (sqlite3_value_type(values[i]) == SQLITE_NULL) continue;
        const bool better = !best || (greatest ? sqlite3_value_double(values[i]) > sqlite3_value_double(best)
                                               : sqlite3_value_double(values[i]) < sqlite3_value_double(best));
        if (better) best = values[i];
    }
    if (best) sqlite3_result_value(context, best);
    else sqlite3_result_null(context);
}
void sqlite_greatest(sqlite3_context* context, int count, sqlite3_value** values) { extreme_of(context, count, values, true); }
void sqlite_least(sqlite3_context* context, int count, sqlite3_value** values) { extreme_of(context, count, values, false); }
// Asked for once: by name for each value of each call they were a thirtieth of what a statement costs.
std::vector<int> places_of(sqlite3_stmt* statement) {
    std::vector<int> places;
    for (int at = 1; at <= sqlite3_bind_parameter_count(statement); ++at) {
        const char* name = sqlite3_bind_parameter_name(statement, at);
        const auto number = name != nullptr && *name == '$' ? static_cast<size_t>(std::strtoul(name + 1, nullptr, 10)) : 0;
        if (number == 0 || number > 32'766) continue;  // SQLite has no more
        if (places.size() < number) places.resize(number, 0);
        places[number - 1] = at;
    }
    return places;
}
}  // namespace

namespace {
// Its owner's alone, as the folder is: what SQLite makes beside the file has the file's mode. A file that is there must not be opened and
// closed beside SQLite: its locks would go.
void keep_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
    else
        for (const char* of : {"", "-wal", "-shm"}) (void)!chmod((path + of).c_str(), 0600);
}
}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path, bool writes) {
    if (writes && !path.starts_with(':')) keep_private(path);
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_NOMUTEX | (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (code != SQLITE_OK) {
        return fail(ErrorKind::Unavailable, "storage.open_failed",
                    "The database " + path + " cannot be opened. Check that the folder exists and belongs to the server's user.",
                    handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 10'000);
    for (const char* name : {"greatest", "least"}) {
        sqlite3_create_function(handle, name, -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                std::strcmp(name, "least") == 0 ? sqlite_least : sqlite_greatest, nullptr, nullptr);
    }
    // The log is written back each 32 MB: what every change touches (roots of indexes, the journal's end) is so written once for hundreds
    // of changes. Each 8 MB, that was a twentieth of an answer in a ticket.
    if (writes)
        STEWARD_CHECK(connection->execute(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma wal_autocheckpoint = 8000;"));
    // Each change by the writer empties a reader's cache, and a list of what is open among two hundred thousand tickets looks at 6 MB of
    // index: read anew page by page, that was half of what an answer cost. Readers look at the file where the system keeps it anyway (two
    // gigabytes of it, SQLite's own bound); their cache is for what has not been written back from the log yet.
    STEWARD_CHECK(connection->execute("pragma cache_size = -4000;"));
    if (!writes) STEWARD_CHECK(connection->execute("pragma mmap_size = 2147418112;"));
    STEWARD_CHECK(connection->execute("pragma temp_store = memory; pragma case_sensitive_like = off;"));
    return connection;
}

SqliteConnection::~SqliteConnection() {
    for (const auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
    sqlite3_close(handle_);
}

std::unexpected<Error> SqliteConnection::failure(int code, std::string_view sql) const {
    const std::string cause = std::string(sqlite3_errmsg(handle_)) + " in: " + std::string(sql.substr(0, 300));
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return fail(ErrorKind::Conflict, "storage.unique", "Something with this name or number exists already.", cause);
        case SQLITE_CONSTRAINT_FOREIGNKEY:
        case SQLITE_CONSTRAINT_TRIGGER:
            return fail(ErrorKind::Conflict, "storage.foreign_key", "What this refers to does not exist, or something still refers to it.",
                        cause);
        case SQLITE_FULL:
            return fail(ErrorKind::Unavailable, "storage.disk_full",
                        "The server's disk is full. Nothing was lost; free space and try again.", cause);
        default:
            break;
    }
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return fail(ErrorKind::Unavailable, "storage.busy", "The database is busy. Try again in a moment.", cause);
    return fail(ErrorKind::Internal, "storage.failed", "The database refused this. The log says why.", cause);
}

Status SqliteConnection::execute(const char* sql) {
    char* message = nullptr;
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, &message);
    sqlite3_free(message);
    if (code != SQLITE_OK) return failure(sqlite3_extended_errcode(handle_), sql);
    return {};
}

Result<SqliteConnection::Prepared*> SqliteConnection::prepare(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) return &known->second;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK) {
        return failure(sqlite3_extended_errcode(handle_), sql);
    }
    // Filters make many texts; a bounded cache keeps the usual ones.
    if (statements_.size() >= 300) forget_idle();
    Prepared prepared{statement, {}, places_of(statement)};
    for (int i = 0; i < sqlite3_column_count(statement); ++i) prepared.booleans.push_back(is_declared_boolean(statement, i));
    return &statements_.emplace(std::string(sql), std::move(prepared)).first->second;
}

// A row of one may still be at work while another is prepared.
void SqliteConnection::forget_idle() {
    std::erase_if(statements_, [](const auto& known) {
        if (sqlite3_stmt_busy(known.second.statement)) return false;
        sqlite3_finalize(known.second.statement);
        return true;
    });
}

Status SqliteConnection::bind(const Prepared& prepared, std::span<const Value> parameters) {
    STEWARD_CHECK(check_texts(parameters));
    auto* const statement = prepared.statement;
    for (size_t i = 0; i < parameters.size(); ++i) {
        const int at = i < prepared.places.size() ? prepared.places[i] : 0;
        if (at == 0) continue;  // handed in, not used: PostgreSQL would say so, the contract test finds it
        int code = SQLITE_OK;
        if (const auto* whole = std::get_if<int64_t>(&parameters[i])) code = sqlite3_bind_int64(statement, at, *whole);
        else if (const auto* real = std::get_if<double>(&parameters[i])) code = sqlite3_bind_double(statement, at, *real);
        else if (const auto* flag = std::get_if<bool>(&parameters[i])) code = sqlite3_bind_int(statement, at, *flag ? 1 : 0);
        else if (const auto* text = std::get_if<std::string>(&parameters[i]))
            code = sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
        else if (const auto* bytes = std::get_if<Bytes>(&parameters[i]))
            code = bytes->empty() ? sqlite3_bind_zeroblob(statement, at, 0)
                                  : sqlite3_bind_blob64(statement, at, bytes->data(), bytes->size(), SQLITE_STATIC);
        if (code != SQLITE_OK) return failure(code, sqlite3_sql(statement));
    }
    return {};
}

Status SqliteConnection::for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(Row&&)>& each) {
    STEWARD_TRY(auto* prepared, prepare(sql));
    auto* const statement = prepared->statement;
    const ResetAtEnd reset{statement};
    STEWARD_CHECK(bind(*prepared, parameters));
    const int columns = sqlite3_column_count(statement);
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) return {};
        if (code != SQLITE_ROW) return failure(sqlite3_extended_errcode(handle_), sql);
        std::vector<Value> values;
        values.reserve(static_cast<size_t>(columns));
        for (int i = 0; i < columns; ++i) values.push_back(read_sqlite_column(statement, i, prepared->booleans[static_cast<size_t>(i)]));
        if (!each(Row(std::move(values)))) return {};
    }
}

Result<int64_t> SqliteConnection::change(std::string_view sql, std::span<const Value> parameters) {
    STEWARD_TRY(auto* prepared, prepare(sql));
    auto* const statement = prepared->statement;
    const ResetAtEnd reset{statement};
    STEWARD_CHECK(bind(*prepared, parameters));
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) return failure(sqlite3_extended_errcode(handle_), sql);
    return sqlite3_stmt_readonly(statement) ? 0 : sqlite3_changes64(handle_);
}

}  // namespace steward::storage
