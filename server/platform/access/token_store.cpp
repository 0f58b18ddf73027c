#include "server/platform/access/token_store.h"

#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
constexpr std::string_view token_select =
    "select id, account_id, name, permissions, client_ids, created_at, expires_at, last_used_at, revoked_at, secret_hash from "
    "access_tokens ";

std::vector<std::string> split_at_blanks(std::string_view text) {
    std::vector<std::string> parts;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) parts.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

StoredToken read_token(const storage::Row& row) {
    StoredToken stored;
    stored.token.id = row.id<TokenId>(0);
    stored.token.account = row.id<AccountId>(1);
    stored.token.name = row.text(2);
    for (auto& permission : split_at_blanks(row.text(3))) stored.token.permissions.insert(std::move(permission));
    for (const auto& client : split_at_blanks(row.text(4))) stored.token.clients.insert(ClientId::parse(client).value_or(ClientId{}));
    stored.token.created_at = row.instant(5);
    stored.token.expires_at = row.instant(6);
    stored.token.last_used_at = Instant{row.integer_or(7, 0)};
    stored.token.revoked_at = Instant{row.integer_or(8, 0)};
    stored.secret_hash = row.bytes(9);
    return stored;
}
}  // namespace

Status insert_token(storage::Transaction& transaction, const Token& token, std::string_view secret) {
    std::string permissions, clients;
    for (const auto& permission : token.permissions) permissions += (permissions.empty() ? "" : " ") + permission;
    for (const auto& client : token.clients) clients += (clients.empty() ? "" : " ") + client.text();
    STEWARD_CHECK(transaction.execute(
        "insert into access_tokens (id, account_id, name, secret_hash, permissions, client_ids, created_at, expires_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        token.id, token.account, token.name, sha256(secret), permissions, clients, token.created_at, token.expires_at));
    return {};
}

Result<std::optional<StoredToken>> find_token(storage::Transaction& transaction, TokenId id) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(token_select) + "where id = $1", id));
    return row ? std::optional(read_token(*row)) : std::nullopt;
}

Result<std::vector<Token>> tokens_of(storage::Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto rows,
                transaction.query(std::string(token_select) + "where account_id = $1 order by created_at desc, id", account));
    std::vector<Token> tokens;
    for (const auto& row : rows) tokens.push_back(read_token(row).token);
    return tokens;
}

Status note_token_use(storage::Transaction& transaction, TokenId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update access_tokens set last_used_at = $2 where id = $1", id, now));
    return {};
}

Result<bool> revoke_token(storage::Transaction& transaction, AccountId account, TokenId id, Instant now) {
    STEWARD_TRY(const int64_t found,
                transaction.execute("update access_tokens set revoked_at = coalesce(revoked_at, $3) where id = $1 and account_id = $2", id,
                                    account, now));
    return found == 1;
}

}  // namespace steward::access
