// All SQL of the room.
#pragma once

#include "server/modules/services/map.h"

namespace steward::services {

using storage::Transaction;

inline constexpr size_t most_needs = 100;

struct ServiceRow {
    ServiceId id;
    ClientId client;
    std::string client_name, name, kind, criticality;
    PersonId owner;  // nil: nobody
    std::string owner_name, note;
    bool is_retired = false;
    int64_t need_count = 0;  // by itself
    int64_t revision = 0;
    Instant created_at, changed_at;
};
struct Need {
    std::string kind;  // device, service
    std::string id, name, redundancy;
    bool operator==(const Need&) const = default;
};

extern const std::string_view service_columns, services_joined;
ServiceRow read_service(const storage::Row& row);
Result<std::optional<ServiceRow>> find_service(Transaction& transaction, ServiceId id);
/// Failure of both: Conflict "services.name_taken"; of the second also StaleEtag.
Status insert_service(Transaction& transaction, const ServiceRow& service);
Status save_service(Transaction& transaction, const ServiceRow& service);

/// In the order in which people gave them; machines of another client by now are left out.
Result<std::vector<Need>> needs_of(Transaction& transaction, ServiceId service);
/// The services in use that need this one by themselves, by name.
Result<std::vector<Need>> needed_by(Transaction& transaction, ServiceId service);
Status replace_needs(Transaction& transaction, const ServiceRow& service, const std::vector<Need>& needs);
/// Of all services of a client that are in use.
Result<std::vector<Edge>> edges_of(Transaction& transaction, ClientId client);

}  // namespace steward::services
