#include "server/platform/access/account_rules.h"

namespace steward::access {

Status may_hand_out(const Caller& caller, const std::set<std::string>& roles) {
    if (!roles.contains("OWN") || caller.roles.contains("OWN")) return {};
    return fail(ErrorKind::Forbidden, "access.owner_only", "Only an owner may make, change or let in another owner. Ask one of them.");
}

Status may_change(const Caller& caller, const Account& before, const Account& after, int64_t other_owners) {
    STEWARD_CHECK(may_hand_out(caller, before.roles));
    STEWARD_CHECK(may_hand_out(caller, after.roles));
    const bool rights_change = before.roles != after.roles || before.all_clients != after.all_clients || before.clients != after.clients ||
                               before.status != after.status;
    if (rights_change && !caller.account.is_nil() && caller.account == before.id) {
        return fail(ErrorKind::Conflict, "access.own_account",
                    "Nobody changes their own roles, clients or status. Ask a colleague who may.");
    }
    const bool was_owner = before.roles.contains("OWN") && before.status == "active";
    const bool stays_owner = after.roles.contains("OWN") && after.status == "active";
    if (was_owner && !stays_owner && other_owners == 0) {
        return fail(ErrorKind::Conflict, "access.last_owner", "This is the last active owner. Make another person an owner first.");
    }
    return {};
}

std::vector<std::string> allowed_actions(const Caller& caller, const Account& account) {
    if (!caller.may("account.write") || !may_hand_out(caller, account.roles)) return {};
    std::vector<std::string> actions{"update"};
    const bool own = !caller.account.is_nil() && caller.account == account.id;
    if (!own) actions.push_back(account.status == "disabled" ? "enable" : "disable");
    if (account.status != "disabled") actions.push_back("create_link");
    return actions;
}

Status person_fits(std::string_view name, std::string_view email) {
    if (name.empty() || name.size() > 200) return bad_field("/name", "Give a name of 1 to 200 characters.");
    const std::string key = email_key_of(email);
    const size_t at = key.find('@');
    const bool plausible = key.size() >= 3 && key.size() <= 254 && at != std::string::npos && at > 0 && at + 1 < key.size() &&
                           key.find('@', at + 1) == std::string::npos && key.find_first_of(" \t\r\n\"<>,;") == std::string::npos;
    if (!plausible) return bad_field("/email", "Give an e-mail address such as ada@example.org.");
    return {};
}

}  // namespace steward::access
