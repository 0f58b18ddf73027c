// The settings of our own agent that may be changed from afar: the list below and no other.
#pragma once

#include "agent/gate/actions/action.h"

namespace steward::gate {

struct AgentConfigAction {
    uint64_t interval_seconds = 0;  // how often it reports; 0: as the server asks
};

template <class Form>
void describe(Form& form, AgentConfigAction& action) {
    form.may(1, action.interval_seconds);
    form.refuse_if(action.interval_seconds != 0 && (action.interval_seconds < 10 || action.interval_seconds > 3600));
}

/// The whole file, as the agent's unit reads it.
std::string agent_settings(const AgentConfigAction& action);

}  // namespace steward::gate
