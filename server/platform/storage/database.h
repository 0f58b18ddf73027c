// The SQL seam: one `Database`, SQL written once in the common part of SQLite and PostgreSQL.
//
// Placeholders are $1, $2, ... on both. Times are BIGINT unix milliseconds, ids TEXT (36
// characters), booleans BOOLEAN, bytes {{bytes}} in migrations (BLOB / BYTEA), JSON {{json}}.
// Where the two engines differ, the difference gets a name in this room (see sql.h).
// Third-party errors become `Error`s here; no exception leaves this room.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace steward::storage {

/// One bound parameter or one column of a result. monostate is NULL.
using Value = std::variant<std::monostate, int64_t, double, bool, std::string, Bytes>;

Value to_value(std::nullptr_t);
inline Value to_value(bool value) { return value; }
inline Value to_value(double value) { return value; }
template <typename T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) Value to_value(T value) { return static_cast<int64_t>(value); }
inline Value to_value(std::string value) { return value; }
inline Value to_value(std::string_view value) { return std::string(value); }
inline Value to_value(const char* value) { return std::string(value); }
inline Value to_value(Bytes value) { return value; }
inline Value to_value(Instant value) { return value.unix_ms; }
template <typename Tag>
Value to_value(const Id<Tag>& id) {
    return id.text();
}
inline Value to_value(Value value) { return value; }
template <typename T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value{};
}

/// One row of a result; columns are numbered from 0. Reading a column as the wrong type is a
/// programming error (asserted); NULL must be asked for with is_null or the *_or readers.
class Row {
public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    size_t size() const { return values_.size(); }
    bool is_null(size_t column) const { return std::holds_alternative<std::monostate>(values_[column]); }
    int64_t integer(size_t column) const;
    double real(size_t column) const;   // also of an integer column
    bool boolean(size_t column) const;  // also of an integer column (SQLite has no other)
    const std::string& text(size_t column) const;
    const Bytes& bytes(size_t column) const;
    Instant instant(size_t column) const { return Instant{integer(column)}; }
    int64_t integer_or(size_t column, int64_t otherwise) const { return is_null(column) ? otherwise : integer(column); }
    std::string text_or(size_t column, std::string otherwise = {}) const { return is_null(column) ? otherwise : text(column); }
    template <typename AnyId>
    AnyId id(size_t column) const {
        return AnyId::parse(text(column)).value_or(AnyId{});
    }
    const Value& value(size_t column) const { return values_[column]; }

private:
    std::vector<Value> values_;
};

enum class Engine { Sqlite, Postgres };

/// A transaction that is open. Never keep one beyond the function it was handed to.
class Transaction {
public:
    virtual ~Transaction() = default;

    /// All rows. Failures: Conflict "storage.unique" / "storage.foreign_key", Internal "storage.failed",
    /// Unavailable "storage.busy" or "storage.disk_full".
    template <typename... Parameters>
    Result<std::vector<Row>> query(std::string_view sql, Parameters&&... parameters) {
        return query_values(sql, {to_value(std::forward<Parameters>(parameters))...});
    }
    /// The first row, or nullopt.
    template <typename... Parameters>
    Result<std::optional<Row>> query_one(std::string_view sql, Parameters&&... parameters) {
        STEWARD_TRY(auto rows, query_values(sql, {to_value(std::forward<Parameters>(parameters))...}));
        if (rows.empty()) return std::optional<Row>{};
        return std::optional<Row>{std::move(rows.front())};
    }
    /// The number of rows changed.
    template <typename... Parameters>
    Result<int64_t> execute(std::string_view sql, Parameters&&... parameters) {
        return execute_values(sql, {to_value(std::forward<Parameters>(parameters))...});
    }
    /// The same with parameters built at run time (filters).
    Result<std::vector<Row>> query_values(std::string_view sql, std::initializer_list<Value> parameters) {
        return run(sql, std::span(parameters.begin(), parameters.size()));
    }
    Result<int64_t> execute_values(std::string_view sql, std::initializer_list<Value> parameters) {
        return change(sql, std::span(parameters.begin(), parameters.size()));
    }
    virtual Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> parameters) = 0;
    virtual Result<int64_t> change(std::string_view sql, std::span<const Value> parameters) = 0;
    /// Row by row without keeping them, for long lists. `each` returns false to stop early.
    virtual Status for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(const Row&)>& each) = 0;

    virtual Engine engine() const = 0;

    /// Runs after the commit has reached stable storage, on the committing thread; not after a roll-back.
    virtual void after_commit(std::function<void()> then) = 0;
};

/// Opens transactions. Safe from any thread.
class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    /// Runs `work` in a transaction that may write; commits when it returns success, rolls back
    /// otherwise. When this returns success the change survives kill -9 and power loss
    /// (synchronous=FULL; synchronous_commit=on). Serialization failures are retried, so `work`
    /// must have no effect outside the transaction. Writers queue; readers never wait for them.
    virtual Status write(const std::function<Status(Transaction&)>& work) = 0;

    /// The same on one consistent snapshot, read only.
    virtual Status read(const std::function<Status(Transaction&)>& work) = 0;

    /// A transaction held by an object, for the dispatcher alone; rolled back when destroyed
    /// before `commit`. `writes` false gives a snapshot.
    class Held {
    public:
        virtual ~Held() = default;
        virtual Transaction& transaction() = 0;
        virtual Status commit() = 0;
    };
    virtual Result<std::unique_ptr<Held>> begin(bool writes) = 0;

    /// A consistent copy into `path` while writers go on: SQLite's by its backup API, as the database is at the end; PostgreSQL's by
    /// pg_dump, as it is at the beginning (postgres_copy.h has the failures, and the way back).
    virtual Status copy_to(const std::string& path) = 0;
};

/// From here to its commit, no other transaction that asked for `name` runs: for counters that must
/// become visible in order. SQLite has one writer anyway; PostgreSQL takes an advisory lock.
Status serialize_writers(Transaction& transaction, std::string_view name);

/// One numbered SQL file of a room: "alerting/0001_create_alerts.sql".
struct Migration {
    std::string_view room;
    int number;
    std::string_view name;
    std::string_view sql;  // statements separated by ';' at line ends; {{bytes}}, {{json}} replaced
};

/// Applies what is missing, each in its transaction, in the order given (rooms in road order).
/// Failure: Conflict "storage.newer_schema" when the database knows a migration that this
/// program does not; Conflict "storage.migration_changed" when an applied file differs.
Status migrate(Database& database, std::span<const Migration> migrations, Instant now);

/// The embedded database: WAL, synchronous=FULL, foreign keys on, one writer and a pool of readers.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path);

/// `url` as libpq takes it ("postgresql://..."): a pool, binary parameters, prepared statements.
Result<std::unique_ptr<Database>> open_postgres(const std::string& url, int connections = 8);

}  // namespace steward::storage
