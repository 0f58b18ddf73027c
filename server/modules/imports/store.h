// All SQL of the imports. Every function works in the caller's transaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/imports/layouts.h"
#include "server/platform/storage/database.h"

namespace steward::imports {

using storage::Transaction;
using ImportId = Id<struct ImportTag>;
using ExportId = Id<struct ExportTag>;

struct ColumnRow {
    std::string column, field;  // field empty: left out
    std::string origin;         // yours, remembered, known, none
    std::vector<std::string> samples;
};

/// How many rows of which kind have which outcome; kept with the batch, because a page asks while it works.
using Counts = std::map<std::pair<std::string, std::string>, int64_t>;

struct BatchRow {
    ImportId id;
    std::string name;
    int64_t size = 0, received = 0;
    std::string state, format, product, source, record_kind;
    bool is_mixed = false;
    std::string encoding;
    char delimiter = ',';
    int64_t begins_at = 0;
    std::string reason, problem, zone, date_order;
    bool rejects_requesters = false, promises = false;
    std::vector<ColumnRow> columns;
    int64_t file_offset = 0, next_number = 1, bad_rows = 0;  // of reading
    int64_t at_rank = 0, at_sort = 0, at_number = 0;         // of what goes through the rows
    int64_t done_rows = 0;
    bool was_applied = false;
    Counts counts;
    int64_t rejected_bytes = 0;
    AccountId by;
    std::string by_name;
    Instant created_at, changed_at, finished_at;
    int64_t revision = 0;
};
extern const std::string_view batch_columns;
BatchRow read_batch(const storage::Row& row);
Status insert_batch(Transaction& transaction, const BatchRow& batch);
/// Raises the revision. Failure: StaleEtag when another one is stored.
Status save_batch(Transaction& transaction, BatchRow& batch, Instant now);
Result<std::optional<BatchRow>> find_batch(Transaction& transaction, ImportId id);
/// The oldest that is in one of the states in which something is to be done.
Result<std::optional<BatchRow>> next_batch(Transaction& transaction);
Result<std::vector<BatchRow>> ended_before(Transaction& transaction, Instant before, int limit);
/// With its rows and values; its links and what it made stay.
Status delete_batch(Transaction& transaction, ImportId id);

struct RowRow {
    int64_t number = 0, place = 0, length = 0;
    std::string kind;
    int64_t rank = 0, sort = 0;
    std::string key, name_key, mail_key, label, outcome, reason, record_id;
    int64_t record_revision = 0;
    std::string before;
};
extern const std::string_view row_columns;
RowRow read_row(const storage::Row& row);
Status clear_rows(Transaction& transaction, ImportId batch);
Status insert_row(Transaction& transaction, ImportId batch, const RowRow& row);
Status drop_planned_clients(Transaction& transaction, ImportId batch);
Status save_outcome(Transaction& transaction, ImportId batch, const RowRow& row);
/// Those behind the batch's place, in the order in which they are taken; `backwards`: before it, the other way round.
Result<std::vector<RowRow>> rows_from(Transaction& transaction, const BatchRow& batch, bool backwards, int limit);
Result<std::vector<RowRow>> rejected_from(Transaction& transaction, ImportId batch, int64_t after_number, int limit);
/// What a check said is not what was done.
Status forget_outcomes(Transaction& transaction, ImportId batch);

/// Reads all rows.
Result<Counts> count_outcomes(Transaction& transaction, ImportId batch);

/// An earlier row of the same file that speaks of the same record and is taken.
Result<std::optional<RowRow>> row_with_key(Transaction& transaction, ImportId batch, std::string_view kind, std::string_view key,
                                           int64_t but_number);
Result<std::optional<RowRow>> row_named(Transaction& transaction, ImportId batch, std::string_view kind, std::string_view name_key,
                                        std::string_view mail_key);

struct ValueRow {
    std::string list, key, value;
    int64_t count = 0;
    std::string answer, origin;
};
extern const std::string_view value_columns;
ValueRow read_value(const storage::Row& row);
Status clear_values(Transaction& transaction, ImportId batch);
/// Adds to the count. False when the list is full and this is another one.
Result<bool> note_value(Transaction& transaction, ImportId batch, const ValueRow& value);
Result<std::vector<ValueRow>> values_of(Transaction& transaction, ImportId batch);
Status save_answer(Transaction& transaction, ImportId batch, const ValueRow& value);
Result<int64_t> count_unanswered(Transaction& transaction, ImportId batch);
inline constexpr int most_values = 2000;  // of one list

Result<std::map<std::string, std::string>> remembered_answers(Transaction& transaction, std::string_view source);  // "list\nkey"
Status remember_answer(Transaction& transaction, std::string_view source, const ValueRow& value, std::string_view by, Instant now);
Result<std::map<std::string, std::string>> remembered_columns(Transaction& transaction, std::string_view product, std::string_view kind);
Status remember_column(Transaction& transaction, std::string_view product, std::string_view kind, std::string_view column_key,
                       std::string_view field, Instant now);

/// What was said of the last file of a product.
struct Habit {
    std::string source, zone, date_order;
};
Result<std::optional<Habit>> habit_of(Transaction& transaction, std::string_view product);
Status remember_habit(Transaction& transaction, std::string_view product, const Habit& habit, Instant now);

Result<std::optional<std::string>> find_link(Transaction& transaction, std::string_view source, std::string_view kind,
                                             std::string_view external_id);
Status put_link(Transaction& transaction, std::string_view source, std::string_view kind, std::string_view external_id,
                std::string_view record_id, ImportId batch);
Status drop_links(Transaction& transaction, std::string_view record_id);

struct Account {
    AccountId id;
    std::string name, address;
};
/// Active people of ours who can have a ticket or have worked.
Result<std::vector<Account>> technicians(Transaction& transaction);

struct ExportRow {
    ExportId id;
    std::string state, kinds, at_kind, after_id;
    int64_t rows = 0, size = 0;
    std::string problem;
    AccountId by;
    std::string by_name;
    Instant created_at, finished_at;
};
extern const std::string_view export_columns;
ExportRow read_export(const storage::Row& row);
Status insert_export(Transaction& transaction, const ExportRow& row);
Status save_export(Transaction& transaction, const ExportRow& row);
Result<std::optional<ExportRow>> find_export(Transaction& transaction, ExportId id);
Result<std::optional<ExportRow>> next_export(Transaction& transaction);
Result<std::vector<ExportRow>> exports_before(Transaction& transaction, Instant before, int limit);
Status delete_export(Transaction& transaction, ExportId id);

}  // namespace steward::imports
