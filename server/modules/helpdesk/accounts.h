// Who may be given a ticket: the accounts of our own people, by the access room's public views
// `access_v_accounts`, `access_v_account_roles` and `access_v_account_clients`.
#pragma once

#include "base/id.h"
#include "server/platform/storage/database.h"

namespace steward::helpdesk {

struct Assignable {
    AccountId id;
    std::string name;
    std::vector<std::string> roles;
};

/// Active accounts with a role that works on tickets, by name.
Result<std::vector<Assignable>> list_assignable(storage::Transaction& transaction);

/// Those of them who see `client`.
Result<std::vector<Assignable>> list_assignable(storage::Transaction& transaction, ClientId client);

/// Failure: Invalid with the field /assignee_account_id when the account may not be given tickets, or
/// may not see `client`.
Result<Assignable> require_assignable(storage::Transaction& transaction, ClientId client, std::string_view account_id);

}  // namespace steward::helpdesk
