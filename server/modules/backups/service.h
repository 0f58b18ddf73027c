// The room's API: load, decide, one transaction with the fact that something changed.
#pragma once

#include "server/modules/backups/protection.h"
#include "server/modules/backups/runs.h"
#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"
#include "steward/backups/v1/backups.service.h"

namespace steward::backups {

class Service final : public v1::BackupsService {
public:
    Service(directory::Directory& directory, const Protected& protection, Rng& rng)
        : directory_(directory), protection_(protection), rng_(rng), runs_(rng) {}

    // service_items.cpp
    Result<v1::ListBackupItemsResponse> list_backup_items(Call& call, const v1::ListBackupItemsRequest& request) override;
    Result<v1::BackupItem> get_backup_item(Call& call, const v1::GetBackupItemRequest& request) override;
    Result<v1::BackupItem> create_backup_item(Call& call, const v1::CreateBackupItemRequest& request) override;
    Result<v1::BackupItem> update_backup_item(Call& call, const v1::UpdateBackupItemRequest& request) override;
    Result<v1::BackupItem> retire_backup_item(Call& call, const v1::RetireBackupItemRequest& request) override;
    // service_copies.cpp
    Result<v1::BackupItem> declare_backup_copies(Call& call, const v1::DeclareBackupCopiesRequest& request) override;
    // service_plans.cpp
    Result<v1::BackupPlan> create_backup_plan(Call& call, const v1::CreateBackupPlanRequest& request) override;
    Result<v1::BackupPlan> update_backup_plan(Call& call, const v1::UpdateBackupPlanRequest& request) override;
    Result<v1::BackupPlan> end_backup_plan(Call& call, const v1::EndBackupPlanRequest& request) override;
    // service_runs.cpp
    Result<v1::ListBackupRunsResponse> list_backup_runs(Call& call, const v1::ListBackupRunsRequest& request) override;
    Result<v1::BackupRun> get_backup_run(Call& call, const v1::GetBackupRunRequest& request) override;
    Result<v1::BackupRun> report_backup_run(Call& call, const v1::ReportBackupRunRequest& request) override;
    // service_figures.cpp
    Result<v1::ListBackupGapsResponse> list_backup_gaps(Call& call, const v1::ListBackupGapsRequest& request) override;
    Result<v1::BackupFigures> get_backup_figures(Call& call, const v1::GetBackupFiguresRequest& request) override;

private:
    /// Failures: NotFound "backups.item_not_found"; with an If-Match of another revision StaleEtag "backups.changed_meanwhile".
    Result<ItemRow> load_item(Call& call, const std::string& id) const;
    Result<PlanRow> load_plan(Call& call, const std::string& id) const;
    Result<v1::BackupItem> answer(Call& call, BackupItemId id) const;
    Result<v1::BackupPlan> answer(Call& call, BackupPlanId id) const;
    /// A machine of the call's client. Failure: Invalid with "/device_id".
    Result<directory::DeviceCard> machine(Call& call, const std::string& id) const;
    Status note(Call& call, const ItemRow& item, std::string text) const;
    Result<v1::ClientBackupFigures> figures_of(Call& call, ClientId client, Instant from, Instant until) const;

    directory::Directory& directory_;
    const Protected& protection_;
    Rng& rng_;
    Runs runs_;
};

}  // namespace steward::backups
