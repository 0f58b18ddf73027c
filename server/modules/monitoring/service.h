// The room's API: check states and newest values from memory, history from the series, exemptions.
#pragma once

#include "server/modules/monitoring/watch.h"
#include "server/platform/access/call.h"
#include "steward/monitoring/v1/monitoring.service.h"

namespace steward::monitoring {

class Service final : public v1::MonitoringService {
public:
    Service(Watch& watch, directory::Directory& directory, series::SeriesStore& series, Rng& rng)
        : watch_(watch), directory_(directory), series_(series), rng_(rng) {}

    Result<v1::ListChecksResponse> list_checks(Call& call, const v1::ListChecksRequest& request) override;
    Result<v1::ListSoftChecksResponse> list_soft_checks(Call& call, const v1::ListSoftChecksRequest& request) override;
    Result<v1::ListCatalogueResponse> list_catalogue(Call& call, const v1::ListCatalogueRequest& request) override;
    Result<v1::GetSeriesResponse> get_series(Call& call, const v1::GetSeriesRequest& request) override;
    Result<v1::ListLatestResponse> list_latest(Call& call, const v1::ListLatestRequest& request) override;
    Result<v1::GetSparklinesResponse> get_sparklines(Call& call, const v1::GetSparklinesRequest& request) override;

    Result<v1::ListExemptionsResponse> list_exemptions(Call& call, const v1::ListExemptionsRequest& request) override;
    Result<v1::Exemption> create_exemption(Call& call, const v1::CreateExemptionRequest& request) override;
    Result<v1::EndExemptionResponse> end_exemption(Call& call, const v1::EndExemptionRequest& request) override;

    /// Answered by the HTTP room itself as an event stream; here only what a plain call gets.
    Result<v1::LiveUpdate> watch_live(Call& call, const v1::WatchLiveRequest& request) override;

private:
    Result<v1::Exemption> exemption_message(const Exemption& exemption, const Call& call) const;

    Watch& watch_;
    directory::Directory& directory_;
    series::SeriesStore& series_;
    Rng& rng_;
};

}  // namespace steward::monitoring
