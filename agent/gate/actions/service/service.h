// A service of the machine: started, stopped, restarted, enabled or disabled, and looked at before and after.
#pragma once

#include "agent/gate/actions/action.h"

namespace steward::gate {

enum class ServiceVerb : uint8_t { Start = 1, Stop = 2, Restart = 3, Enable = 4, Disable = 5 };

struct ServiceAction {
    std::string unit;  // "nginx.service"
    ServiceVerb verb{};
};

/// A name that systemd gives to units, of a kind that can be started; none of our own.
bool is_unit_of_others(std::string_view unit);

template <class Form>
void describe(Form& form, ServiceAction& action) {
    form.must(1, action.unit);
    form.must(2, action.verb);
    form.refuse_if(!is_unit_of_others(action.unit) || action.verb < ServiceVerb::Start || action.verb > ServiceVerb::Disable);
}

/// As `systemctl show` tells it; what is missing is empty.
struct UnitState {
    std::string active, enabled, invocation, result, type;
};
UnitState read_unit_state(std::string_view shown);

/// Whether the machine shows what the verb was to bring about.
bool shows(ServiceVerb verb, const UnitState& before, const UnitState& after);

}  // namespace steward::gate
