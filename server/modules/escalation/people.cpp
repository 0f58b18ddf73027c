#include "server/modules/escalation/people.h"

#include <algorithm>

namespace steward::escalation {

namespace {
constexpr std::string_view colleague_select =
    "select a.account_id, a.name, coalesce(m.email_key, ''), a.status from access_v_accounts a left join access_v_account_addresses m on "
    "m.account_id = a.account_id where ";
// Whoever has only roles of a client's side is no colleague.
constexpr std::string_view works_here =
    "exists (select 1 from access_v_account_roles w where w.account_id = a.account_id and w.role in ('OWN', 'SVM', 'DSP', 'TEC', 'ENG', "
    "'NOC', "
    "'ONC', 'SEC', 'VCI', 'ACM', 'FIN', 'ADM'))";

Colleague read_colleague(const storage::Row& row) {
    return {.id = row.id<AccountId>(0), .name = row.text(1), .address = row.text(2), .active = row.text(3) == "active"};
}

Result<std::vector<Colleague>> colleagues_where(Transaction& transaction, const std::string& where,
                                                std::initializer_list<storage::Value> parameters) {
    STEWARD_TRY(const auto rows, transaction.query_values(std::string(colleague_select) + where + " and " + std::string(works_here) +
                                                              " order by a.name, a.account_id",
                                                          parameters));
    std::vector<Colleague> colleagues;
    for (const auto& row : rows) colleagues.push_back(read_colleague(row));
    return colleagues;
}

std::optional<Colleague> only_one(const std::vector<Colleague>& found) {
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}
}  // namespace

Result<Colleagues> all_colleagues(Transaction& transaction) {
    STEWARD_TRY(const auto found, colleagues_where(transaction, "true", {}));
    Colleagues colleagues;
    for (const Colleague& colleague : found) colleagues[colleague.id] = colleague;
    return colleagues;
}

Result<std::optional<Colleague>> find_colleague(Transaction& transaction, AccountId id) {
    STEWARD_TRY(const auto found, colleagues_where(transaction, "a.account_id = $1", {storage::to_value(id)}));
    return only_one(found);
}

Result<std::optional<Colleague>> colleague_of_address(Transaction& transaction, std::string_view address) {
    std::string key(address);
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
    STEWARD_TRY(const auto found, colleagues_where(transaction, "m.email_key = $1 and a.status = 'active'", {storage::to_value(key)}));
    return only_one(found);
}

Result<std::optional<Colleague>> colleague_of_name(Transaction& transaction, std::string_view name) {
    STEWARD_TRY(const auto found, colleagues_where(transaction, "a.name = $1 and a.status = 'active'", {storage::to_value(name)}));
    return only_one(found);
}

Result<std::vector<Colleague>> colleagues_with_role(Transaction& transaction, std::string_view role, ClientId client) {
    return colleagues_where(
        transaction,
        "a.status = 'active' and exists (select 1 from access_v_account_roles r where r.account_id = a.account_id and r.role = $1) "
        "and ($2 = '' or a.all_clients or exists (select 1 from access_v_account_clients c where c.account_id = a.account_id and "
        "c.client_id = $2))",
        {storage::to_value(role), storage::to_value(client.is_nil() ? std::string() : client.text())});
}

std::string name_of(const Colleagues& colleagues, AccountId id) {
    const auto at = colleagues.find(id);
    return at == colleagues.end() ? "" : at->second.name;
}

}  // namespace steward::escalation
