#include "server/platform/storage/postgres_connection.h"

#include <chrono>
#include <thread>

#include "server/platform/storage/engines.h"

namespace steward::storage {

namespace {
constexpr int oldest_server = 130000;  // pg_current_xact_id
constexpr size_t most_statements = 300;
constexpr int cursor_rows = 500;

std::unexpected<Error> cannot_open(std::string what, std::string cause = {}) {
    return fail(ErrorKind::Unavailable, "storage.open_failed", std::move(what), std::move(cause));
}

// libpq quotes what it cannot read, and that may be the password: its message is not passed on.
Status check_address(const std::string& url) {
    char* message = nullptr;
    PQconninfoOption* options = PQconninfoParse(url.c_str(), &message);
    if (message) PQfreemem(message);
    if (!options) return cannot_open("The database's address cannot be read. It looks like postgresql://user@host:5432/steward.");
    PQconninfoFree(options);
    return {};
}

std::vector<Row> rows_of(const PostgresResult& result) {
    std::vector<Row> rows;
    const int count = PQntuples(result.get());
    rows.reserve(static_cast<size_t>(count));
    for (int row = 0; row < count; ++row) rows.push_back(read_postgres_row(result.get(), row));
    return rows;
}

void say_nothing(void*, const PGresult*) {}
}  // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url, bool writes) {
    STEWARD_CHECK(check_address(url));
    // What stands before dbname holds unless the address says otherwise.
    const char* const keywords[] = {
        "connect_timeout", "keepalives_idle", "tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding", nullptr};
    const char* const values[] = {"5", "30", "30000", "steward", url.c_str(), "UTF8", nullptr};
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(PQconnectdbParams(keywords, values, 1), writes));
    PGconn* handle = connection->handle_;
    if (connection->is_broken())
        return cannot_open("The database server cannot be reached. Check its address and that it runs.", PQerrorMessage(handle));
    if (PQserverVersion(handle) < oldest_server) return cannot_open("The database server is too old: PostgreSQL 13 or newer is needed.");
    STEWARD_CHECK(connection->settle());
    return connection;
}

PostgresConnection::~PostgresConnection() { PQfinish(handle_); }

// The settings of a session, after every connect. What a person waits for takes milliseconds: starting other processes for it, or
// compiling it, takes longer than the work.
Status PostgresConnection::settle() {
    PQsetNoticeReceiver(handle_, say_nothing, nullptr);
    statements_.clear();
    STEWARD_CHECK(
        command(std::string("set synchronous_commit = on; set lock_timeout = '10s'; set timezone = 'UTC'; set extra_float_digits = 1; "
                            "set bytea_output = 'hex'; set standard_conforming_strings = on; set jit = off; "
                            "set max_parallel_workers_per_gather = 0; set idle_in_transaction_session_timeout = ") +
                (writes_ ? "'60s'" : "'15min'")));
    return {};
}

Status PostgresConnection::reconnect() {
    PQreset(handle_);
    lost_ = false;
    if (is_broken()) return postgres_failure(handle_, nullptr, "connect");
    return settle();
}

Result<std::vector<Row>> PostgresConnection::begin(const std::string& sql, int tries) {
    for (int attempt = 1;; ++attempt) {
        Status ready;
        if (is_broken()) ready = reconnect();
        if (ready) {
            if (stale_plans_) ready = forget_statements();
            stale_plans_ = may_repeat_ = false;
            open_cursors_ = 0;
        }
        if (ready) {
            auto begun = send(sql);
            if (begun) return rows_of(*begun);
            if (!is_broken() || attempt >= tries) return std::unexpected(std::move(begun.error()));
        } else if (attempt >= tries) {
            return std::unexpected(std::move(ready.error()));
        }
        // The first failure is the old connection's; from then on the server is given time.
        if (attempt > 1) std::this_thread::sleep_for(std::chrono::milliseconds(50 << (attempt - 2)));
    }
}

Result<PostgresResult> PostgresConnection::check(PostgresResult result, std::string_view sql) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return result;
    const PostgresTrouble trouble = trouble_of(result.get());
    stale_plans_ = stale_plans_ || trouble.stale_plans;
    lost_ = lost_ || trouble.lost;  // libpq notices some losses only one call later
    may_repeat_ = may_repeat_ || trouble.met_another || trouble.stale_plans;
    return postgres_failure(handle_, result.get(), sql);
}

Result<PostgresResult> PostgresConnection::send(const std::string& sql) {
    return check(PostgresResult(PQexec(handle_, sql.c_str()), PQclear), sql);
}

Status PostgresConnection::command(const std::string& sql, std::string* tag) {
    STEWARD_TRY(const auto result, send(sql));
    if (tag) *tag = PQcmdStatus(result.get());
    return {};
}

Status PostgresConnection::forget_statements() {
    STEWARD_CHECK(command("deallocate all"));
    statements_.clear();
    return {};
}

Result<std::string> PostgresConnection::prepare(std::string_view sql, const PostgresParameters& parameters) {
    std::string key = parameters.signature() + " " + std::string(sql);
    if (const auto known = statements_.find(key); known != statements_.end()) return known->second;
    // Filters make many texts; a bounded cache keeps the usual ones.
    if (statements_.size() >= most_statements) STEWARD_CHECK(forget_statements());
    std::string name = "s" + std::to_string(++prepared_);
    STEWARD_CHECK(check(
        PostgresResult(PQprepare(handle_, name.c_str(), std::string(sql).c_str(), parameters.count(), parameters.types()), PQclear), sql));
    statements_.emplace(std::move(key), name);
    return name;
}

Result<PostgresResult> PostgresConnection::execute(std::string_view sql, std::span<const Value> values) {
    STEWARD_CHECK(check_texts(values));
    const PostgresParameters parameters(values);
    STEWARD_TRY(const std::string name, prepare(sql, parameters));
    return check(PostgresResult(PQexecPrepared(handle_, name.c_str(), parameters.count(), parameters.values(), parameters.lengths(),
                                               parameters.formats(), 0),
                                PQclear),
                 sql);
}

Result<std::vector<Row>> PostgresConnection::run(std::string_view sql, std::span<const Value> values) {
    STEWARD_TRY(const auto result, execute(sql, values));
    return rows_of(result);
}

Result<int64_t> PostgresConnection::change(std::string_view sql, std::span<const Value> values) {
    STEWARD_TRY(const auto result, execute(sql, values));
    const std::string_view tag = PQcmdStatus(result.get());
    if (tag.starts_with("SELECT")) return 0;
    return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

Status PostgresConnection::for_each(std::string_view sql, std::span<const Value> values, const std::function<bool(const Row&)>& each) {
    STEWARD_CHECK(check_texts(values));
    const PostgresParameters parameters(values);
    const std::string cursor = "steward_cursor_" + std::to_string(open_cursors_);
    const std::string declare = "declare " + cursor + " no scroll cursor for " + std::string(sql);
    STEWARD_CHECK(check(PostgresResult(PQexecParams(handle_, declare.c_str(), parameters.count(), parameters.types(), parameters.values(),
                                                    parameters.lengths(), parameters.formats(), 0),
                                       PQclear),
                        sql));
    ++open_cursors_;
    const std::string fetch = "fetch " + std::to_string(cursor_rows) + " from " + cursor;
    for (bool more = true; more;) {
        STEWARD_TRY(const auto result, send(fetch));
        const int rows = PQntuples(result.get());
        more = rows == cursor_rows;
        for (int row = 0; row < rows; ++row) {
            if (each(read_postgres_row(result.get(), row))) continue;
            more = false;
            break;
        }
    }
    STEWARD_CHECK(command("close " + cursor));
    --open_cursors_;
    return {};
}

}  // namespace steward::storage
