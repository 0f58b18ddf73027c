// The portal's API: how it looks (service.cpp), what helps to write a ticket and who the colleagues are
// (service_help.cpp), what was promised and kept (service_promises.cpp), what is seen before signing in (service_door.cpp),
// who joins, moves and leaves (service_staff.cpp).
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/portal/store.h"
#include "server/modules/service_levels/service_levels.h"
#include "server/platform/access/call.h"
#include "steward/portal/v1/portal.service.h"

namespace steward::portal {

class Service final : public v1::PortalService {
public:
    Service(directory::Directory& directory, service_levels::ServiceLevels& levels, helpdesk::TicketWork& work)
        : directory_(directory), levels_(levels), work_(work) {}

    void set_public_address(std::string address) { public_address_ = std::move(address); }

    Result<v1::Portal> get_portal(Call& call, const v1::GetPortalRequest& request) override;
    Result<v1::Portal> update_portal(Call& call, const v1::UpdatePortalRequest& request) override;
    Result<v1::Portal> set_portal_logo(Call& call, const v1::SetPortalLogoRequest& request) override;
    Result<v1::Portal> remove_portal_logo(Call& call, const v1::RemovePortalLogoRequest& request) override;
    Result<v1::PortalColors> get_portal_colors(Call& call, const v1::GetPortalColorsRequest& request) override;
    Result<v1::PortalDefaults> get_portal_defaults(Call& call, const v1::GetPortalDefaultsRequest& request) override;
    Result<v1::PortalDefaults> update_portal_defaults(Call& call, const v1::UpdatePortalDefaultsRequest& request) override;
    Result<v1::PortalDoor> get_portal_door(Call& call, const v1::GetPortalDoorRequest& request) override;
    Result<v1::PortalUpdate> watch_portal(Call& call, const v1::WatchPortalRequest& request) override;

    Result<v1::TicketOutlook> get_ticket_outlook(Call& call, const v1::GetTicketOutlookRequest& request) override;
    Result<v1::ListOfferedDevicesResponse> list_offered_devices(Call& call, const v1::ListOfferedDevicesRequest& request) override;
    Result<v1::ListColleaguesResponse> list_colleagues(Call& call, const v1::ListColleaguesRequest& request) override;
    Result<v1::StaffChange> report_staff_change(Call& call, const v1::ReportStaffChangeRequest& request) override;
    Result<v1::Promises> get_promises(Call& call, const v1::GetPromisesRequest& request) override;

private:
    Result<v1::Portal> answer(Call& call, Transaction& transaction, const LookRow& look) const;

    std::string public_address_;
    directory::Directory& directory_;
    service_levels::ServiceLevels& levels_;
    helpdesk::TicketWork& work_;
};

}  // namespace steward::portal
