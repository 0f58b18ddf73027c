// The room's API: load, decide, one transaction.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/services/store.h"
#include "server/platform/access/call.h"
#include "steward/services/v1/services.service.h"

namespace steward::services {

class Service final : public v1::ServicesService {
public:
    Service(directory::Directory& directory, Rng& rng) : directory_(directory), rng_(rng) {}

    Result<v1::ListServicesResponse> list_services(Call& call, const v1::ListServicesRequest& request) override;
    Result<v1::ClientService> get_service(Call& call, const v1::GetServiceRequest& request) override;
    Result<v1::ClientService> create_service(Call& call, const v1::CreateServiceRequest& request) override;
    Result<v1::ClientService> update_service(Call& call, const v1::UpdateServiceRequest& request) override;
    Result<v1::ClientService> retire_service(Call& call, const v1::RetireServiceRequest& request) override;
    Result<v1::ClientService> restore_service(Call& call, const v1::RestoreServiceRequest& request) override;
    Result<v1::ListOfferedServicesResponse> list_offered_services(Call& call, const v1::ListOfferedServicesRequest& request) override;

private:
    /// In the client of the call. Failure: NotFound.
    Result<ServiceRow> load(Call& call, std::string_view id) const;
    /// Everything that is needed, checked: of this client, each once, in no circle.
    Result<std::vector<Need>> checked_needs(Call& call, const ServiceRow& service,
                                            const google::protobuf::RepeatedPtrField<v1::ServiceNeed>& given) const;
    Status settle_owner(Call& call, ServiceRow& service, std::string_view person) const;
    Result<v1::ClientService> set_retired(Call& call, std::string_view id, bool is_retired);
    Result<v1::ClientService> answer(Call& call, ServiceId id);

    directory::Directory& directory_;
    Rng& rng_;
};

}  // namespace steward::services
