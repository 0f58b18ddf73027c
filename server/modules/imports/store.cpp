// Batches and their rows.
#include "server/modules/imports/store.h"

#include <boost/json.hpp>

#include <charconv>

namespace steward::imports {

namespace {
namespace json = boost::json;

std::optional<Instant> instant_or_null(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

std::string columns_text(const std::vector<ColumnRow>& columns) {
    json::array array;
    for (const auto& column : columns) {
        json::array samples(column.samples.begin(), column.samples.end());
        array.push_back({{"column", column.column}, {"field", column.field}, {"origin", column.origin}, {"samples", std::move(samples)}});
    }
    return json::serialize(array);
}

std::string member(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<ColumnRow> columns_from(const std::string& text) {
    std::vector<ColumnRow> columns;
    boost::system::error_code failed;
    const json::value value = json::parse(text, failed);
    if (failed || !value.is_array()) return columns;
    for (const auto& one : value.get_array()) {
        if (!one.is_object()) continue;
        const auto& object = one.get_object();
        ColumnRow column{member(object, "column"), member(object, "field"), member(object, "origin"), {}};
        if (const auto* samples = object.if_contains("samples"); samples && samples->is_array()) {
            for (const auto& sample : samples->get_array())
                if (sample.is_string()) column.samples.emplace_back(sample.get_string());
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

// "ticket created 12\n"; rows that could not be read have no kind.
std::string counts_text(const Counts& counts) {
    std::string text;
    for (const auto& [what, count] : counts)
        if (count != 0) text += what.first + " " + what.second + " " + std::to_string(count) + "\n";
    return text;
}

Counts counts_from(std::string_view text) {
    Counts counts;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const size_t first = line.find(' '), second = line.find(' ', first + 1);
        if (second == std::string_view::npos) continue;
        int64_t count = 0;
        std::from_chars(line.data() + second + 1, line.data() + line.size(), count);
        counts[{std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1))}] = count;
    }
    return counts;
}

template <typename AnyId>
AnyId imports_id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

template <typename AnyId>
std::optional<AnyId> imports_or_null(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
}  // namespace

const std::string_view batch_columns =
    "b.id, b.name, b.size_bytes, b.received_bytes, b.state, b.format, b.product, b.source, b.record_kind, b.is_mixed, b.encoding, "
    "b.delimiter, b.begins_at, b.reason, b.problem, b.zone, b.date_order, b.rejects_requesters, b.promises, b.columns, b.file_offset, "
    "b.next_number, b.bad_rows, b.at_rank, b.at_sort, b.at_number, b.done_rows, b.was_applied, b.rejected_bytes, b.created_by, "
    "b.created_by_name, b.created_at, b.changed_at, b.finished_at, b.revision, b.counts";

BatchRow read_batch(const storage::Row& row) {
    BatchRow batch;
    batch.id = row.id<ImportId>(0);
    batch.name = row.text(1);
    batch.size = row.integer(2);
    batch.received = row.integer(3);
    batch.state = row.text(4);
    batch.format = row.text(5);
    batch.product = row.text(6);
    batch.source = row.text(7);
    batch.record_kind = row.text(8);
    batch.is_mixed = row.boolean(9);
    batch.encoding = row.text(10);
    batch.delimiter = row.text(11).empty() ? ',' : row.text(11)[0];
    batch.begins_at = row.integer(12);
    batch.reason = row.text(13);
    batch.problem = row.text(14);
    batch.zone = row.text(15);
    batch.date_order = row.text(16);
    batch.rejects_requesters = row.boolean(17);
    batch.promises = row.boolean(18);
    batch.columns = columns_from(row.text(19));
    batch.file_offset = row.integer(20);
    batch.next_number = row.integer(21);
    batch.bad_rows = row.integer(22);
    batch.at_rank = row.integer(23);
    batch.at_sort = row.integer(24);
    batch.at_number = row.integer(25);
    batch.done_rows = row.integer(26);
    batch.was_applied = row.boolean(27);
    batch.rejected_bytes = row.integer(28);
    batch.by = imports_id_or_nil<AccountId>(row, 29);
    batch.by_name = row.text(30);
    batch.created_at = row.instant(31);
    batch.changed_at = row.instant(32);
    batch.finished_at = Instant{row.integer_or(33, 0)};
    batch.revision = row.integer(34);
    batch.counts = counts_from(row.text(35));
    return batch;
}

Status insert_batch(Transaction& transaction, const BatchRow& b) {
    STEWARD_CHECK(
        transaction.execute("insert into imports_batches (id, name, size_bytes, received_bytes, state, format, product, source, "
                            "record_kind, is_mixed, encoding, "
                            "delimiter, begins_at, reason, problem, zone, date_order, rejects_requesters, promises, columns, file_offset, "
                            "next_number, bad_rows, "
                            "at_rank, at_sort, at_number, done_rows, was_applied, rejected_bytes, created_by, created_by_name, created_at, "
                            "changed_at, revision) "
                            "values ($1, $2, $3, 0, $4, '', '', '', '', false, '', '', 0, '', '', '', '', false, false, '[]', 0, 1, 0, 0, "
                            "0, 0, 0, false, 0, $5, "
                            "$6, $7, $7, 1)",
                            b.id, b.name, b.size, b.state, imports_or_null(b.by), b.by_name, b.created_at));
    return {};
}

Status save_batch(Transaction& transaction, BatchRow& b, Instant now) {
    STEWARD_TRY(
        const auto changed,
        transaction.execute(
            "update imports_batches set received_bytes = $1, state = $2, format = $3, product = $4, source = $5, record_kind = $6, "
            "is_mixed "
            "= $7, encoding = $8, delimiter = $9, begins_at = $10, reason = $11, problem = $12, zone = $13, date_order = $14, "
            "rejects_requesters = $15, promises = $16, columns = $17, file_offset = $18, next_number = $19, bad_rows = $20, at_rank = $21, "
            "at_sort = $22, at_number = $23, done_rows = $24, was_applied = $25, rejected_bytes = $26, changed_at = $27, finished_at = "
            "$28, counts = $29, "
            "revision = revision + 1 where id = $30 and revision = $31",
            b.received, b.state, b.format, b.product, b.source, b.record_kind, b.is_mixed, b.encoding, std::string(1, b.delimiter),
            b.begins_at, b.reason, b.problem, b.zone, b.date_order, b.rejects_requesters, b.promises, columns_text(b.columns),
            b.file_offset, b.next_number, b.bad_rows, b.at_rank, b.at_sort, b.at_number, b.done_rows, b.was_applied, b.rejected_bytes, now,
            instant_or_null(b.finished_at), counts_text(b.counts), b.id, b.revision));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "imports.changed_meanwhile", "This import went on meanwhile. Look at it again and repeat that.");
    ++b.revision;
    return {};
}

Result<std::optional<BatchRow>> find_batch(Transaction& transaction, ImportId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(batch_columns) + " from imports_batches b where b.id = $1", id));
    return row ? std::optional(read_batch(*row)) : std::nullopt;
}

Result<std::optional<BatchRow>> next_batch(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(batch_columns) +
                                                      " from imports_batches b where b.state in ('reading', 'checking', 'applying', "
                                                      "'undoing') order by b.changed_at, b.id limit 1"));
    return row ? std::optional(read_batch(*row)) : std::nullopt;
}

Result<std::vector<BatchRow>> ended_before(Transaction& transaction, Instant before, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(batch_columns) +
                                                       " from imports_batches b where b.changed_at < $1 and b.state not in ('reading', "
                                                       "'checking', 'applying', 'undoing', 'kept') order by b.changed_at limit $2",
                                                   before, limit));
    std::vector<BatchRow> found;
    for (const auto& row : rows) found.push_back(read_batch(row));
    return found;
}

Status delete_batch(Transaction& transaction, ImportId id) {
    STEWARD_CHECK(clear_rows(transaction, id));
    STEWARD_CHECK(clear_values(transaction, id));
    STEWARD_CHECK(transaction.execute("delete from imports_batches where id = $1", id));
    return {};
}

const std::string_view row_columns =
    "r.number, r.place, r.length, r.kind, r.rank, r.sort, r.key, r.name_key, r.mail_key, r.label, r.outcome, r.reason, r.record_id, "
    "r.record_revision, r.before";

RowRow read_row(const storage::Row& row) {
    return {.number = row.integer(0),
            .place = row.integer(1),
            .length = row.integer(2),
            .kind = row.text(3),
            .rank = row.integer(4),
            .sort = row.integer(5),
            .key = row.text(6),
            .name_key = row.text(7),
            .mail_key = row.text(8),
            .label = row.text(9),
            .outcome = row.text(10),
            .reason = row.text(11),
            .record_id = row.text(12),
            .record_revision = row.integer(13),
            .before = row.text(14)};
}

Status clear_rows(Transaction& transaction, ImportId batch) {
    STEWARD_CHECK(transaction.execute("delete from imports_rows where batch_id = $1", batch));
    return {};
}

Status insert_row(Transaction& transaction, ImportId batch, const RowRow& r) {
    STEWARD_CHECK(transaction.execute(
        "insert into imports_rows (batch_id, number, place, length, kind, rank, sort, key, name_key, mail_key, label, outcome, reason, "
        "record_id, record_revision, before) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, '')",
        batch, r.number, r.place, r.length, r.kind, r.rank, r.sort, r.key, r.name_key, r.mail_key, r.label, r.outcome, r.reason));
    return {};
}

Status drop_planned_clients(Transaction& transaction, ImportId batch) {
    STEWARD_CHECK(transaction.execute("delete from imports_rows where batch_id = $1 and kind = 'client' and length = 0", batch));
    return {};
}

Status save_outcome(Transaction& transaction, ImportId batch, const RowRow& r) {
    STEWARD_CHECK(
        transaction.execute("update imports_rows set outcome = $1, reason = $2, record_id = $3, record_revision = $4, before = $5 where "
                            "batch_id = $6 and number "
                            "= $7",
                            r.outcome, r.reason, r.record_id, r.record_revision, r.before, batch, r.number));
    return {};
}

namespace {
Result<std::vector<RowRow>> read_rows(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<RowRow> found;
    found.reserve(rows->size());
    for (const auto& row : *rows) found.push_back(read_row(row));
    return found;
}

Result<std::optional<RowRow>> first_row(Result<std::vector<storage::Row>> rows) {
    STEWARD_TRY(auto found, read_rows(std::move(rows)));
    return found.empty() ? std::optional<RowRow>{} : std::optional(std::move(found.front()));
}

std::string select_rows() { return "select " + std::string(row_columns) + " from imports_rows r where r.batch_id = $1"; }
}  // namespace

Result<std::vector<RowRow>> rows_from(Transaction& transaction, const BatchRow& batch, bool backwards, int limit) {
    const std::string order = backwards ? " and (r.rank, r.sort, r.number) < ($2, $3, $4) order by r.rank desc, r.sort desc, r.number desc"
                                        : " and (r.rank, r.sort, r.number) > ($2, $3, $4) order by r.rank, r.sort, r.number";
    return read_rows(
        transaction.query(select_rows() + order + " limit $5", batch.id, batch.at_rank, batch.at_sort, batch.at_number, limit));
}

Result<std::vector<RowRow>> rejected_from(Transaction& transaction, ImportId batch, int64_t after_number, int limit) {
    return read_rows(
        transaction.query(select_rows() + " and r.outcome = 'rejected' and r.length > 0 and r.number > $2 order by r.number limit $3",
                          batch, after_number, limit));
}

Status forget_outcomes(Transaction& transaction, ImportId batch) {
    STEWARD_CHECK(transaction.execute(
        "update imports_rows set outcome = '', reason = '', record_id = '', record_revision = 0 where batch_id = $1 and rank > 0", batch));
    return {};
}

Result<Counts> count_outcomes(Transaction& transaction, ImportId batch) {
    STEWARD_TRY(const auto rows, transaction.query("select kind, outcome, count(*) from imports_rows where batch_id = $1 group by kind, "
                                                   "outcome",
                                                   batch));
    Counts counts;
    for (const auto& row : rows) counts[{row.text(0), row.text(1)}] = row.integer(2);
    return counts;
}

Result<std::optional<RowRow>> row_with_key(Transaction& transaction, ImportId batch, std::string_view kind, std::string_view key,
                                           int64_t but_number) {
    return first_row(transaction.query(
        select_rows() + " and r.kind = $2 and r.key = $3 and r.number <> $4 and r.outcome in ('created', 'updated', 'unchanged') limit 1",
        batch, kind, key, but_number));
}

Result<std::optional<RowRow>> row_named(Transaction& transaction, ImportId batch, std::string_view kind, std::string_view name_key,
                                        std::string_view mail_key) {
    if (!mail_key.empty()) {
        STEWARD_TRY(auto found, first_row(transaction.query(select_rows() + " and r.kind = $2 and r.mail_key = $3 and r.mail_key <> '' and "
                                                                            "r.outcome in ('created', 'updated', 'unchanged') limit 1",
                                                            batch, kind, mail_key)));
        if (found) return found;
    }
    return first_row(transaction.query(
        select_rows() + " and r.kind = $2 and r.name_key = $3 and r.outcome in ('created', 'updated', 'unchanged') limit 1", batch, kind,
        name_key));
}

}  // namespace steward::imports
