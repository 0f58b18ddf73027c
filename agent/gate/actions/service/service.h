// A service of the machine: started, stopped, restarted, enabled or disabled, and looked at before and after.
#pragma once

#include "agent/gate/actions/action.h"
#include "trust/actions.h"

namespace steward::gate {

/// As `systemctl show` tells it; what is missing is empty.
struct UnitState {
    std::string active, enabled, invocation, result, type;
};
UnitState read_unit_state(std::string_view shown);

/// Whether the machine shows what the verb was to bring about.
bool shows(trust::ServiceVerb verb, const UnitState& before, const UnitState& after);

}  // namespace steward::gate
