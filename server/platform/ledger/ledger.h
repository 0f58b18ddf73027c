// The accountability log: what was done with power, written in the transaction that does it. Whoever records an act here and commits
// has it in the log for good; what is not committed was neither done nor logged.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::ledger {

struct Act {
    Instant at;
    std::string action;  // "access.account_changed"; acts.cpp knows which are privileged
    ClientId client;     // nil: the provider's own
    std::string by, principal, roles, subject;
    std::vector<std::pair<std::string, std::string>> details;  // never a secret
};

/// Appends an entry when the act is privileged, and nothing otherwise. An act that takes something from one client to another
/// (details "from_client" and "to_client") becomes an entry of each, without the other's id.
Status record(storage::Transaction& transaction, Act act);

/// What an act is called in the log: the number of its kind (trust::EntryKind, 0 for acts that are not logged) and words that
/// follow a name, "changed an account".
struct ActName {
    int kind = 0;
    std::string_view words;
};
ActName act_name(std::string_view action);
std::string_view kind_text(int kind);  // "role_change"

}  // namespace steward::ledger
