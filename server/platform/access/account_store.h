// Accounts as they stand in the database. All functions run in the caller's transaction.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::access {

struct Account {
    AccountId id;
    std::string email;
    std::string name;
    std::string status;  // "invited", "active", "disabled"
    bool all_clients = false;
    std::string password_hash;  // empty: none yet
    Instant last_sign_in_at;
    int64_t revision = 1;
    Instant created_at;
    bool factor_enrolled = false;  // any: an authenticator app or a passkey
    bool totp_enrolled = false;
    int passkeys = 0;
    std::set<std::string> roles;
    std::set<ClientId> clients;
};

/// What addresses are compared by: without blanks around, lower case.
std::string email_key_of(std::string_view email);

/// Selects accounts with their roles and clients. `more` follows "where true" (filters, order).
Result<std::vector<Account>> select_accounts(storage::Transaction& transaction, std::string_view more,
                                             std::vector<storage::Value> parameters);
/// The columns of `select_accounts`, for a query that adds its own behind them.
std::string_view account_columns();
Result<std::vector<Account>> read_accounts(storage::Transaction& transaction, const std::vector<storage::Row>& rows);

Result<std::optional<Account>> find_account(storage::Transaction& transaction, AccountId id);
Result<std::optional<Account>> find_account_by_email(storage::Transaction& transaction, std::string_view email);
/// The same; NotFound "access.account_not_found" instead of nothing.
Result<Account> load_account(storage::Transaction& transaction, AccountId id);

/// Conflict "access.email_taken" when another account has the address.
Status insert_account(storage::Transaction& transaction, const Account& account);
/// Name, status, all_clients, roles and clients; raises the revision.
Status save_account(storage::Transaction& transaction, Account& account, Instant now);
/// A new password; the account becomes active when it was invited.
Status save_password(storage::Transaction& transaction, AccountId id, std::string_view password_hash, Instant now);
/// An invited account becomes active: somebody has shown that it is theirs.
Status activate_account(storage::Transaction& transaction, AccountId id, Instant now);
/// Active accounts with role OWN, other than `except`.
Result<int64_t> count_other_owners(storage::Transaction& transaction, AccountId except);

}  // namespace steward::access
