// The device list: filter, order, page and count over the index, without the database.
//
// Runs on the caller's thread under the index's shared lock. Cost at 10,000 devices: see
// tools/bench/device_list_bench.cpp.
#pragma once

#include "server/modules/directory/index.h"
#include "server/platform/access/call.h"
#include "steward/directory/v1/directory.pb.h"

namespace steward::directory {

/// The devices of the caller's clients that match `request.filter()`, one page of them, and how many
/// match by health. Retired devices only when the filter speaks of `life`. Failures: those of the
/// filter language; Invalid "page.order_by", "page.token".
Result<v1::ListDevicesResponse> list_devices(const DeviceIndex& index, const Caller& caller, const v1::ListDevicesRequest& request,
                                             Instant now);

/// A client's devices that match, by their names. Failures: those of the filter language.
Result<std::vector<DeviceCard>> matching_devices(const DeviceIndex& index, ClientId client, const std::string& filter, Instant now);

/// What one device looks like to `caller` (without the note, which only the database holds).
void fill_device(const DeviceEntry& entry, const Caller& caller, Instant now, v1::Device& device);

}  // namespace steward::directory
