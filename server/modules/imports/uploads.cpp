// The way of a file to the server, and what it is taken for.
#include <algorithm>

#include "server/modules/imports/recognise.h"
#include "server/modules/imports/service.h"
#include "server/platform/mail/file_name.h"

namespace steward::imports {

namespace {
constexpr size_t longest_given_name = 1024;
constexpr int most_samples_of_column = 5;

std::string gigabytes(int64_t bytes) {
    return bytes >= int64_t(1) << 30 ? std::to_string(bytes >> 30) + " GiB" : std::to_string(bytes >> 20) + " MiB";
}
}  // namespace

Result<v1::Import> Service::create_import(Call& call, const v1::CreateImportRequest& request) {
    STEWARD_CHECK(sees_all_clients(call));
    if (request.name().empty()) return bad_field("/name", "The file needs a name.");
    if (request.name().size() > longest_given_name) return bad_field("/name", "This name is too long.");
    if (request.size_bytes() < 1) return bad_field("/size_bytes", "There is nothing in this file.");
    if (request.size_bytes() > most_file_bytes)
        return fail(ErrorKind::TooLarge, "imports.file_too_large",
                    "This file has " + gigabytes(request.size_bytes()) + "; one import takes at most " + gigabytes(most_file_bytes) +
                        ". Split it: each part with the first line, clients before tickets.");
    BatchRow batch;
    batch.id = ImportId::make(call.now(), rng_);
    batch.name = mail::harmless_name(request.name());
    batch.size = request.size_bytes();
    batch.state = "uploading";
    batch.by = call.caller().account;
    batch.by_name = call.caller().name;
    batch.created_at = batch.changed_at = call.now();
    batch.revision = 1;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_batch(*transaction, batch));
    call.set_audit_subject(batch.id.text());
    call.add_audit_detail("file", batch.name);
    return answer(call, batch);
}

Result<v1::Import> Service::put_import_part(Call& call, const v1::PutImportPartRequest& request) {
    STEWARD_TRY(auto batch, load(call, request.import_id()));
    const auto length = static_cast<int64_t>(request.content().size());
    if (request.offset() < 0 || request.offset() > batch.size || length > batch.size - request.offset())
        return bad_field("/offset", "The file has " + std::to_string(batch.size) + " bytes; this part lies beyond its end.");
    // The same part again, because its answer was lost on the way.
    if (batch.state != "uploading" || (length > 0 && request.offset() + length <= batch.received)) return answer(call, batch);
    if (request.offset() != batch.received)
        return fail(ErrorKind::Conflict, "imports.out_of_order",
                    "The next part of this upload begins at byte " + std::to_string(batch.received) + ".");
    if (length == 0) return bad_field("/content", "This part is empty.");
    STEWARD_CHECK(depot_.put(batch.id.text(), request.offset(), as_bytes(request.content())));
    batch.received += length;
    if (batch.received == batch.size) {
        STEWARD_CHECK(depot_.settle(batch.id.text(), batch.size));
        STEWARD_TRY(auto* transaction, call.transaction());
        STEWARD_CHECK(recognise_upload(*transaction, batch));
    }
    return save(call, batch);
}

Status Service::recognise_upload(Transaction& transaction, BatchRow& batch) const {
    STEWARD_TRY(const auto head, depot_.read(batch.id.text(), 0, head_bytes));
    const Shape shape = recognise(head, static_cast<int64_t>(head.size()) == batch.size);
    batch.reason = shape.reason;
    batch.problem = shape.problem;
    batch.state = shape.problem.empty() ? "mapping" : "refused";
    if (!shape.problem.empty()) return {};
    batch.format = shape.format;
    batch.product = batch.source = shape.product;
    batch.record_kind = shape.kind;
    batch.is_mixed = shape.is_mixed;
    batch.encoding = shape.encoding;
    batch.delimiter = shape.delimiter;
    batch.begins_at = batch.file_offset = shape.begin;
    batch.columns.clear();
    for (size_t i = 0; i < shape.columns.size(); ++i) {
        ColumnRow column{shape.columns[i], "", "none", {}};
        for (const auto& sample : shape.samples)
            if (i < sample.size() && !sample[i].empty() && column.samples.size() < static_cast<size_t>(most_samples_of_column))
                column.samples.push_back(sample[i]);
        batch.columns.push_back(std::move(column));
    }
    STEWARD_CHECK(map_columns(transaction, batch));
    std::vector<std::string> times;
    for (size_t i = 0; i < batch.columns.size(); ++i) {
        const RecordKind* kind = find_kind(batch.record_kind);
        const FieldKind* field = kind ? find_field(*kind, batch.columns[i].field) : nullptr;
        if (!field || field->form != "time") continue;
        for (const auto& sample : shape.samples)
            if (i < sample.size() && !sample[i].empty()) times.push_back(sample[i]);
    }
    batch.date_order = likely_order(times);
    STEWARD_TRY(const auto habit, habit_of(transaction, batch.product));
    if (!habit) return {};
    batch.source = habit->source;
    batch.zone = habit->zone;
    if (batch.date_order.empty()) batch.date_order = habit->date_order;
    return {};
}

}  // namespace steward::imports
