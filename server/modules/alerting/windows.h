// One-off maintenance windows (rule R7): results are recorded, only notices are held.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace steward::alerting {

struct Window {
    MaintenanceWindowId id;
    ClientId client;
    SiteId site;      // nil: the whole client, unless a device is named
    DeviceId device;  // nil: all devices of the site or client
    Instant starts_at, ends_at;
    std::string reason, created_by;
    std::string state;  // announced, active, completed, cancelled
};

/// The state a window has at `now`, unless it was cancelled.
std::string window_state(const Window& window, Instant now);

/// Whether the window holds notices of a device (of this client and site) at `now`.
bool holds(const Window& window, ClientId client, SiteId site, DeviceId device, Instant now);

/// The window that holds the device at `now` and ends last; none when nothing holds it.
std::optional<Window> holding_window(const std::vector<Window>& windows, ClientId client, SiteId site, DeviceId device, Instant now);

/// Failures: Invalid with a field: reason shorter than 10 characters, end not after start, an end in
/// the past, longer than 90 days (domain/model.md invariant 13).
Status check_window(const Window& window, Instant now);

}  // namespace steward::alerting
