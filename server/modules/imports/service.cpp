#include "server/modules/imports/service.h"

#include <algorithm>

#include "server/platform/journal/journal.h"

namespace steward::imports {

namespace {
constexpr size_t file_part_bytes = 256 * 1024;
constexpr int64_t behind_everything = int64_t(1) << 60;

std::unexpected<Error> not_in_this_state(const BatchRow& batch, const std::string& what) {
    return fail(ErrorKind::Conflict, "imports.state", "An import that is " + batch.state + " cannot be " + what + " now.");
}

bool may(const BatchRow& batch, std::string_view action) {
    const auto actions = allowed_actions(batch);
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

bool is_whole(const BatchRow& batch) { return batch.next_number > 1 && batch.file_offset >= batch.size; }
}  // namespace

Status sees_all_clients(const Call& call) {
    if (call.caller().scope.all) return {};
    return fail(ErrorKind::Forbidden, "imports.all_clients",
                "A file can speak of any client: only somebody who sees all clients can import.");
}

std::vector<std::string> allowed_actions(const BatchRow& batch) {
    const std::string& state = batch.state;
    if (state == "uploading" || state == "refused") return {"delete"};
    if (state == "mapping") return {"edit", "check", "delete"};
    if (state == "reading" || state == "checking" || state == "applying") return {"cancel"};
    if (state == "checked") return {"edit", "check", "apply", "delete"};
    // One with a problem has lost its file.
    if (state == "cancelled") return batch.problem.empty() ? std::vector<std::string>{"apply", "undo"} : std::vector<std::string>{"undo"};
    if (state == "done") return {"undo"};
    return {};
}

Result<BatchRow> Service::load(Call& call, const std::string& text) const {
    STEWARD_CHECK(sees_all_clients(call));
    const auto id = ImportId::parse(text);
    if (!id) return bad_field("/import_id", id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto batch, find_batch(*transaction, *id));
    if (!batch) return fail(ErrorKind::NotFound, "imports.not_found", "There is no such import.");
    return std::move(*batch);
}

Result<v1::Import> Service::save(Call& call, BatchRow& batch) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_batch(*transaction, batch, call.now()));
    call.set_audit_subject(batch.id.text());
    call.add_audit_detail("file", batch.name);
    transaction->after_commit([&hub = hub_, id = batch.id.text()] {
        journal::wake_workers();
        hub.publish({.client = ClientId{}, .topic = "import", .id = id, .json = "{\"import_id\":\"" + id + "\"}"});
    });
    return answer(call, batch);
}

Result<v1::Import> Service::get_import(Call& call, const v1::GetImportRequest& request) {
    STEWARD_TRY(const auto batch, load(call, request.import_id()));
    return answer(call, batch);
}

Result<v1::Import> Service::check_import(Call& call, const v1::CheckImportRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    if (!may(batch, "check")) return not_in_this_state(batch, "checked");
    if (is_order_open(batch))
        return fail(ErrorKind::Conflict, "imports.date_order",
                    "Its days could be read in two ways. Say whether the day (DMY) or the month (MDY) stands first.");
    if (const auto missing = missing_fields(batch); !missing.empty()) {
        std::string names;
        for (const auto& name : missing) names += (names.empty() ? "" : ", ") + name;
        return fail(ErrorKind::Conflict, "imports.missing_fields", "No column brings what every row needs: " + names + ".");
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    batch.problem.clear();
    batch.at_rank = batch.at_sort = batch.at_number = batch.done_rows = batch.rejected_bytes = 0;
    if (is_whole(batch)) {  // only words were answered: the rows are there
        STEWARD_CHECK(forget_outcomes(*transaction, batch.id));
        STEWARD_CHECK(plan_new_clients(*transaction, batch));
        STEWARD_TRY(batch.counts, count_outcomes(*transaction, batch.id));
        batch.state = "checking";
    } else {
        STEWARD_CHECK(clear_rows(*transaction, batch.id));
        STEWARD_CHECK(clear_values(*transaction, batch.id));
        batch.file_offset = batch.begins_at;
        batch.next_number = 1;
        batch.bad_rows = 0;
        batch.counts.clear();
        batch.state = "reading";
    }
    return save(call, batch);
}

Result<v1::Import> Service::apply_import(Call& call, const v1::ApplyImportRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    if (!may(batch, "apply")) return not_in_this_state(batch, "brought in");
    STEWARD_TRY(auto* transaction, call.transaction());
    if (batch.state == "checked") {
        STEWARD_CHECK(forget_outcomes(*transaction, batch.id));
        STEWARD_TRY(batch.counts, count_outcomes(*transaction, batch.id));
        batch.at_rank = batch.at_sort = batch.at_number = batch.done_rows = batch.rejected_bytes = 0;
    }
    batch.state = "applying";
    batch.was_applied = true;
    return save(call, batch);
}

Result<v1::Import> Service::cancel_import(Call& call, const v1::CancelImportRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    if (!may(batch, "cancel")) return not_in_this_state(batch, "cancelled");
    if (batch.state == "applying") {
        batch.state = "cancelled";
        batch.finished_at = call.now();
    } else {
        batch.state = "mapping";
        batch.file_offset = 0;
    }
    return save(call, batch);
}

Result<v1::Import> Service::undo_import(Call& call, const v1::UndoImportRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    if (!may(batch, "undo")) return not_in_this_state(batch, "undone");
    batch.state = "undoing";
    batch.at_rank = batch.at_sort = batch.at_number = behind_everything;
    batch.done_rows = 0;
    return save(call, batch);
}

Result<v1::DeleteImportResponse> Service::delete_import(Call& call, const v1::DeleteImportRequest& request) {
    STEWARD_TRY(const auto batch, load(call, request.import_id()));
    if (!may(batch, "delete")) return not_in_this_state(batch, "deleted");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_batch(*transaction, batch.id));
    transaction->after_commit([&depot = depot_, id = batch.id.text()] {
        depot.remove(id);
        depot.remove(id + ".rejected");
    });
    call.set_audit_subject(batch.id.text());
    call.add_audit_detail("file", batch.name);
    return v1::DeleteImportResponse{};
}

Result<v1::ImportFilePart> Service::download_rejected_rows(Call& call, const v1::DownloadRejectedRowsRequest& request) {
    STEWARD_TRY(const auto batch, load(call, request.import_id()));
    if (batch.rejected_bytes == 0)
        return fail(ErrorKind::NotFound, "imports.no_rejected", "No row of this import was rejected, or its file is not kept any more.");
    if (request.offset() < 0 || request.offset() > batch.rejected_bytes) return bad_field("/offset", "That lies beyond the file's end.");
    v1::ImportFilePart part;
    STEWARD_TRY(*part.mutable_content(), depot_.read(batch.id.text() + ".rejected", request.offset(), file_part_bytes));
    std::string name = batch.name.substr(0, batch.name.rfind('.'));
    part.set_name(name + ".rejected.csv");
    part.set_size_bytes(batch.rejected_bytes);
    return part;
}

Result<v1::Export> Service::create_export(Call& call, const v1::CreateExportRequest& request) {
    STEWARD_CHECK(sees_all_clients(call));
    ExportRow row;
    for (const auto& kind : record_kinds()) {
        const bool wanted = request.record_kinds().empty() || std::find(request.record_kinds().begin(), request.record_kinds().end(),
                                                                        kind.name) != request.record_kinds().end();
        if (wanted) row.kinds += (row.kinds.empty() ? "" : ",") + std::string(kind.name);
    }
    for (const auto& kind : request.record_kinds())
        if (!find_kind(kind)) return bad_field("/record_kinds", "One of: client, site, person, device, ticket, message, time.");
    row.id = ExportId::make(call.now(), rng_);
    row.state = "writing";
    row.by = call.caller().account;
    row.by_name = call.caller().name;
    row.created_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_export(*transaction, row));
    transaction->after_commit(journal::wake_workers);
    call.set_audit_subject(row.id.text());
    call.add_audit_detail("records", row.kinds);
    v1::Export message;
    STEWARD_TRY(message, get_export(call, [&] {
                    v1::GetExportRequest one;
                    one.set_export_id(row.id.text());
                    return one;
                }()));
    return message;
}

Result<ExportRow> Service::load_one_export(Call& call, const std::string& text) const {
    STEWARD_CHECK(sees_all_clients(call));
    const auto id = ExportId::parse(text);
    if (!id) return bad_field("/export_id", id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_export(*transaction, *id));
    if (!row) return fail(ErrorKind::NotFound, "imports.export_not_found", "There is no such export, or it is not kept any more.");
    return std::move(*row);
}

Result<v1::ImportFilePart> Service::download_export(Call& call, const v1::DownloadExportRequest& request) {
    STEWARD_TRY(const auto row, load_one_export(call, request.export_id()));
    if (row.state != "done") return fail(ErrorKind::Conflict, "imports.export_not_done", "This export is not finished.");
    if (request.offset() < 0 || request.offset() > row.size) return bad_field("/offset", "That lies beyond the file's end.");
    v1::ImportFilePart part;
    STEWARD_TRY(*part.mutable_content(), depot_.read(row.id.text() + ".export", request.offset(), file_part_bytes));
    part.set_name("steward-" + to_rfc3339(row.created_at).substr(0, 10) + ".jsonl");
    part.set_size_bytes(row.size);
    return part;
}

}  // namespace steward::imports
