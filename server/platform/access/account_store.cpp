#include "server/platform/access/account_store.h"

#include <map>

namespace steward::access {

namespace {
std::string id_list(const std::vector<storage::Row>& rows, std::vector<storage::Value>& parameters) {
    std::string list;
    for (const auto& row : rows) {
        parameters.push_back(row.value(0));
        list += (list.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    return list;
}

Status insert_roles_and_clients(storage::Transaction& transaction, const Account& account) {
    for (const auto& role : account.roles) {
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", account.id, role));
    }
    for (const auto& client : account.clients) {
        STEWARD_CHECK(
            transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", account.id, client));
    }
    return {};
}
}  // namespace

std::string email_key_of(std::string_view email) {
    while (email.starts_with(' ')) email.remove_prefix(1);
    while (email.ends_with(' ')) email.remove_suffix(1);
    std::string key;
    for (const char c : email) key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return key;
}

std::string_view account_columns() {
    return "access_accounts.id, email, access_accounts.name, status, all_clients, password_hash, last_sign_in_at, revision, "
           "access_accounts.created_at, "
           "(select count(*) from access_totp where access_totp.account_id = access_accounts.id and access_totp.secret is not null), "
           "(select count(*) from access_passkeys where access_passkeys.account_id = access_accounts.id)";
}

Result<std::vector<Account>> read_accounts(storage::Transaction& transaction, const std::vector<storage::Row>& rows) {
    std::vector<Account> accounts;
    std::map<std::string, size_t> place;
    for (const auto& row : rows) {
        Account account{.id = row.id<AccountId>(0), .email = row.text(1), .name = row.text(2), .status = row.text(3)};
        account.all_clients = row.boolean(4);
        account.password_hash = row.text_or(5);
        account.last_sign_in_at = Instant{row.integer_or(6, 0)};
        account.revision = row.integer(7);
        account.created_at = row.instant(8);
        account.totp_enrolled = row.integer(9) > 0;
        account.passkeys = static_cast<int>(row.integer(10));
        account.factor_enrolled = account.totp_enrolled || account.passkeys > 0;
        place[row.text(0)] = accounts.size();
        accounts.push_back(std::move(account));
    }
    if (rows.empty()) return accounts;
    std::vector<storage::Value> parameters;
    const std::string ids = id_list(rows, parameters);
    STEWARD_TRY(const auto roles,
                transaction.run("select account_id, role from access_account_roles where account_id in (" + ids + ")", parameters));
    for (const auto& row : roles) accounts[place[row.text(0)]].roles.insert(row.text(1));
    STEWARD_TRY(const auto clients,
                transaction.run("select account_id, client_id from access_account_clients where account_id in (" + ids + ")", parameters));
    for (const auto& row : clients) accounts[place[row.text(0)]].clients.insert(row.id<ClientId>(1));
    return accounts;
}

Result<std::vector<Account>> select_accounts(storage::Transaction& transaction, std::string_view more,
                                             std::vector<storage::Value> parameters) {
    STEWARD_TRY(
        const auto rows,
        transaction.run("select " + std::string(account_columns()) + " from access_accounts where 1 = 1" + std::string(more), parameters));
    return read_accounts(transaction, rows);
}

Result<std::optional<Account>> find_account(storage::Transaction& transaction, AccountId id) {
    STEWARD_TRY(auto found, select_accounts(transaction, " and id = $1", {storage::to_value(id)}));
    if (found.empty()) return std::optional<Account>{};
    return std::optional(std::move(found.front()));
}

Result<std::optional<Account>> find_account_by_email(storage::Transaction& transaction, std::string_view email) {
    STEWARD_TRY(auto found, select_accounts(transaction, " and email_key = $1", {email_key_of(email)}));
    if (found.empty()) return std::optional<Account>{};
    return std::optional(std::move(found.front()));
}

Result<Account> load_account(storage::Transaction& transaction, AccountId id) {
    STEWARD_TRY(auto account, find_account(transaction, id));
    if (!account)
        return fail(ErrorKind::NotFound, "access.account_not_found", "There is no such account. GET /api/v1/accounts lists them.");
    return std::move(*account);
}

Status insert_account(storage::Transaction& transaction, const Account& account) {
    STEWARD_TRY(const auto taken,
                transaction.query_one("select id from access_accounts where email_key = $1", email_key_of(account.email)));
    if (taken) {
        Error error{.kind = ErrorKind::Conflict,
                    .code = "access.email_taken",
                    .message = "An account with this e-mail address exists. Change that one, or make it a new sign-in link."};
        error.fields.push_back({"/email", "An account with this e-mail address exists."});
        return std::unexpected(std::move(error));
    }
    const auto hash = account.password_hash.empty() ? std::nullopt : std::optional(account.password_hash);
    STEWARD_CHECK(
        transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, password_hash, revision, "
                            "created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                            account.id, account.email, email_key_of(account.email), account.name, account.status, account.all_clients, hash,
                            account.revision, account.created_at, account.created_at));
    return insert_roles_and_clients(transaction, account);
}

Status save_account(storage::Transaction& transaction, Account& account, Instant now) {
    ++account.revision;
    STEWARD_CHECK(transaction.execute(
        "update access_accounts set name = $2, status = $3, all_clients = $4, revision = $5, changed_at = $6 where id = $1", account.id,
        account.name, account.status, account.all_clients, account.revision, now));
    STEWARD_CHECK(transaction.execute("delete from access_account_roles where account_id = $1", account.id));
    STEWARD_CHECK(transaction.execute("delete from access_account_clients where account_id = $1", account.id));
    return insert_roles_and_clients(transaction, account);
}

Status save_password(storage::Transaction& transaction, AccountId id, std::string_view password_hash, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "update access_accounts set password_hash = $2, password_changed_at = $3, changed_at = $3, revision = revision + 1, "
        "status = case status when 'invited' then 'active' else status end where id = $1",
        id, password_hash, now));
    return {};
}

Status activate_account(storage::Transaction& transaction, AccountId id, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "update access_accounts set status = 'active', changed_at = $2, revision = revision + 1 where id = $1 and status = 'invited'", id,
        now));
    return {};
}

Result<int64_t> count_other_owners(storage::Transaction& transaction, AccountId except) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*) from access_accounts a join access_account_roles r on r.account_id = a.id "
                                      "where r.role = 'OWN' and a.status = 'active' and a.id <> $1",
                                      except));
    return row->integer(0);
}

}  // namespace steward::access
