// The room's API: load, decide in the ledger, one transaction. lists.cpp reads the lists.
#pragma once

#include "server/modules/proactivity/ledger.h"
#include "server/platform/access/call.h"
#include "steward/proactivity/v1/proactivity.service.h"

namespace steward::proactivity {

class Service final : public v1::ProactivityService {
public:
    Service(directory::Directory& directory, Ledger& ledger) : directory_(directory), ledger_(ledger) {}

    Result<v1::ListDisturbancesResponse> list_disturbances(Call& call, const v1::ListDisturbancesRequest& request) override;
    Result<v1::Disturbance> get_disturbance(Call& call, const v1::GetDisturbanceRequest& request) override;
    Result<v1::VerdictOverride> request_verdict_override(Call& call, const v1::RequestVerdictOverrideRequest& request) override;
    Result<v1::ListClientReportsResponse> list_client_reports(Call& call, const v1::ListClientReportsRequest& request) override;
    Result<v1::ClientReport> record_client_report(Call& call, const v1::RecordClientReportRequest& request) override;
    Result<v1::ClientReport> confirm_client_report(Call& call, const v1::ConfirmClientReportRequest& request) override;
    Result<v1::ClientReport> reject_client_report(Call& call, const v1::RejectClientReportRequest& request) override;
    Result<v1::ClientReport> relink_client_report(Call& call, const v1::RelinkClientReportRequest& request) override;
    Result<v1::ListVerdictOverridesResponse> list_verdict_overrides(Call& call, const v1::ListVerdictOverridesRequest& request) override;
    Result<v1::VerdictOverride> approve_verdict_override(Call& call, const v1::ApproveVerdictOverrideRequest& request) override;
    Result<v1::VerdictOverride> refuse_verdict_override(Call& call, const v1::RefuseVerdictOverrideRequest& request) override;
    Result<v1::Proactivity> get_proactivity(Call& call, const v1::GetProactivityRequest& request) override;

private:
    Result<ReportRow> load_report(Transaction& transaction, const Call& call, const std::string& id) const;
    Result<OverrideRow> load_override(Transaction& transaction, const Call& call, const std::string& id) const;
    Result<v1::ClientReport> answer(Call& call, Transaction& transaction, const ReportRow& report) const;
    Result<v1::VerdictOverride> answer(Call& call, Transaction& transaction, const OverrideRow& row) const;

    directory::Directory& directory_;
    Ledger& ledger_;
};

}  // namespace steward::proactivity
