// The settings of our own agent that may be changed from afar: the list below and no other.
#pragma once

#include "agent/gate/actions/action.h"
#include "trust/actions.h"

namespace steward::gate {

/// The whole file, as the agent's unit reads it.
std::string agent_settings(const trust::AgentConfigAction& action);

}  // namespace steward::gate
