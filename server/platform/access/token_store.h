// API tokens as they stand in the database.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::access {

struct Token {
    TokenId id;
    AccountId account;  // its creator, whose rights bound it at every use
    std::string name;
    std::set<std::string> permissions;  // empty: all of the creator's
    std::set<ClientId> clients;         // empty: all of the creator's
    Instant created_at;
    Instant expires_at;
    Instant last_used_at;
    Instant revoked_at;  // unset: it was not
};

struct StoredToken {
    Token token;
    Bytes secret_hash;
};

Status insert_token(storage::Transaction& transaction, const Token& token, std::string_view secret);
Result<std::optional<StoredToken>> find_token(storage::Transaction& transaction, TokenId id);
Result<std::vector<Token>> tokens_of(storage::Transaction& transaction, AccountId account);
Status note_token_use(storage::Transaction& transaction, TokenId id, Instant now);
/// False when the account has no such token; revoking twice is one revocation.
Result<bool> revoke_token(storage::Transaction& transaction, AccountId account, TokenId id, Instant now);

}  // namespace steward::access
