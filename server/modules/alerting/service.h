// The room's API: load, decide, one transaction.
#pragma once

#include "server/modules/alerting/pipeline.h"
#include "server/modules/monitoring/monitoring.h"
#include "steward/alerting/v1/alerting.service.h"

namespace steward::alerting {

class Service final : public v1::AlertingService {
public:
    /// `monitoring` is null in a house without it: then evidence is as old as the last change.
    Service(Pipeline& pipeline, directory::Directory& directory, const monitoring::Monitoring* monitoring, Rng& rng, Instant started_at)
        : pipeline_(pipeline), directory_(directory), monitoring_(monitoring), rng_(rng), started_at_(started_at) {}

    Result<v1::ListAlertsResponse> list_alerts(Call& call, const v1::ListAlertsRequest& request) override;
    Result<v1::Alert> get_alert(Call& call, const v1::GetAlertRequest& request) override;
    Result<v1::Alert> acknowledge_alert(Call& call, const v1::AcknowledgeAlertRequest& request) override;
    Result<v1::Alert> unacknowledge_alert(Call& call, const v1::UnacknowledgeAlertRequest& request) override;
    Result<v1::Alert> snooze_alert(Call& call, const v1::SnoozeAlertRequest& request) override;
    Result<v1::Alert> close_alert(Call& call, const v1::CloseAlertRequest& request) override;
    Result<v1::ListIncidentsResponse> list_incidents(Call& call, const v1::ListIncidentsRequest& request) override;
    Result<v1::Incident> get_incident(Call& call, const v1::GetIncidentRequest& request) override;
    Result<v1::Incident> mitigate_incident(Call& call, const v1::MitigateIncidentRequest& request) override;
    Result<v1::Incident> estimate_impact(Call& call, const v1::EstimateImpactRequest& request) override;
    Result<v1::ListMaintenanceWindowsResponse> list_maintenance_windows(Call& call,
                                                                        const v1::ListMaintenanceWindowsRequest& request) override;
    Result<v1::MaintenanceWindow> create_maintenance_window(Call& call, const v1::CreateMaintenanceWindowRequest& request) override;
    Result<v1::MaintenanceWindow> end_maintenance_window(Call& call, const v1::EndMaintenanceWindowRequest& request) override;
    Result<v1::ListNowResponse> list_now(Call& call, const v1::ListNowRequest& request) override;

private:
    /// Loads the alert, lets `decide` change it, stores what follows and answers with the alert as it is.
    Result<v1::Alert> change_alert(Call& call, const std::string& id, const std::function<Result<Change>(Alert)>& decide);
    Result<v1::Alert> answer_alert(Call& call, storage::Transaction& transaction, AlertId id);
    Result<v1::Incident> answer_incident(Call& call, storage::Transaction& transaction, const Incident& incident);

    Pipeline& pipeline_;
    directory::Directory& directory_;
    const monitoring::Monitoring* monitoring_;
    Rng& rng_;
    const Instant started_at_;
};

}  // namespace steward::alerting
