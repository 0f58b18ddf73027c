#include "server/platform/access/session_store.h"

#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
constexpr std::string_view session_select =
    "select id, account_id, created_at, last_used_at, expires_at, factor_at, address, user_agent, provider_id from access_sessions ";

Session read_session(const storage::Row& row) {
    return {.id = row.id<SessionId>(0),
            .account = row.id<AccountId>(1),
            .created_at = row.instant(2),
            .last_used_at = row.instant(3),
            .expires_at = row.instant(4),
            .factor_at = Instant{row.integer_or(5, 0)},
            .address = row.text(6),
            .user_agent = row.text(7),
            .provider = row.text_or(8)};
}

std::optional<Instant> factor_time(const Session& session) {
    return session.factor_at.is_set() ? std::optional(session.factor_at) : std::nullopt;
}

Result<std::optional<Session>> first_session(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_session(**row)) : std::nullopt;
}
}  // namespace

SessionLimits session_limits(bool client_side) {
    using namespace std::chrono;
    return client_side ? SessionLimits{hours(8), hours(7 * 24)} : SessionLimits{minutes(30), hours(12)};
}

bool session_has_ended(const Session& session, const SessionLimits& limits, Instant now) {
    return now >= session.expires_at || now - session.last_used_at > limits.idle;
}

Status insert_session(storage::Transaction& transaction, const Session& session, std::string_view secret) {
    STEWARD_CHECK(transaction.execute(
        "insert into access_sessions (id, account_id, secret_hash, created_at, last_used_at, expires_at, factor_at, "
        "address, user_agent, provider_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        session.id, session.account, sha256(secret), session.created_at, session.last_used_at, session.expires_at, factor_time(session),
        session.address, session.user_agent.substr(0, 300), session.provider.empty() ? std::nullopt : std::optional(session.provider)));
    return {};
}

Result<std::optional<Session>> find_session(storage::Transaction& transaction, std::string_view secret) {
    return first_session(transaction.query_one(std::string(session_select) + "where secret_hash = $1", sha256(secret)));
}

Result<std::optional<Session>> find_session_by_id(storage::Transaction& transaction, SessionId id) {
    return first_session(transaction.query_one(std::string(session_select) + "where id = $1", id));
}

Result<std::vector<Session>> sessions_of(storage::Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto rows,
                transaction.query(std::string(session_select) + "where account_id = $1 order by last_used_at desc, id", account));
    std::vector<Session> sessions;
    for (const auto& row : rows) sessions.push_back(read_session(row));
    return sessions;
}

Status renew_session(storage::Transaction& transaction, const Session& session, std::string_view new_secret) {
    STEWARD_CHECK(
        transaction.execute("update access_sessions set secret_hash = $2, last_used_at = $3, expires_at = $4, factor_at = $5 where id = $1",
                            session.id, sha256(new_secret), session.last_used_at, session.expires_at, factor_time(session)));
    return {};
}

Status note_use(storage::Transaction& transaction, SessionId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update access_sessions set last_used_at = $2 where id = $1", id, now));
    return {};
}

Status end_session(storage::Transaction& transaction, SessionId id) {
    STEWARD_CHECK(transaction.execute("delete from access_sessions where id = $1", id));
    return {};
}

Status end_sessions_of(storage::Transaction& transaction, AccountId account, SessionId except) {
    STEWARD_CHECK(transaction.execute("delete from access_sessions where account_id = $1 and id <> $2", account, except));
    return {};
}

Result<IssuedLink> issue_link(storage::Transaction& transaction, AccountId account, Instant now, Rng& rng) {
    STEWARD_CHECK(transaction.execute("update access_links set used_at = $2 where account_id = $1 and used_at is null", account, now));
    IssuedLink link{.token = make_secret(rng), .expires_at = now + link_lives};
    STEWARD_CHECK(
        transaction.execute("insert into access_links (id, account_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
                            to_text(make_raw_id(now, rng)), account, sha256(link.token), now, link.expires_at));
    return link;
}

Result<std::optional<AccountId>> account_of_link(storage::Transaction& transaction, std::string_view token, Instant now) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select account_id from access_links where secret_hash = $1 and used_at is null and expires_at > $2",
                                      sha256(token), now));
    return row ? std::optional(row->id<AccountId>(0)) : std::nullopt;
}

Result<bool> use_link(storage::Transaction& transaction, std::string_view token, Instant now) {
    return use_link_by_hash(transaction, sha256(token), now);
}

Result<bool> use_link_by_hash(storage::Transaction& transaction, const Bytes& token_hash, Instant now) {
    STEWARD_TRY(const int64_t used,
                transaction.execute("update access_links set used_at = $2 where secret_hash = $1 and used_at is null and expires_at > $2",
                                    token_hash, now));
    return used == 1;
}

}  // namespace steward::access
