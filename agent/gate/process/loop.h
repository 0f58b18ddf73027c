// The process: opens what it needs, gives up the rest, and serves until it is told to end.
#pragma once

#include <string>

#include "base/error.h"

namespace steward::gate {

struct LoopSettings {
    std::string folder = "/var/lib/steward-gate", socket = "/run/steward-gate/gate.sock", agent_user = "steward-agent";
};

/// Serves the socket that the service manager hands over (LISTEN_FDS), or makes it. Failure: what could not be had; also when the
/// disk failed and the process has to start anew.
Status run_gate(const LoopSettings& settings);

/// One question to the gate that serves a socket, with its answer: the byte of how it went, and the rest. Failure: Unavailable
/// "gate.not_running".
Result<Bytes> ask_gate(const std::string& socket, ByteView request);

}  // namespace steward::gate
