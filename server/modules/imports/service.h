// The room's API. The upload in uploads.cpp, columns and words in service_words.cpp, lists in lists.cpp.
#pragma once

#include "server/modules/imports/work.h"
#include "server/platform/access/call.h"
#include "steward/imports/v1/imports.service.h"

namespace steward::imports {

class Service final : public v1::ImportsService {
public:
    Service(Rooms rooms, Depot& depot, live::Hub& hub, Rng& rng) : rooms_(rooms), depot_(depot), hub_(hub), rng_(rng) {}

    Result<v1::ListImportsResponse> list_imports(Call& call, const v1::ListImportsRequest& request) override;
    Result<v1::Import> get_import(Call& call, const v1::GetImportRequest& request) override;
    Result<v1::Import> create_import(Call& call, const v1::CreateImportRequest& request) override;
    Result<v1::Import> put_import_part(Call& call, const v1::PutImportPartRequest& request) override;
    Result<v1::Import> update_import(Call& call, const v1::UpdateImportRequest& request) override;
    Result<v1::Import> check_import(Call& call, const v1::CheckImportRequest& request) override;
    Result<v1::ListImportValuesResponse> list_import_values(Call& call, const v1::ListImportValuesRequest& request) override;
    Result<v1::Import> set_import_values(Call& call, const v1::SetImportValuesRequest& request) override;
    Result<v1::ListImportRowsResponse> list_import_rows(Call& call, const v1::ListImportRowsRequest& request) override;
    Result<v1::Import> apply_import(Call& call, const v1::ApplyImportRequest& request) override;
    Result<v1::Import> cancel_import(Call& call, const v1::CancelImportRequest& request) override;
    Result<v1::Import> undo_import(Call& call, const v1::UndoImportRequest& request) override;
    Result<v1::DeleteImportResponse> delete_import(Call& call, const v1::DeleteImportRequest& request) override;
    Result<v1::ImportFilePart> download_rejected_rows(Call& call, const v1::DownloadRejectedRowsRequest& request) override;

    Result<v1::ListKnownDevicesResponse> list_known_devices(Call& call, const v1::ListKnownDevicesRequest& request) override;

    Result<v1::Export> create_export(Call& call, const v1::CreateExportRequest& request) override;
    Result<v1::ListExportsResponse> list_exports(Call& call, const v1::ListExportsRequest& request) override;
    Result<v1::Export> get_export(Call& call, const v1::GetExportRequest& request) override;
    Result<v1::ImportFilePart> download_export(Call& call, const v1::DownloadExportRequest& request) override;

private:
    /// Failures: Forbidden "imports.all_clients"; NotFound "imports.not_found".
    Result<BatchRow> load(Call& call, const std::string& id) const;
    /// With counts; the state says what may be done.
    Result<v1::Import> answer(Call& call, const BatchRow& batch) const;
    Result<v1::Import> save(Call& call, BatchRow& batch) const;
    Status recognise_upload(Transaction& transaction, BatchRow& batch) const;
    Result<ExportRow> load_one_export(Call& call, const std::string& id) const;

    mutable Rooms rooms_;
    Depot& depot_;
    live::Hub& hub_;
    Rng& rng_;
};

/// A file speaks of any client: only who sees all of them may. Failure: Forbidden "imports.all_clients".
Status sees_all_clients(const Call& call);

/// Which field each column is: what was said before, what the product is known to call it, nothing. What a person said in
/// this import stays.
Status map_columns(Transaction& transaction, BatchRow& batch);
/// What a row of this kind cannot be without and no column brings.
std::vector<std::string> missing_fields(const BatchRow& batch);
/// Whether a time of its first rows could be of two days and nobody said which stands first, the day or the month.
bool is_order_open(const BatchRow& batch);
std::vector<std::string> allowed_actions(const BatchRow& batch);

}  // namespace steward::imports
