// The newest inventory of a device, as people read it.
#pragma once

#include "steward/agent/v1/agent.pb.h"
#include "steward/directory/v1/directory.pb.h"

namespace steward::directory {

/// Pure. A fact that the agent could not read keeps the reason why; nothing is guessed.
void fill_inventory(const agent::v1::Inventory& inventory, v1::DeviceInventory& message);

}  // namespace steward::directory
