// The table of privileged acts.
#pragma once

#include "server/platform/ledger/ledger.h"
#include "trust/log_entry.h"

namespace steward::ledger {

struct PrivilegedAct {
    std::string_view action;
    trust::EntryKind kind{};
    std::string_view words;      // after a name
    std::string_view only_with;  // a detail without which it is an everyday act
};

const PrivilegedAct* find_act(std::string_view action);  // null: an everyday act

}  // namespace steward::ledger
