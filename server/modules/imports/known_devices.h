// Devices of which only another system's list speaks. No agent of ours is on them: they have a name and no state. One that an agent
// reports from by the same name is a device like any other, and is not shown here any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward::imports {

using storage::Transaction;
using KnownDeviceId = Id<struct KnownDeviceTag>;

struct KnownDevice {
    KnownDeviceId id;  // nil: new
    ClientId client;
    SiteId site;
    std::string name, type, model, serial;
    int64_t revision = 0;
    bool operator==(const KnownDevice&) const = default;
};
extern const std::string_view known_device_columns;
KnownDevice read_known_device(const storage::Row& row);

Result<std::optional<KnownDevice>> find_known_device(Transaction& transaction, KnownDeviceId id);
Result<std::optional<KnownDevice>> known_device_named(Transaction& transaction, ClientId client, std::string_view name);
/// Tidies it. Failure: Invalid with the field.
Status settle(KnownDevice& device);
/// New where its revision is 0, else as the revision says. Failure: StaleEtag.
Status put_known_device(Transaction& transaction, KnownDevice& device, Instant now);
/// False: it is not as `revision` says any more.
Result<bool> remove_known_device(Transaction& transaction, KnownDeviceId id, int64_t revision);
Result<std::vector<KnownDevice>> known_devices_after(Transaction& transaction, KnownDeviceId id, int limit);

}  // namespace steward::imports
