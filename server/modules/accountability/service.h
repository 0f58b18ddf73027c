// The room's API.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "server/platform/intake/intake.h"
#include "server/platform/ledger/export.h"
#include "steward/accountability/v1/accountability.service.h"

namespace steward::accountability {

class Service final : public v1::AccountabilityService {
public:
    Service(directory::Directory& directory, intake::Devices& devices) : directory_(directory), devices_(devices) {}

    Result<v1::ListLogEntriesResponse> list_log_entries(Call& call, const v1::ListLogEntriesRequest& request) override;
    Result<v1::LogEntryProof> get_log_entry(Call& call, const v1::GetLogEntryRequest& request) override;
    Result<v1::LogHead> get_log_head(Call& call, const v1::GetLogHeadRequest& request) override;
    Result<v1::LogConsistency> get_log_consistency(Call& call, const v1::GetLogConsistencyRequest& request) override;
    Result<v1::LogExportPart> begin_log_export(Call& call, const v1::BeginLogExportRequest& request) override;
    Result<v1::LogExportPart> read_log_export(Call& call, const v1::ReadLogExportRequest& request) override;
    Result<v1::LogExportPart> begin_own_log_export(Call& call, const v1::BeginOwnLogExportRequest& request) override;
    Result<v1::LogExportPart> read_own_log_export(Call& call, const v1::ReadOwnLogExportRequest& request) override;
    Result<v1::LogEntry> erase_log_entry(Call& call, const v1::EraseLogEntryRequest& request) override;
    Result<v1::PostCosignatureResponse> post_cosignature(Call& call, const v1::PostCosignatureRequest& request) override;

private:
    Result<v1::LogExportPart> part(Call& call, const ledger::ExportRequest& request, std::string_view place);
    ledger::ExportRequest of_client(const Call& call) const;
    void fill(v1::LogEntry& message, const storage::Row& row, const Call& call) const;

    directory::Directory& directory_;
    intake::Devices& devices_;
};

}  // namespace steward::accountability
