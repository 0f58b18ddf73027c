// What is shown: imports, their words and rows, exports.
#include <algorithm>
#include <span>

#include "server/modules/imports/service.h"
#include "server/modules/imports/words.h"
#include "server/platform/filter/filter.h"

namespace steward::imports {

namespace {
using filter::Kind;

constexpr filter::Field fields_of_batches[] = {{"name", "b.name"},
                                               {"state", "b.state"},
                                               {"product", "b.product"},
                                               {"source", "b.source"},
                                               {"record_kind", "b.record_kind"},
                                               {"by", "b.created_by_name"},
                                               {"created", "b.created_at", Kind::Time},
                                               {"finished", "coalesce(b.finished_at, 0)", Kind::Time}};
constexpr std::string_view text_of_batches[] = {"b.name", "b.created_by_name"};
constexpr filter::Field fields_of_values[] = {{"list", "v.list"},
                                              {"value", "v.value"},
                                              {"answer", "v.answer"},
                                              {"origin", "v.origin"},
                                              {"rows", "v.row_count", Kind::Number},
                                              {"answered", "(v.answer <> '')", Kind::Boolean}};
constexpr std::string_view text_of_values[] = {"v.value"};
constexpr filter::Field fields_of_rows[] = {{"outcome", "r.outcome"},    {"record_kind", "r.kind"}, {"reason", "r.reason"},
                                            {"label", "r.label"},        {"external_id", "r.key"},  {"number", "r.number", Kind::Number},
                                            {"record_id", "r.record_id"}};
constexpr std::string_view text_of_rows[] = {"r.label", "r.reason", "r.key"};
constexpr filter::Field fields_of_devices[] = {
    {"name", "d.name_key"}, {"type", "d.type"}, {"model", "d.model"}, {"serial", "d.serial"}, {"site", "coalesce(s.name, '')"}};
constexpr std::string_view text_of_devices[] = {"d.name_key", "d.type", "d.model", "d.serial"};
constexpr filter::Field fields_of_exports[] = {{"state", "e.state"}, {"by", "e.created_by_name"}, {"created", "e.created_at", Kind::Time}};
constexpr std::string_view text_of_exports[] = {"e.created_by_name"};

constexpr size_t shown_samples = 3;

std::string as_understood(const BatchRow& batch, const ColumnRow& column) {
    const RecordKind* kind = find_kind(batch.record_kind);
    const FieldKind* field = kind ? find_field(*kind, column.field) : nullptr;
    if (!field || field->form != "time" || column.samples.empty()) return {};
    std::optional<zones::Zone> zone;
    if (auto opened = zones::Zone::open(batch.zone.empty() ? "UTC" : batch.zone)) zone = std::move(*opened);
    std::string said;
    for (const auto& sample : std::span(column.samples).first(std::min(column.samples.size(), shown_samples))) {
        const auto at = read_time(sample, {batch.date_order, batch.zone.empty() || !zone ? nullptr : &*zone});
        if (!at) return at.error().message;
        said += (said.empty() ? "" : " · ") + (zone ? zone->text(zones::whole_seconds(*at)) : to_rfc3339(*at));
    }
    return said;
}

void add_counts(v1::Import& message, const Counts& counts) {
    const auto sum = [&](std::string_view outcome) {
        int64_t total = 0;
        for (const auto& [what, count] : counts) total += outcome == "*" || what.second == outcome ? count : 0;
        return total;
    };
    message.set_rows(sum("*"));
    message.set_created(sum("created"));
    message.set_updated(sum("updated"));
    message.set_unchanged(sum("unchanged"));
    message.set_rejected(sum("rejected"));
    message.set_removed(sum("removed"));
    message.set_kept(sum("kept"));
    const auto of = [&](std::string_view kind, const char* outcome) {
        const auto at = counts.find({std::string(kind), outcome});
        return at == counts.end() ? 0 : at->second;
    };
    std::vector<std::string_view> wanted_kinds;
    for (const auto& kind : record_kinds()) wanted_kinds.push_back(kind.name);
    wanted_kinds.emplace_back();  // rows that could not be read
    for (const auto kind : wanted_kinds) {
        const bool has_any =
            std::any_of(counts.begin(), counts.end(), [&](const auto& one) { return one.first.first == kind && one.second != 0; });
        if (!has_any) continue;
        v1::ImportCount& of_kind = *message.add_counts();
        of_kind.set_record_kind(std::string(kind));
        of_kind.set_created(of(kind, "created"));
        of_kind.set_updated(of(kind, "updated"));
        of_kind.set_unchanged(of(kind, "unchanged"));
        of_kind.set_rejected(of(kind, "rejected"));
    }
}

void fill_batch(v1::Import& message, const BatchRow& b) {
    message.set_import_id(b.id.text());
    message.set_name(b.name);
    message.set_size_bytes(b.size);
    message.set_received_bytes(b.received);
    message.set_state(b.state);
    message.set_format(b.format);
    message.set_product(b.product);
    message.set_source(b.source);
    message.set_record_kind(b.record_kind);
    message.set_encoding(b.encoding);
    message.set_delimiter(b.format == "csv" ? std::string(1, b.delimiter) : std::string());
    message.set_reason(b.reason);
    message.set_problem(b.problem);
    message.set_zone(b.zone);
    message.set_date_order(b.date_order);
    message.set_unknown_requesters_rejected(b.rejects_requesters);
    message.set_promises_from_now(b.promises);
    message.set_done_rows(b.done_rows);
    message.set_read_bytes(b.file_offset);
    message.set_created_by(b.by_name);
    message.set_created_at_unix_ms(b.created_at.unix_ms);
    message.set_finished_at_unix_ms(b.finished_at.unix_ms);
    message.set_has_rejected_file(b.rejected_bytes > 0);
    message.set_etag(std::to_string(b.revision));
    for (const auto& action : allowed_actions(b)) message.add_allowed_actions(action);
}

void fill_export(v1::Export& message, const ExportRow& e) {
    message.set_export_id(e.id.text());
    message.set_state(e.state);
    for (size_t at = 0; at < e.kinds.size();) {
        const size_t end = std::min(e.kinds.find(',', at), e.kinds.size());
        message.add_record_kinds(e.kinds.substr(at, end - at));
        at = end + 1;
    }
    message.set_rows(e.rows);
    message.set_size_bytes(e.size);
    message.set_created_by(e.by_name);
    message.set_created_at_unix_ms(e.created_at.unix_ms);
    message.set_finished_at_unix_ms(e.finished_at.unix_ms);
    message.set_problem(e.problem);
}
}  // namespace

Result<v1::Import> Service::answer(Call& call, const BatchRow& batch) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::Import message;
    fill_batch(message, batch);
    for (const auto& one : batch.columns) {
        v1::ImportColumn& column = *message.add_columns();
        column.set_column(one.column);
        column.set_field(one.field);
        column.set_origin(one.origin);
        for (const auto& sample : one.samples) column.add_samples(sample);
        column.set_read_as(as_understood(batch, one));
    }
    if (batch.state != "uploading" && batch.state != "refused")
        for (const auto& field : missing_fields(batch)) message.add_missing_fields(field);
    if (is_order_open(batch)) message.add_missing_fields("date_order");
    add_counts(message, batch.counts);
    STEWARD_TRY(const auto unanswered, count_unanswered(*transaction, batch.id));
    message.set_unanswered_values(unanswered);
    return message;
}

Result<v1::ListImportsResponse> Service::list_imports(Call& call, const v1::ListImportsRequest& request) {
    STEWARD_CHECK(sees_all_clients(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{
        std::string(batch_columns), " from imports_batches b where true", fields_of_batches, text_of_batches, "b.id", "-created"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), {}));
    v1::ListImportsResponse response;
    for (const auto& row : page.rows) {
        const BatchRow batch = read_batch(row);
        v1::Import& message = *response.add_imports();
        fill_batch(message, batch);
        add_counts(message, batch.counts);
    }
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::ListImportValuesResponse> Service::list_import_values(Call& call, const v1::ListImportValuesRequest& request) {
    STEWARD_TRY(const auto batch, load(call, request.import_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{std::string(value_columns),
                               " from imports_values v where v.batch_id = $1",
                               fields_of_values,
                               text_of_values,
                               "v.batch_id || v.list || v.value_key",
                               "answered,list,-rows"};
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction, list, filter::question_of(request), call.now(), {storage::to_value(batch.id)}));
    STEWARD_TRY(const auto choices, choices_of(*transaction, rooms_));
    v1::ListImportValuesResponse response;
    for (const auto& row : page.rows) {
        const ValueRow value = read_value(row);
        v1::ImportValue& message = *response.add_values();
        message.set_list(value.list);
        message.set_value(value.value);
        message.set_rows(value.count);
        message.set_answer(value.answer);
        message.set_origin(value.origin);
        const auto at = std::find_if(choices.begin(), choices.end(),
                                     [&](const Choice& choice) { return choice.list == value.list && choice.value == value.answer; });
        message.set_answer_label(at != choices.end()              ? at->label
                                 : value.answer == in_file_answer ? "in this file"
                                 : value.answer == new_answer     ? "a new client"
                                                                  : "");
    }
    std::vector<std::string> lists;
    STEWARD_TRY(const auto used, transaction->query("select distinct list from imports_values where batch_id = $1", batch.id));
    for (const auto& row : used) lists.push_back(row.text(0));
    for (const auto& choice : choices) {
        if (std::find(lists.begin(), lists.end(), choice.list) == lists.end()) continue;
        v1::ImportChoice& message = *response.add_choices();
        message.set_list(choice.list);
        message.set_value(choice.value);
        message.set_label(choice.label);
    }
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::ListImportRowsResponse> Service::list_import_rows(Call& call, const v1::ListImportRowsRequest& request) {
    STEWARD_TRY(const auto batch, load(call, request.import_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{
        std::string(row_columns), " from imports_rows r where r.batch_id = $1", fields_of_rows, text_of_rows, "r.number", "number"};
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction, list, filter::question_of(request), call.now(), {storage::to_value(batch.id)}));
    v1::ListImportRowsResponse response;
    for (const auto& row : page.rows) {
        const RowRow one = read_row(row);
        v1::ImportRow& message = *response.add_rows();
        message.set_number(one.number);
        message.set_record_kind(one.kind);
        message.set_label(one.label);
        message.set_external_id(one.key.starts_with('~') ? std::string() : one.key);
        message.set_outcome(one.outcome);
        message.set_reason(one.reason);
        message.set_record_id(one.record_id);
    }
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::ListKnownDevicesResponse> Service::list_known_devices(Call& call, const v1::ListKnownDevicesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string from =
        " from imports_devices d left join directory_v_sites s on s.id = d.site_id where not exists (select 1 from "
        "directory_v_devices a where a.client_id = d.client_id and (lower(a.name) = d.name_key or lower(a.hostname) = "
        "d.name_key))" +
        call.client_filter("d.client_id", parameters);
    if (!request.client_id().empty()) {
        parameters.emplace_back(request.client_id());
        from += " and d.client_id = $" + std::to_string(parameters.size());
    }
    const filter::SqlList list{
        std::string(known_device_columns) + ", coalesce(s.name, '')", from, fields_of_devices, text_of_devices, "d.id", "name"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), parameters));
    v1::ListKnownDevicesResponse response;
    for (const auto& row : page.rows) {
        const KnownDevice device = read_known_device(row);
        v1::KnownDevice& message = *response.add_devices();
        message.set_known_device_id(device.id.text());
        message.set_client_id(device.client.text());
        message.set_name(device.name);
        message.set_type(device.type);
        message.set_model(device.model);
        message.set_serial(device.serial);
        message.set_site_name(row.text(8));
    }
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::Export> Service::get_export(Call& call, const v1::GetExportRequest& request) {
    STEWARD_TRY(const auto row, load_one_export(call, request.export_id()));
    v1::Export message;
    fill_export(message, row);
    return message;
}

Result<v1::ListExportsResponse> Service::list_exports(Call& call, const v1::ListExportsRequest& request) {
    STEWARD_CHECK(sees_all_clients(call));
    STEWARD_TRY(auto* transaction, call.transaction());
    const filter::SqlList list{
        std::string(export_columns), " from imports_exports e where true", fields_of_exports, text_of_exports, "e.id", "-created"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), {}));
    v1::ListExportsResponse response;
    for (const auto& row : page.rows) fill_export(*response.add_exports(), read_export(row));
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

}  // namespace steward::imports
