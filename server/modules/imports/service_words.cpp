// What columns and words mean, as people say it.
#include <algorithm>

#include "server/modules/imports/encoding.h"
#include "server/modules/imports/service.h"
#include "server/modules/imports/words.h"

namespace steward::imports {

namespace {
constexpr size_t longest_source = 60;
constexpr int most_answers = 5000;

bool is_product(std::string_view name) {
    return std::any_of(products().begin(), products().end(), [&](const Product& product) { return product.name == name; });
}

Status set_choices(BatchRow& batch, const v1::UpdateImportRequest& request) {
    if (request.has_product()) {
        if (!is_product(request.product())) return bad_field("/product", "One of: steward, autotask, halo, connectwise, other.");
        if (batch.source == batch.product) batch.source = request.product();
        batch.product = request.product();
    }
    if (request.has_source()) {
        if (request.source().empty() || request.source().size() > longest_source)
            return bad_field("/source", "A name of at most 60 characters.");
        batch.source = request.source();
    }
    if (request.has_record_kind()) {
        if (!request.record_kind().empty() && !find_kind(request.record_kind()))
            return bad_field("/record_kind", "One of: client, site, person, device, ticket, message, time.");
        batch.record_kind = request.record_kind();
    }
    if (request.has_zone()) {
        if (!request.zone().empty() && !zones::Zone::open(request.zone()))
            return bad_field("/zone", "Not a known time zone. Use a name like Europe/Berlin or UTC.");
        batch.zone = request.zone();
    }
    if (request.has_date_order()) {
        if (request.date_order() != "DMY" && request.date_order() != "MDY" && request.date_order() != "YMD" &&
            !request.date_order().empty())
            return bad_field("/date_order", "One of: DMY, MDY, YMD.");
        batch.date_order = request.date_order();
    }
    if (request.has_encoding()) {
        if (request.encoding() != batch.encoding &&
            (is_utf16(batch.encoding) || (request.encoding() != "utf-8" && request.encoding() != "windows-1252")))
            return bad_field("/encoding", is_utf16(batch.encoding) ? "Its first bytes say that it is UTF-16." : "utf-8 or windows-1252.");
        batch.encoding = request.encoding();
    }
    if (request.has_unknown_requesters_rejected()) batch.rejects_requesters = request.unknown_requesters_rejected();
    if (request.has_promises_from_now()) batch.promises = request.promises_from_now();
    return {};
}
}  // namespace

Status map_columns(Transaction& transaction, BatchRow& batch) {
    STEWARD_TRY(const auto remembered, remembered_columns(transaction, batch.product, batch.record_kind));
    const RecordKind* kind = find_kind(batch.record_kind);
    for (auto& column : batch.columns) {
        const bool fits = column.field.empty() || (kind && find_field(*kind, column.field));
        if (column.origin == "yours" && fits) continue;
        column.field.clear();
        column.origin = "none";
        if (batch.is_mixed) {
            const std::string key = column_key(column.column);
            const bool is_field = std::any_of(record_kinds().begin(), record_kinds().end(),
                                              [&](const RecordKind& one) { return find_field(one, key) != nullptr; });
            if (is_field) column.field = key;
            if (is_field) column.origin = "known";
            continue;
        }
        const auto before = remembered.find(column_key(column.column));
        if (before != remembered.end()) {
            column.field = before->second;
            column.origin = "remembered";
        } else if (const auto known = field_of(batch.product, batch.record_kind, column.column); !known.empty()) {
            column.field = std::string(known);
            column.origin = "known";
        }
    }
    return {};
}

bool is_order_open(const BatchRow& batch) {
    const RecordKind* kind = find_kind(batch.record_kind);
    if (batch.is_mixed || !kind || !batch.date_order.empty()) return false;
    std::vector<std::string> times;
    for (const auto& column : batch.columns) {
        const FieldKind* field = find_field(*kind, column.field);
        if (field && field->form == "time") times.insert(times.end(), column.samples.begin(), column.samples.end());
    }
    return likely_order(times).empty();
}

std::vector<std::string> missing_fields(const BatchRow& batch) {
    std::vector<std::string> missing;
    if (batch.is_mixed) return missing;
    const RecordKind* kind = find_kind(batch.record_kind);
    if (!kind) return {"record_kind"};
    const auto has = [&](std::string_view field) {
        return std::any_of(batch.columns.begin(), batch.columns.end(), [&](const ColumnRow& column) { return column.field == field; });
    };
    for (const auto& field : kind->fields) {
        if (!field.required || has(field.name) || has(std::string(field.name) + "_id")) continue;
        if (field.name == "name" && (has("first_name") || has("last_name"))) continue;
        if (field.name == "text" && has("heading")) continue;
        missing.emplace_back(field.name);
    }
    if (kind->name == "message" && !has("internal") && !has("public")) missing.emplace_back("internal");
    if (kind->name == "time" && !has("from") && !has("until") && !has("day")) missing.emplace_back("from");
    if (kind->name == "time" && !has("ticket") && !has("ticket_id") && !has("client") && !has("client_id")) missing.emplace_back("ticket");
    return missing;
}

Result<v1::Import> Service::update_import(Call& call, const v1::UpdateImportRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    const auto actions = allowed_actions(batch);
    if (std::find(actions.begin(), actions.end(), "edit") == actions.end())
        return fail(ErrorKind::Conflict, "imports.state", "An import that is " + batch.state + " cannot be changed now.");
    if (!call.is_as_seen(batch.revision))
        return fail(ErrorKind::StaleEtag, "request.stale", "This import was changed meanwhile. Look at it again.");
    STEWARD_CHECK(set_choices(batch, request));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_source() || request.has_zone() || request.has_date_order())
        STEWARD_CHECK(remember_habit(*transaction, batch.product, {batch.source, batch.zone, batch.date_order}, call.now()));
    STEWARD_CHECK(map_columns(*transaction, batch));
    const RecordKind* kind = find_kind(batch.record_kind);
    for (int i = 0; i < request.columns_size(); ++i) {
        const auto& choice = request.columns(i);
        const std::string pointer = "/columns/" + std::to_string(i);
        const auto at =
            std::find_if(batch.columns.begin(), batch.columns.end(), [&](const auto& one) { return one.column == choice.column(); });
        if (at == batch.columns.end()) return bad_field(pointer + "/column", "This file has no such column.");
        if (!choice.field().empty() && (!kind || !find_field(*kind, choice.field())))
            return bad_field(pointer + "/field", "Records of this kind have no such field.");
        at->field = choice.field();
        at->origin = "yours";
        STEWARD_CHECK(
            remember_column(*transaction, batch.product, batch.record_kind, column_key(choice.column()), choice.field(), call.now()));
    }
    // Whatever was checked was checked otherwise.
    batch.state = "mapping";
    batch.file_offset = 0;
    batch.next_number = 1;
    return save(call, batch);
}

Result<v1::Import> Service::set_import_values(Call& call, const v1::SetImportValuesRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    const auto actions = allowed_actions(batch);
    if (std::find(actions.begin(), actions.end(), "edit") == actions.end())
        return fail(ErrorKind::Conflict, "imports.state", "An import that is " + batch.state + " cannot be changed now.");
    if (request.answers_size() > most_answers) return bad_field("/answers", "At most 5,000 at once.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto values, values_of(*transaction, batch.id));
    STEWARD_TRY(const auto choices, choices_of(*transaction, rooms_));
    for (int i = 0; i < request.answers_size(); ++i) {
        const auto& answer = request.answers(i);
        const auto at = std::find_if(values.begin(), values.end(), [&](const ValueRow& value) {
            return value.list == answer.list() && (value.value == answer.value() || value.key == directory::folded(answer.value()));
        });
        if (at == values.end()) return bad_field("/answers/" + std::to_string(i) + "/value", "This file has no such word.");
        const bool is_known =
            answer.answer().empty() || answer.answer() == "-" || (answer.answer() == new_answer && answer.list() == "client") ||
            std::any_of(choices.begin(), choices.end(),
                        [&](const Choice& choice) { return choice.list == answer.list() && choice.value == answer.answer(); });
        if (!is_known) return bad_field("/answers/" + std::to_string(i) + "/answer", "That is none of our words for this.");
        ValueRow value = *at;
        value.answer = answer.answer();
        value.origin = answer.answer().empty() ? "none" : "yours";
        STEWARD_CHECK(save_answer(*transaction, batch.id, value));
        STEWARD_CHECK(remember_answer(*transaction, batch.source, value, call.caller().name, call.now()));
    }
    if (batch.state == "checked") batch.state = "mapping";
    return save(call, batch);
}

}  // namespace steward::imports
