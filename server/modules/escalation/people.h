// Our own people as this room needs them: who they are, whether they can be reached.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "server/modules/escalation/store.h"

namespace steward::escalation {

struct Colleague {
    AccountId id;
    std::string name, address;  // address: of their account
    bool active = false;
};

using Colleagues = std::map<AccountId, Colleague>;

/// Everybody of ours who works here: accounts with a role of the provider's side.
Result<Colleagues> all_colleagues(Transaction& transaction);
Result<std::optional<Colleague>> find_colleague(Transaction& transaction, AccountId id);
/// The active account of that address (as the account keeps it, in lower case).
Result<std::optional<Colleague>> colleague_of_address(Transaction& transaction, std::string_view address);
/// The one active account of that name; nothing when there are none or several.
Result<std::optional<Colleague>> colleague_of_name(Transaction& transaction, std::string_view name);
/// Active ones with that role who may see the client; every client when it is nil.
Result<std::vector<Colleague>> colleagues_with_role(Transaction& transaction, std::string_view role, ClientId client);

std::string name_of(const Colleagues& colleagues, AccountId id);

}  // namespace steward::escalation
