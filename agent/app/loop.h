// Waiting: for the network, the grid, signals, and those who ask for the status.
#pragma once

#include "agent/app/agent.h"

namespace steward::agent {

/// Runs until SIGTERM or SIGINT; SIGHUP sends the inventory anew. Failure: Internal "agent.loop" when
/// the system has no descriptor left.
Status run_until_told(Agent& agent, const Clock& clock, const std::string& state, const std::function<void(std::string_view)>& log);

/// Takes the one right to run on this state. Failure: Conflict "agent.running". The descriptor stays
/// open as long as the program lives; -1 where the folder cannot be written.
Result<int> lock_state(const std::string& state);

/// What a running agent says of itself. Failure: Unavailable "agent.not_running".
Result<std::string> ask_status(const std::string& state);

}  // namespace steward::agent
