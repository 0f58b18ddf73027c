#include "server/platform/access/account_rules.h"
#include "server/platform/access/factor_store.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/service.h"
#include "server/platform/filter/filter.h"

namespace steward::access {

namespace {
constexpr filter::Field account_fields[] = {
    {"name", "access_accounts.name", filter::Kind::Text},
    {"email", "email", filter::Kind::Text},
    {"status", "status", filter::Kind::Text},
    {"created", "access_accounts.created_at", filter::Kind::Time},
    {"last_sign_in", "coalesce(last_sign_in_at, 0)", filter::Kind::Time},
};
constexpr std::string_view account_text_columns[] = {"access_accounts.name", "email"};

std::string account_etag(const Account& account) { return std::to_string(account.revision); }

v1::Account show_account(const Caller& caller, const Account& account) {
    v1::Account shown;
    shown.set_account_id(account.id.text());
    shown.set_name(account.name);
    shown.set_email(account.email);
    for (const auto& role : account.roles) shown.add_roles(role);
    shown.set_all_clients(account.all_clients);
    for (const auto& client : account.clients) shown.add_client_ids(client.text());
    shown.set_status(account.status);
    shown.set_second_factor_enrolled(account.factor_enrolled);
    shown.set_passkeys(account.passkeys);
    shown.set_last_sign_in_at_unix_ms(account.last_sign_in_at.unix_ms);
    shown.set_created_at_unix_ms(account.created_at.unix_ms);
    shown.set_etag(account_etag(account));
    for (const auto& action : allowed_actions(caller, account)) shown.add_allowed_actions(action);
    return shown;
}

template <typename Ids>
Result<std::set<ClientId>> parse_clients(const Ids& ids) {
    std::set<ClientId> clients;
    for (const auto& text : ids) {
        const auto id = ClientId::parse(text);
        if (!id) return bad_field("/client_ids", "'" + text + "' is not the id of a client.");
        clients.insert(*id);
    }
    return clients;
}

Result<Account> load_named_account(storage::Transaction& transaction, const std::string& id) {
    return load_account(transaction, AccountId::parse(id).value_or(AccountId{}));
}

std::string joined(const std::set<std::string>& roles) {
    std::string text;
    for (const auto& role : roles) text += (text.empty() ? "" : ",") + role;
    return text;
}

// What becomes of `account` when the request is taken as it is. An empty list of roles means
// "unchanged"; the clients are taken when there are any, or when all_clients is said along with them.
Result<Account> with_changes(Account account, const v1::UpdateAccountRequest& request) {
    if (request.has_name()) account.name = request.name();
    if (request.roles_size() > 0) account.roles = {request.roles().begin(), request.roles().end()};
    if (request.client_ids_size() > 0 || request.has_all_clients()) {
        STEWARD_TRY(account.clients, parse_clients(request.client_ids()));
    }
    if (request.has_all_clients()) account.all_clients = request.all_clients();
    if (account.all_clients) account.clients.clear();
    if (request.has_status()) {
        if (request.status() == "disabled") account.status = "disabled";
        // Who came without a password (a provider, a link by mail) has come nevertheless.
        else if (request.status() == "active")
            account.status = account.password_hash.empty() && !account.last_sign_in_at.is_set() ? "invited" : "active";
        else return bad_field("/status", "The status can be set to 'active' or 'disabled'.");
    }
    return account;
}
}  // namespace

Status Service::check_people_and_clients(storage::Transaction& transaction, const Call&, const Account& account) const {
    STEWARD_CHECK(person_fits(account.name, account.email));
    STEWARD_CHECK(roles_fit(account.roles, account.all_clients, account.clients.size()));
    for (const auto& client : account.clients) {
        if (!resources_.client_of(transaction, "client", client.text())) {
            return bad_field("/client_ids", "There is no client " + client.text() + ". GET /api/v1/clients lists them.");
        }
    }
    return {};
}

Result<v1::ListAccountsResponse> Service::list_accounts(Call& call, const v1::ListAccountsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    STEWARD_TRY(const std::string where, filter::to_sql(terms, account_fields, account_text_columns, call.now(), parameters));
    STEWARD_TRY(const auto page, filter::page(request.order_by(), "name", request.page_size(), request.page_token(), account_fields,
                                              "access_accounts.id", parameters));
    STEWARD_TRY(auto rows, transaction->run("select " + std::string(account_columns()) + page.key_columns +
                                                " from access_accounts where 1 = 1" + where + page.where + page.order_by + page.limit,
                                            parameters));
    v1::ListAccountsResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    STEWARD_TRY(const auto accounts, read_accounts(*transaction, rows));
    for (const auto& account : accounts) *answer.add_accounts() = show_account(call.caller(), account);
    return answer;
}

Result<v1::Account> Service::get_account(Call& call, const v1::GetAccountRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, load_named_account(*transaction, request.account_id()));
    return show_account(call.caller(), account);
}

Result<v1::CreateAccountResponse> Service::create_account(Call& call, const v1::CreateAccountRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    Account account{.id = AccountId::make(call.now(), rng_), .email = request.email(), .name = request.name(), .status = "invited"};
    account.created_at = call.now();
    account.roles = {request.roles().begin(), request.roles().end()};
    account.all_clients = request.all_clients();
    STEWARD_TRY(account.clients, parse_clients(request.client_ids()));
    if (account.all_clients) account.clients.clear();
    STEWARD_CHECK(check_people_and_clients(*transaction, call, account));
    STEWARD_CHECK(may_hand_out(call.caller(), account.roles));
    STEWARD_CHECK(insert_account(*transaction, account));
    STEWARD_TRY(const IssuedLink link, issue_link(*transaction, account.id, call.now(), rng_));
    call.set_audit_subject(account.id.text());
    call.add_audit_detail("email", account.email);
    call.add_audit_detail("roles", joined(account.roles));
    v1::CreateAccountResponse answer;
    *answer.mutable_account() = show_account(call.caller(), account);
    answer.set_sign_in_link(link_address(link));
    answer.set_link_expires_at_unix_ms(link.expires_at.unix_ms);
    return answer;
}

Result<v1::Account> Service::update_account(Call& call, const v1::UpdateAccountRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account before, load_named_account(*transaction, request.account_id()));
    const std::string etag = account_etag(before);
    if (!call.is_as_seen(etag)) {
        return fail(ErrorKind::StaleEtag, "access.account_changed",
                    "Somebody changed this account meanwhile. Load it again, then repeat your change.");
    }
    STEWARD_TRY(Account after, with_changes(before, request));
    STEWARD_CHECK(check_people_and_clients(*transaction, call, after));
    STEWARD_TRY(const int64_t other_owners, count_other_owners(*transaction, before.id));
    STEWARD_CHECK(may_change(call.caller(), before, after, other_owners));
    STEWARD_CHECK(save_account(*transaction, after, call.now()));
    const bool rights_changed = before.roles != after.roles || before.all_clients != after.all_clients || before.clients != after.clients ||
                                before.status != after.status;
    if (rights_changed) STEWARD_CHECK(end_sessions(*transaction, after.id, SessionId{}));
    call.set_audit_subject(after.id.text());
    if (before.name != after.name) call.add_audit_detail("name", after.name);
    if (before.roles != after.roles) call.add_audit_detail("roles", joined(before.roles) + " -> " + joined(after.roles));
    if (before.status != after.status) call.add_audit_detail("status", before.status + " -> " + after.status);
    if (before.all_clients != after.all_clients) call.add_audit_detail("all_clients", after.all_clients ? "true" : "false");
    if (before.clients != after.clients)
        call.add_audit_detail("clients", std::to_string(before.clients.size()) + " -> " + std::to_string(after.clients.size()));
    return show_account(call.caller(), after);
}

Result<v1::CreateAccountLinkResponse> Service::create_account_link(Call& call, const v1::CreateAccountLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, load_named_account(*transaction, request.account_id()));
    STEWARD_CHECK(may_hand_out(call.caller(), account.roles));
    if (account.status == "disabled") {
        return fail(ErrorKind::Conflict, "access.account_disabled", "The account is disabled. Enable it first, then make the link.");
    }
    if (request.reset_second_factor()) {
        STEWARD_CHECK(remove_factor(*transaction, account.id));
        STEWARD_CHECK(end_sessions(*transaction, account.id, SessionId{}));
        call.add_audit_detail("second_factor", "removed");
    }
    STEWARD_TRY(const IssuedLink link, issue_link(*transaction, account.id, call.now(), rng_));
    call.set_audit_subject(account.id.text());
    v1::CreateAccountLinkResponse answer;
    answer.set_sign_in_link(link_address(link));
    answer.set_expires_at_unix_ms(link.expires_at.unix_ms);
    return answer;
}

Result<v1::ListRolesResponse> Service::list_roles(Call&, const v1::ListRolesRequest&) {
    v1::ListRolesResponse answer;
    for (const auto& role : all_roles()) {
        auto& shown = *answer.add_roles();
        shown.set_code(role.code);
        shown.set_name(role.name);
        shown.set_side(role.side);
        for (const auto& permission : role.permissions) shown.add_permissions(permission);
    }
    return answer;
}

}  // namespace steward::access
