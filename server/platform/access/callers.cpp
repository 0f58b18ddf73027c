#include "server/platform/access/callers.h"

#include <algorithm>
#include <iterator>

#include "server/platform/access/roles.h"

namespace steward::access {

namespace {
Caller caller_of_account(const Account& account) {
    Caller caller;
    caller.kind = PrincipalKind::Account;
    caller.account = account.id;
    caller.name = account.name;
    caller.roles = account.roles;
    caller.client_side = is_client_side(account.roles);
    caller.permissions = permissions_of(account.roles);
    caller.scope = {.all = account.all_clients, .clients = account.clients};
    return caller;
}
}  // namespace

bool needs_second_factor(const Account& account, const Session& session) {
    return !session.factor_at.is_set() && (account.factor_enrolled || !is_client_side(account.roles));
}

Caller caller_of_session(const Account& account, const Session& session) {
    Caller caller = caller_of_account(account);
    caller.session = session.id.text();
    caller.factor_at = session.factor_at;
    caller.needs_second_factor = needs_second_factor(account, session);
    if (caller.needs_second_factor) {
        caller.permissions.clear();
        caller.roles.clear();
        caller.scope = {};
    }
    return caller;
}

Caller caller_of_token(const Account& creator, const Token& token) {
    Caller caller = caller_of_account(creator);
    caller.kind = PrincipalKind::Token;
    caller.name = creator.name + " (token " + token.name + ")";
    caller.session = token.id.text();
    std::erase_if(caller.permissions, [&](const std::string& permission) {
        return !may_be_in_a_token(permission) || (!token.permissions.empty() && !token.permissions.contains(permission));
    });
    if (!token.clients.empty()) {
        std::set<ClientId> both;
        for (const auto& client : token.clients) {
            if (caller.scope.contains(client)) both.insert(client);
        }
        caller.scope = {.all = false, .clients = std::move(both)};
    }
    return caller;
}

Caller local_root() {
    Caller caller;
    caller.kind = PrincipalKind::LocalRoot;
    caller.name = "local root";
    caller.roles = {"OWN"};
    caller.permissions = permissions_of(caller.roles);
    caller.scope.all = true;
    caller.session = "local root";
    return caller;
}

}  // namespace steward::access
