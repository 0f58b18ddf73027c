// Facts about the machine (schema/steward/agent/v1): read daily, when they may have changed, and on
// request. Takes some milliseconds and up to a megabyte for the answer.
#pragma once

#include <span>
#include <string>

#include "agent/host/host.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// Everything but `seq`, `epoch` and `observed_at_ms`, which are the caller's. `watched` is what
/// `services_to_watch` (agent/host/services.h) says. At most about 900 KiB as a message: a machine
/// with more packages than fit (over 10,000) reports the first ones of dpkg's file.
v1::Inventory read_inventory(Host& host, std::span<const std::string> watched);

/// By battery and case a laptop, by a display manager a workstation, else a server.
v1::DeviceClass guess_device_class(Host& host);

}  // namespace steward::agent
