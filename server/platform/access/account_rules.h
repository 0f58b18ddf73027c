// What may be done to an account, and by whom: pure decisions.
#pragma once

#include <string>
#include <vector>

#include "server/platform/access/account_store.h"
#include "server/platform/access/call.h"

namespace steward::access {

/// Before a change from `before` to `after` is saved. Failures: Forbidden "access.owner_only" (only
/// an owner makes, changes or unmakes an owner); Conflict "access.own_account" (nobody changes their
/// own rights or status), "access.last_owner".
Status may_change(const Caller& caller, const Account& before, const Account& after, int64_t other_owners);

/// Before an account with these roles is made, or gets a link. Failure: Forbidden "access.owner_only".
Status may_hand_out(const Caller& caller, const std::set<std::string>& roles);

/// "update", "disable", "enable", "create_link": what `may_change` would not refuse.
std::vector<std::string> allowed_actions(const Caller& caller, const Account& account);

/// Name and address of a person. Failure: Invalid with the fields.
Status person_fits(std::string_view name, std::string_view email);

}  // namespace steward::access
