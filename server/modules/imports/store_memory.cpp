// Words and their answers, links, exports.
#include "server/modules/imports/store.h"

namespace steward::imports {

namespace {
template <typename AnyId>
std::optional<AnyId> memory_or_null(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
}  // namespace

const std::string_view value_columns = "v.list, v.value_key, v.value, v.row_count, v.answer, v.origin";

ValueRow read_value(const storage::Row& row) { return {row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4), row.text(5)}; }

Status clear_values(Transaction& transaction, ImportId batch) {
    STEWARD_CHECK(transaction.execute("delete from imports_values where batch_id = $1", batch));
    return {};
}

Result<bool> note_value(Transaction& transaction, ImportId batch, const ValueRow& value) {
    STEWARD_TRY(const auto changed, transaction.execute("update imports_values set row_count = row_count + $1 where batch_id = $2 and list "
                                                        "= $3 and value_key = $4",
                                                        value.count, batch, value.list, value.key));
    if (changed > 0) return true;
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*) from imports_values where batch_id = $1 and list = $2", batch, value.list));
    if (row->integer(0) >= most_values) return false;
    STEWARD_CHECK(
        transaction.execute("insert into imports_values (batch_id, list, value_key, value, row_count, answer, origin) values ($1, $2, $3, "
                            "$4, $5, '', 'none')",
                            batch, value.list, value.key, value.value, value.count));
    return true;
}

Result<std::vector<ValueRow>> values_of(Transaction& transaction, ImportId batch) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(value_columns) +
                                                       " from imports_values v where v.batch_id = $1 order by v.list, v.value_key",
                                                   batch));
    std::vector<ValueRow> values;
    for (const auto& row : rows) values.push_back(read_value(row));
    return values;
}

Status save_answer(Transaction& transaction, ImportId batch, const ValueRow& value) {
    STEWARD_CHECK(
        transaction.execute("update imports_values set answer = $1, origin = $2 where batch_id = $3 and list = $4 and value_key = $5",
                            value.answer, value.origin, batch, value.list, value.key));
    return {};
}

Result<int64_t> count_unanswered(Transaction& transaction, ImportId batch) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from imports_values where batch_id = $1 and answer = ''", batch));
    return row->integer(0);
}

Result<std::map<std::string, std::string>> remembered_answers(Transaction& transaction, std::string_view source) {
    STEWARD_TRY(const auto rows, transaction.query("select list, value_key, answer from imports_answers where source = $1", source));
    std::map<std::string, std::string> answers;
    for (const auto& row : rows) answers.emplace(row.text(0) + "\n" + row.text(1), row.text(2));
    return answers;
}

Status remember_answer(Transaction& transaction, std::string_view source, const ValueRow& value, std::string_view by, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into imports_answers (source, list, value_key, answer, at, by_name) values ($1, $2, $3, $4, $5, $6) on conflict (source, "
        "list, value_key) do update set answer = $4, at = $5, by_name = $6",
        source, value.list, value.key, value.answer, now, by));
    return {};
}

Result<std::map<std::string, std::string>> remembered_columns(Transaction& transaction, std::string_view product, std::string_view kind) {
    STEWARD_TRY(const auto rows,
                transaction.query("select column_key, field from imports_columns where product = $1 and kind = $2", product, kind));
    std::map<std::string, std::string> columns;
    for (const auto& row : rows) columns.emplace(row.text(0), row.text(1));
    return columns;
}

Status remember_column(Transaction& transaction, std::string_view product, std::string_view kind, std::string_view key,
                       std::string_view field, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into imports_columns (product, kind, column_key, field, at) values ($1, $2, $3, $4, $5) on conflict "
                            "(product, kind, column_key) do update set field = $4, at = $5",
                            product, kind, key, field, now));
    return {};
}

Result<std::optional<Habit>> habit_of(Transaction& transaction, std::string_view product) {
    STEWARD_TRY(const auto row, transaction.query_one("select source, zone, date_order from imports_habits where product = $1", product));
    return row ? std::optional(Habit{row->text(0), row->text(1), row->text(2)}) : std::nullopt;
}

Status remember_habit(Transaction& transaction, std::string_view product, const Habit& habit, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into imports_habits (product, source, zone, date_order, at) values ($1, $2, $3, $4, $5) on "
                            "conflict (product) do update set source = $2, zone = $3, date_order = $4, at = $5",
                            product, habit.source, habit.zone, habit.date_order, now));
    return {};
}

Result<std::optional<std::string>> find_link(Transaction& transaction, std::string_view source, std::string_view kind,
                                             std::string_view external_id) {
    STEWARD_TRY(const auto row, transaction.query_one("select record_id from imports_links where source = $1 and kind = $2 and external_id "
                                                      "= $3",
                                                      source, kind, external_id));
    return row ? std::optional(row->text(0)) : std::nullopt;
}

Status put_link(Transaction& transaction, std::string_view source, std::string_view kind, std::string_view external_id,
                std::string_view record_id, ImportId batch) {
    STEWARD_CHECK(transaction.execute(
        "insert into imports_links (source, kind, external_id, record_id, batch_id) values ($1, $2, $3, $4, $5) on conflict (source, kind, "
        "external_id) do update set record_id = $4",
        source, kind, external_id, record_id, batch));
    return {};
}

Status drop_links(Transaction& transaction, std::string_view record_id) {
    STEWARD_CHECK(transaction.execute("delete from imports_links where record_id = $1", record_id));
    return {};
}

Result<std::vector<Account>> technicians(Transaction& transaction) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select a.account_id, a.name, coalesce((select min(w.email_key) from access_v_account_addresses w where "
                          "w.account_id = a.account_id), '') from access_v_accounts a where a.status = 'active' and exists (select 1 "
                          "from access_v_account_roles r where r.account_id = a.account_id and r.role in ('OWN', 'SVM', 'DSP', 'TEC', "
                          "'ENG', 'NOC', 'ONC', 'SEC', 'VCI', 'ACM')) order by a.name, a.account_id limit 2000"));
    std::vector<Account> found;
    for (const auto& row : rows) found.push_back({row.id<AccountId>(0), row.text(1), row.text(2)});
    return found;
}

const std::string_view export_columns =
    "e.id, e.state, e.kinds, e.at_kind, e.after_id, e.row_count, e.size_bytes, e.problem, e.created_by, e.created_by_name, e.created_at, "
    "e.finished_at";

ExportRow read_export(const storage::Row& row) {
    return {.id = row.id<ExportId>(0),
            .state = row.text(1),
            .kinds = row.text(2),
            .at_kind = row.text(3),
            .after_id = row.text(4),
            .rows = row.integer(5),
            .size = row.integer(6),
            .problem = row.text(7),
            .by = row.is_null(8) ? AccountId{} : row.id<AccountId>(8),
            .by_name = row.text(9),
            .created_at = row.instant(10),
            .finished_at = Instant{row.integer_or(11, 0)}};
}

Status insert_export(Transaction& transaction, const ExportRow& e) {
    STEWARD_CHECK(transaction.execute(
        "insert into imports_exports (id, state, kinds, at_kind, after_id, row_count, size_bytes, problem, created_by, created_by_name, "
        "created_at) values ($1, $2, $3, $4, '', 0, 0, '', $5, $6, $7)",
        e.id, e.state, e.kinds, e.at_kind, memory_or_null(e.by), e.by_name, e.created_at));
    return {};
}

Status save_export(Transaction& transaction, const ExportRow& e) {
    const auto finished = e.finished_at.is_set() ? std::optional(e.finished_at) : std::nullopt;
    STEWARD_CHECK(transaction.execute(
        "update imports_exports set state = $1, at_kind = $2, after_id = $3, row_count = $4, size_bytes = $5, problem = "
        "$6, finished_at = $7 where id = $8",
        e.state, e.at_kind, e.after_id, e.rows, e.size, e.problem, finished, e.id));
    return {};
}

namespace {
Result<std::optional<ExportRow>> one_export(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_export(**row)) : std::nullopt;
}
std::string select_exports() { return "select " + std::string(export_columns) + " from imports_exports e where "; }
}  // namespace

Result<std::optional<ExportRow>> find_export(Transaction& transaction, ExportId id) {
    return one_export(transaction.query_one(select_exports() + "e.id = $1", id));
}

Result<std::optional<ExportRow>> next_export(Transaction& transaction) {
    return one_export(transaction.query_one(select_exports() + "e.state = 'writing' order by e.created_at, e.id limit 1"));
}

Result<std::vector<ExportRow>> exports_before(Transaction& transaction, Instant before, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query(select_exports() + "e.created_at < $1 and e.state <> 'writing' limit $2", before, limit));
    std::vector<ExportRow> found;
    for (const auto& row : rows) found.push_back(read_export(row));
    return found;
}

Status delete_export(Transaction& transaction, ExportId id) {
    STEWARD_CHECK(transaction.execute("delete from imports_exports where id = $1", id));
    return {};
}

}  // namespace steward::imports
