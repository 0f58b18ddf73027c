// Services of clients for the rooms below: what a ticket may name, and which services a machine carries.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::services {

using ServiceId = Id<struct ServiceTag>;

struct ServiceCard {
    ServiceId id;
    ClientId client;
    std::string name;
    bool is_retired = false;
};

class Services {
public:
    virtual ~Services() = default;

    /// In the caller's transaction, as all here. Nothing: this client has no such service.
    virtual Result<std::optional<ServiceCard>> find(storage::Transaction& transaction, ClientId client, ServiceId id) = 0;
    /// What is hit when these fail: the services in use that need one of these machines or services, by themselves or through others, and
    /// the named ones.
    virtual Result<std::set<ServiceId>> hit_by(storage::Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices,
                                               const std::set<ServiceId>& named) = 0;
    /// The services in use that need one of these machines by themselves.
    virtual Result<std::set<ServiceId>> on(storage::Transaction& transaction, ClientId client, const std::vector<DeviceId>& devices) = 0;
};

}  // namespace steward::services
