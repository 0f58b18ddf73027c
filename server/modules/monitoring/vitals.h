// How a device stands, in one line: for the device list and for screens that are open.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/monitoring/watched.h"

namespace steward::monitoring {

/// The worst of what is told; Unknown while the device is silent or nothing was observed yet.
directory::Health health_of(const Watched& watched);

/// `name` is what people call the device. Holds the Watched's mutex: the caller.
directory::Vital vital_of(const Watched& watched, const std::string& name, Instant now);

/// One JSON object for the live topic "device".
std::string vital_json(const directory::Vital& vital);

}  // namespace steward::monitoring
