#include "server/modules/imports/work.h"

#include <algorithm>

#include "base/utf8.h"
#include "server/modules/imports/encoding.h"
#include "server/platform/journal/journal.h"

namespace steward::imports {

namespace {
constexpr int checked_at_once = 500, applied_at_once = 200;
constexpr size_t rejected_part = 256 * 1024;

// Nothing about the row: a file that is not there any more is no fault of what stood in it.
bool is_passing(const Error& error) {
    return error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::StaleEtag || error.code == "imports.unreadable";
}

template <typename AnyId>
std::vector<std::string> texts_of(const std::vector<AnyId>& ids) {
    std::vector<std::string> texts;
    for (const auto& id : ids) texts.push_back(id.text());
    return texts;
}

std::string reject_sentence(const Error& error) {
    if (error.code == "storage.foreign_key") return "Something that it points at is not there.";
    if (error.code == "storage.unique") return "There is one like it already.";
    return error.message;
}

// Whatever the bytes are.
std::string as_text(const BatchRow& batch, const std::string& bytes) {
    const bool is_text = batch.encoding != "utf-8" || is_utf8(bytes);
    return shortened(to_utf8(bytes, is_text ? batch.encoding : "windows-1252"), 1000);
}

void pass(BatchRow& batch, const RowRow& row) {
    batch.at_rank = row.rank;
    batch.at_sort = row.sort;
    batch.at_number = row.number;
    ++batch.done_rows;
    --batch.counts[{row.kind, ""}];
    ++batch.counts[{row.kind, row.outcome}];
}
}  // namespace

Status Worker::run(Instant now) {
    for (int i = 0; i < steps_a_run && !is_stopping_; ++i) {
        STEWARD_TRY(const bool was_busy, step(now));
        if (!was_busy) return {};
    }
    journal::wake_workers();  // itself, after a pause in which the server may stop
    return {};
}

Result<bool> Worker::step(Instant now) {
    std::optional<BatchRow> batch;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(batch, next_batch(transaction));
        return {};
    }));
    if (!batch) return false;
    const Status done = batch->state == "reading"   ? read_some(*batch, now)
                        : batch->state == "undoing" ? undo_some(*batch, now)
                                                    : place_some(*batch, now);
    // Somebody cancelled between: what was begun is begun anew by the state that it has now.
    if (!done && done.error().code == "imports.changed_meanwhile") return true;
    if (!done && done.error().code == "imports.unreadable") {
        STEWARD_CHECK(refuse(*batch, std::string(file_is_gone), now));
        return true;
    }
    if (!done) return std::unexpected(done.error());
    return true;
}

void Worker::tell(Transaction& transaction, const BatchRow& batch) const {
    transaction.after_commit([&hub = hub_, id = batch.id.text()] {
        hub.publish({.client = ClientId{}, .topic = "import", .id = id, .json = "{\"import_id\":\"" + id + "\"}"});
    });
}

Status Worker::place_some(BatchRow batch, Instant now) {
    const bool is_dry = batch.state == "checking";
    std::vector<RowRow> rows;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(rows, rows_from(transaction, batch, false, is_dry ? checked_at_once : applied_at_once));
        return {};
    }));
    // Rows that could not be read have rank 0 and were passed over by number.
    std::erase_if(rows, [](const RowRow& row) { return row.rank == 0; });
    if (rows.empty()) {
        bool has_more = false;
        if (batch.at_rank == 0) {
            STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(const auto one,
                            transaction.query_one("select 1 from imports_rows where batch_id = $1 and rank > 0 limit 1", batch.id));
                has_more = one.has_value();
                if (!has_more) return {};
                BatchRow after = batch;
                after.at_rank = 1;
                after.at_sort = after.at_number = -1;
                return save_batch(transaction, after, now);
            }));
        }
        return has_more ? Status{} : finish_placing(std::move(batch), now);
    }
    const Status at_once = database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        std::vector<RowRow> tried = rows;
        STEWARD_CHECK(place_rows(transaction, after, tried, now));
        return {};
    });
    if (at_once || is_passing(at_once.error())) return at_once;
    return place_one_by_one(batch.id, rows, now);
}

Status Worker::place_rows(Transaction& transaction, BatchRow& batch, std::vector<RowRow>& rows, Instant now) {
    STEWARD_TRY(const auto values, values_of(transaction, batch.id));
    const Answers answers = answers_of(values);
    std::optional<zones::Zone> zone;
    if (!batch.zone.empty()) {
        STEWARD_TRY(zone, zones::Zone::open(batch.zone));
    }
    const TimeReading reading{batch.date_order.empty() ? "YMD" : batch.date_order, zone ? &*zone : nullptr};
    Placer placer(rooms_, transaction, batch, answers, reading, now, batch.state == "checking");
    for (auto& row : rows) {
        std::string bytes;
        if (!is_planned_client(row)) {
            STEWARD_TRY(bytes, depot_.read(batch.id.text(), row.place, static_cast<size_t>(row.length)));
        }
        auto record = is_planned_client(row) ? Result<Record>(new_client(row.label)) : read_record(batch, bytes);
        if (record) {
            STEWARD_TRY(const auto twin, placer.place(row, *record));
            if (twin && twin->length == row.length) {
                STEWARD_TRY(const auto said, depot_.read(batch.id.text(), twin->place, static_cast<size_t>(twin->length)));
                if (said == bytes) {
                    row.outcome = "unchanged";
                    row.reason = "Row " + std::to_string(twin->number) + " of this file says the same.";
                }
            }
        } else {
            row.outcome = "rejected";
            row.reason = record.error().message;
        }
        STEWARD_CHECK(save_outcome(transaction, batch.id, row));
        pass(batch, row);
    }
    STEWARD_CHECK(say_brought_in(transaction, texts_of(placer.tickets()), texts_of(placer.messages()), batch.id, now));
    STEWARD_CHECK(rooms_.tickets.recount(transaction, placer.clients()));
    STEWARD_CHECK(save_batch(transaction, batch, now));
    tell(transaction, batch);
    return {};
}

// One of them cannot be: the others can. A row that is refused leaves nothing behind.
Status Worker::place_one_by_one(ImportId id, const std::vector<RowRow>& rows, Instant now) {
    for (const auto& one : rows) {
        std::optional<RowRow> refused;
        const auto in_one = [&](bool only_refuse) {
            return database_.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(auto batch, find_batch(transaction, id));
                if (!batch || (batch->state != "checking" && batch->state != "applying"))
                    return fail(ErrorKind::StaleEtag, "imports.changed_meanwhile", "This import went on meanwhile.");
                if (only_refuse) {
                    STEWARD_CHECK(save_outcome(transaction, id, *refused));
                    pass(*batch, *refused);
                    return save_batch(transaction, *batch, now);
                }
                std::vector<RowRow> alone = {one};
                const Status placed = place_rows(transaction, *batch, alone, now);
                if (placed && alone[0].outcome != "rejected") return {};
                if (!placed && is_passing(placed.error())) return placed;
                refused = placed ? alone[0] : one;
                if (!placed) {
                    refused->outcome = "rejected";
                    refused->reason = reject_sentence(placed.error());
                }
                return fail(ErrorKind::Conflict, "imports.refused", "This row is rejected.");
            });
        };
        Status done = in_one(false);
        if (!done && refused) done = in_one(true);
        if (!done) return done;
    }
    return {};
}

Status Worker::finish_placing(BatchRow batch, Instant now) {
    STEWARD_TRY(batch.rejected_bytes, write_rejected(batch));
    return database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        if (batch.state == "checking") {
            after.state = "checked";
        } else {
            after.state = "done";
            after.finished_at = now;
        }
        STEWARD_CHECK(save_batch(transaction, after, now));
        tell(transaction, after);
        return {};
    });
}

// Written anew each time and then named: a file that is there is whole.
Result<int64_t> Worker::write_rejected(const BatchRow& batch) {
    const std::string name = batch.id.text() + ".rejected";
    depot_.remove(name);
    // As a spreadsheet opens it by itself: with a mark, and separated as the file was.
    const char between = batch.format == "csv" ? batch.delimiter : ',';
    std::string part = "\xef\xbb\xbf";
    append_csv_cell(reason_column, part);
    for (const auto& column : batch.columns) {
        part += between;
        append_csv_cell(column.column, part);
    }
    part += "\r\n";
    int64_t size = 0, after = 0, count = 0;
    for (bool is_over = false; !is_over;) {
        std::vector<RowRow> rows;
        STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(rows, rejected_from(transaction, batch.id, after, checked_at_once));
            return {};
        }));
        is_over = rows.empty();
        for (const auto& row : rows) {
            after = row.number;
            ++count;
            append_csv_cell(row.reason, part);
            STEWARD_TRY(const auto bytes, depot_.read(batch.id.text(), row.place, static_cast<size_t>(row.length)));
            const auto cells = read_cells(batch, bytes);
            for (size_t i = 0; i < batch.columns.size(); ++i) {
                part += between;
                if (!cells) {
                    if (i == 0) append_csv_cell(as_text(batch, bytes), part);  // as it stands, for want of anything better
                    continue;
                }
                const bool in_place = i < cells->size() && (*cells)[i].column == batch.columns[i].column;
                const auto at = in_place ? cells->begin() + static_cast<std::ptrdiff_t>(i)
                                         : std::find_if(cells->begin(), cells->end(),
                                                        [&](const Cell& cell) { return cell.column == batch.columns[i].column; });
                if (at != cells->end()) append_csv_cell(at->text, part);
            }
            part += "\r\n";
            if (part.size() < rejected_part) continue;
            STEWARD_CHECK(depot_.put(name, size, as_bytes(part)));
            size += static_cast<int64_t>(part.size());
            part.clear();
        }
    }
    if (count == 0) return 0;
    STEWARD_CHECK(depot_.put(name, size, as_bytes(part)));
    size += static_cast<int64_t>(part.size());
    STEWARD_CHECK(depot_.settle(name, size));
    return size;
}

Status Worker::sweep(Instant now) {
    std::vector<BatchRow> old;
    std::vector<ExportRow> exports;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(old, ended_before(transaction, now - kept_files, 100));
        STEWARD_TRY(exports, exports_before(transaction, now - std::chrono::days(7), 100));
        return {};
    }));
    for (const auto& batch : old) {
        depot_.remove(batch.id.text());
        depot_.remove(batch.id.text() + ".rejected");
        STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
            if (!batch.was_applied) return delete_batch(transaction, batch.id);
            // What it made, and which of theirs that is, stays known: it can still be undone.
            BatchRow after = batch;
            after.rejected_bytes = 0;
            if (after.state == "cancelled") after.problem = std::string(file_is_gone);
            STEWARD_CHECK(save_batch(transaction, after, now));
            return {};
        }));
    }
    for (const auto& one : exports) {
        depot_.remove(one.id.text() + ".export");
        STEWARD_CHECK(database_.write([&](Transaction& transaction) { return delete_export(transaction, one.id); }));
    }
    return {};
}

}  // namespace steward::imports
