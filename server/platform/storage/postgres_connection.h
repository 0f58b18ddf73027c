// One PostgreSQL connection with its prepared statements. Used by one thread at a time.
#pragma once

#include <unordered_map>

#include "server/platform/storage/postgres_values.h"

namespace steward::storage {

class PostgresConnection {
public:
    /// Failure: Unavailable "storage.open_failed". A writer holds a lock while it is in a transaction,
    /// so the server ends one that says nothing for a minute.
    static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url, bool writes);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> parameters);
    Result<int64_t> change(std::string_view sql, std::span<const Value> parameters);
    /// By a cursor, so that a long list is never held at once and `each` may use this connection.
    Status for_each(std::string_view sql, std::span<const Value> parameters, const std::function<bool(const Row&)>& each);

    /// Without parameters and rows: commit, set. `tag` is the last statement's command tag.
    Status command(const std::string& sql, std::string* tag = nullptr);
    /// Begins a transaction and gives the last statement's rows. A connection that the server dropped meanwhile is made anew first, with
    /// `tries` attempts in about three seconds when it is coming up again.
    Result<std::vector<Row>> begin(const std::string& sql, int tries);
    /// For what libpq alone knows of it.
    PGconn* handle() { return handle_; }
    bool is_broken() const { return lost_ || PQstatus(handle_) != CONNECTION_OK; }
    /// Whether a statement since `begin` failed in a way that another run of the transaction may not.
    bool may_repeat() const { return may_repeat_; }

private:
    PostgresConnection(PGconn* handle, bool writes) : handle_(handle), writes_(writes) {}
    Status settle();
    Status reconnect();
    Status forget_statements();
    Result<PostgresResult> send(const std::string& sql);
    Result<std::string> prepare(std::string_view sql, const PostgresParameters& parameters);
    Result<PostgresResult> execute(std::string_view sql, std::span<const Value> values);
    Result<PostgresResult> check(PostgresResult result, std::string_view sql);

    PGconn* handle_;
    bool writes_;
    bool may_repeat_ = false, stale_plans_ = false, lost_ = false;
    int open_cursors_ = 0;
    uint64_t prepared_ = 0;
    std::unordered_map<std::string, std::string> statements_;  // types and SQL → name
};

}  // namespace steward::storage
