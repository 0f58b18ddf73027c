// The room's API: load, decide, one transaction through the acts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/major_incidents/acts.h"
#include "server/platform/access/call.h"
#include "steward/major_incidents/v1/major_incidents.service.h"

namespace steward::major_incidents {

class Service final : public v1::MajorIncidentsService {
public:
    Service(directory::Directory& directory, helpdesk::TicketWork& work, Acts& acts) : directory_(directory), work_(work), acts_(acts) {}

    Result<v1::ListMajorIncidentsResponse> list_major_incidents(Call& call, const v1::ListMajorIncidentsRequest& request) override;
    Result<v1::MajorIncident> get_major_incident(Call& call, const v1::GetMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> declare_major_incident(Call& call, const v1::DeclareMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> lead_major_incident(Call& call, const v1::LeadMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> communicate_major_incident(Call& call, const v1::CommunicateMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> finish_major_action(Call& call, const v1::FinishMajorActionRequest& request) override;
    Result<v1::MajorIncident> log_major_incident(Call& call, const v1::LogMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> tell_major_incident(Call& call, const v1::TellMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> restore_major_incident(Call& call, const v1::RestoreMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> end_major_incident(Call& call, const v1::EndMajorIncidentRequest& request) override;
    Result<v1::MajorIncident> review_major_incident(Call& call, const v1::ReviewMajorIncidentRequest& request) override;

private:
    /// In one of these states. Failures: NotFound "major_incidents.not_found", Conflict "major_incidents.wrong_state".
    Result<IncidentRow> load(Call& call, const std::string& id, std::string_view action) const;
    Result<v1::MajorIncident> answer(Call& call, const IncidentRow& incident) const;
    v1::MajorIncident message_of(const IncidentRow& incident, const Caller& caller, Instant now) const;

    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Acts& acts_;
};

}  // namespace steward::major_incidents
