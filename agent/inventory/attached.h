// What is attached to the machine: network interfaces and disks, from /sys.
#pragma once

#include "agent/host/host.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// All but the loopback, those of containers (veth) and virtual ones without an address; at most 128,
/// at most 32 addresses each.
void read_interfaces(Host& host, v1::Inventory& into);

/// Whole disks that hold something; no loop, memory, mapped or CD devices. At most 256.
void read_disks(Host& host, v1::Inventory& into);

}  // namespace steward::agent
