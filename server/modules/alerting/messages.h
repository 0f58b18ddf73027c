// From rows to the messages of the API.
#pragma once

#include "server/modules/alerting/store.h"
#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "steward/alerting/v1/alerting.pb.h"

namespace steward::alerting {

/// Empty for a device that this client no longer has: what others call it now is not for its people.
std::string device_name(const directory::Directory& directory, ClientId client, DeviceId id);

void fill(v1::Alert& message, const Alert& alert, const directory::Directory& directory, const Caller& caller);
void fill(v1::Incident& message, const Incident& incident, const directory::Directory& directory, const Caller& caller, Instant now);
/// What ending it does depends on its state: one seen as announced would be cancelled, one that began
/// meanwhile ends. So the state is the version.
std::string window_etag(const Window& window, Instant now);
void fill(v1::MaintenanceWindow& message, const Window& window, const directory::Directory& directory, const Caller& caller, Instant now);

}  // namespace steward::alerting
