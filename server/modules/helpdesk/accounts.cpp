#include "server/modules/helpdesk/accounts.h"

namespace steward::helpdesk {

namespace {
// Of domain/model.md section 3: who works on tickets. Client-side roles are not among them.
constexpr std::string_view working_accounts =
    "select a.account_id, a.name, r.role from access_v_accounts a join access_v_account_roles r on r.account_id = a.account_id "
    "where a.status = 'active' and r.role in ('OWN', 'SVM', 'DSP', 'TEC', 'ENG', 'NOC', 'ONC', 'SEC', 'VCI', 'ACM')";

// One row a role, those of an account together.
std::vector<Assignable> read_assignables(const std::vector<storage::Row>& rows) {
    std::vector<Assignable> accounts;
    for (const auto& row : rows) {
        const auto id = row.id<AccountId>(0);
        if (accounts.empty() || accounts.back().id != id) accounts.push_back({.id = id, .name = row.text(1), .roles = {}});
        accounts.back().roles.push_back(row.text(2));
    }
    return accounts;
}
}  // namespace

Result<std::vector<Assignable>> list_assignable(storage::Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(working_accounts) + " order by a.name, a.account_id, r.role"));
    return read_assignables(rows);
}

Result<std::vector<Assignable>> list_assignable(storage::Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(working_accounts) +
                                                       " and (a.all_clients or exists (select 1 from access_v_account_clients c where "
                                                       "c.account_id = a.account_id and c.client_id = $1)) "
                                                       "order by a.name, a.account_id, r.role",
                                                   client));
    return read_assignables(rows);
}

Result<Assignable> require_assignable(storage::Transaction& transaction, ClientId client, std::string_view account_id) {
    const auto refuse = [] { return bad_field("/assignee_account_id", "Choose a person who works on tickets and sees this client."); };
    const auto id = AccountId::parse(account_id);
    if (!id) return refuse();
    STEWARD_TRY(const auto rows,
                transaction.query(std::string(working_accounts) +
                                      " and a.account_id = $1 and (a.all_clients or exists (select 1 from access_v_account_clients c "
                                      "where c.account_id = a.account_id and c.client_id = $2)) order by r.role",
                                  *id, client));
    auto accounts = read_assignables(rows);
    if (accounts.empty()) return refuse();
    return std::move(accounts.front());
}

}  // namespace steward::helpdesk
