// From bytes to rows.
#include <boost/json.hpp>

#include "server/modules/imports/encoding.h"
#include "server/modules/imports/work.h"

namespace steward::imports {

namespace {
constexpr size_t read_at_once = 2 << 20;
constexpr int rows_at_once = 2000, most_bad_rows = 10'000, most_unclosed = 20;
constexpr size_t longest_word_list = 2000;

Result<std::optional<zones::Zone>> zone_of(const BatchRow& batch) {
    if (batch.zone.empty()) return std::optional<zones::Zone>{};
    STEWARD_TRY(auto zone, zones::Zone::open(batch.zone));
    return std::optional(std::move(zone));
}

RowRow unreadable_row(const Cut& cut, std::string reason) {
    RowRow row;
    row.kind = "";
    row.length = static_cast<int64_t>(cut.end - cut.begin);
    row.outcome = "rejected";
    row.reason = std::move(reason);
    return row;
}

// A column that only later records have is still a column.
void note_columns(BatchRow& batch, const std::vector<Cell>& cells) {
    for (const auto& cell : cells) {
        if (batch.columns.size() >= most_columns) return;
        const auto at =
            std::find_if(batch.columns.begin(), batch.columns.end(), [&](const auto& one) { return one.column == cell.column; });
        if (at != batch.columns.end()) continue;
        const auto field = batch.is_mixed ? std::string_view() : field_of(batch.product, batch.record_kind, cell.column);
        batch.columns.push_back({cell.column, std::string(field), field.empty() ? "none" : "known", {}});
    }
}
BatchRow stored_as(BatchRow batch, const std::string& encoding) {
    batch.encoding = encoding;
    return batch;
}
}  // namespace

Status Worker::read_some(BatchRow batch, Instant now) {
    const bool is_csv = batch.format == "csv";
    STEWARD_TRY(const auto zone, zone_of(batch));
    const TimeReading reading{batch.date_order.empty() ? "YMD" : batch.date_order, zone ? &*zone : nullptr};
    std::string buffer;
    // A record may be as long as what is read at once: then a little more is read.
    STEWARD_TRY(buffer, depot_.read(batch.id.text(), batch.file_offset, read_at_once + most_record_bytes));
    const bool is_last = batch.file_offset + static_cast<int64_t>(buffer.size()) >= batch.size;
    const std::string encoding = batch.encoding;
    if (is_utf16(encoding)) {
        buffer = to_utf8(is_last ? std::string_view(buffer) : whole_stored(buffer, encoding), encoding);
        batch.encoding = "utf-8";  // until it is stored again
    }
    std::vector<RowRow> rows;
    std::map<std::string, ValueRow> words;
    size_t at = 0;
    int64_t stored_at = batch.file_offset;  // of `at`, in the file
    bool is_over = false;
    if (batch.file_offset == batch.begins_at && is_csv) {  // the first line names the columns
        const Cut head = cut_csv(buffer, batch.delimiter, is_last);
        at = head.next;
        stored_at += stored_bytes(std::string_view(buffer).substr(0, at), encoding);
    }
    while (static_cast<int>(rows.size()) < rows_at_once && at < read_at_once && !is_over) {
        const std::string_view rest = std::string_view(buffer).substr(at);
        Cut cut = is_csv ? cut_csv(rest, batch.delimiter, is_last) : cut_json(rest, is_last);
        if (cut.what == Cut::What::End || cut.what == Cut::What::More) {
            is_over = cut.what == Cut::What::End || is_last;
            break;
        }
        RowRow row;
        if (cut.what == Cut::What::Bad) {
            row = unreadable_row(cut, cut.problem);
        } else if (auto record = read_record(batch, rest.substr(cut.begin, cut.end - cut.begin)); !record) {
            row = unreadable_row(cut, record.error().message);
        } else {
            if (!is_csv) note_columns(batch, record->cells);
            row = identify(*record, reading);
            for (auto& word : words_of(*record)) {
                const auto known = words.try_emplace(word.list + "\n" + word.key, word);
                if (!known.second) ++known.first->second.count;
            }
        }
        row.number = batch.next_number++;
        row.place = stored_at + stored_bytes(rest.substr(0, cut.begin), encoding);
        row.length = stored_bytes(rest.substr(cut.begin, cut.end - cut.begin), encoding);
        if (row.rank == 0 && ++batch.bad_rows > most_bad_rows)
            return refuse(stored_as(std::move(batch), encoding), "Ten thousand rows of this file are none. Is it what it was taken for?",
                          now);
        if (cut.what == Cut::What::Bad && batch.bad_rows > most_unclosed && cut.end - cut.begin < rest.size() / 2 && is_csv)
            return refuse(stored_as(std::move(batch), encoding),
                          "Row " + std::to_string(row.number) + ": " + cut.problem + " Many rows before it are none either.", now);
        rows.push_back(std::move(row));
        stored_at += stored_bytes(rest.substr(0, cut.next), encoding);
        at += cut.next;
        if (words.size() > longest_word_list) break;
    }
    batch.encoding = encoding;
    batch.file_offset = stored_at;
    batch.done_rows = batch.next_number - 1;
    return keep_read(batch, rows, words, is_over || batch.file_offset >= batch.size, now);
}

Status Worker::keep_read(const BatchRow& batch, const std::vector<RowRow>& rows, const std::map<std::string, ValueRow>& words, bool is_over,
                         Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        for (const auto& row : rows) STEWARD_CHECK(insert_row(transaction, batch.id, row));
        for (const auto& [key, word] : words) STEWARD_CHECK(note_value(transaction, batch.id, word));
        if (is_over) {
            after.state = "checking";
            after.at_rank = after.at_sort = after.at_number = after.done_rows = 0;
            STEWARD_CHECK(match_words(transaction, after));
            STEWARD_CHECK(plan_new_clients(transaction, after));
            STEWARD_TRY(after.counts, count_outcomes(transaction, batch.id));
        }
        STEWARD_CHECK(save_batch(transaction, after, now));
        tell(transaction, after);
        return {};
    });
}

Status Worker::refuse(BatchRow batch, std::string problem, Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        BatchRow after = batch;
        after.problem = problem;
        if (batch.was_applied) {  // what it made, and which of theirs that is, stays known: it can still be undone
            after.state = "cancelled";
            after.finished_at = now;
            STEWARD_CHECK(save_batch(transaction, after, now));
            tell(transaction, after);
            return {};
        }
        after.state = "mapping";
        after.counts.clear();
        STEWARD_CHECK(clear_rows(transaction, batch.id));
        STEWARD_CHECK(clear_values(transaction, batch.id));
        STEWARD_CHECK(save_batch(transaction, after, now));
        tell(transaction, after);
        return {};
    });
}

}  // namespace steward::imports
