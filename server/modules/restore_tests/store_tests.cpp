#include "server/modules/restore_tests/store.h"
#include "server/platform/storage/columns.h"

namespace steward::restore_tests {

using storage::null_for_nil, storage::null_for_unset, storage::instant_or_unset, storage::id_or_nil, storage::integer_or_nothing;

const std::string_view test_columns =
    "t.id, t.client_id, t.item_id, t.backup_plan_id, t.proof_plan_id, t.level, t.state, t.state_text, t.reason_code, t.why, t.by_hand, "
    "t.operator_id, t.operator_name, t.witnessed_by, t.planned_at, t.due_at, t.began_at, t.window_until, t.ended_at, t.started_at, "
    "t.data_at, t.usable_at, t.achieved_rpo_s, t.achieved_rto_s, t.rpo_s, t.rto_s, t.point_id, t.point, t.content_at, t.loss_from, "
    "t.how_chosen, t.of_newest, t.seed, t.witness, t.device_id, t.repository, t.label, t.policy_id, t.run_id, t.record, t.environment, "
    "t.evidence, t.signed_by_id, t.signed_by, t.signed_at, t.signed_note, t.finding_id, t.revision, c.name, i.name, i.criticality, "
    "p.label, coalesce(d.name, ''), coalesce(q.waits_for, ''), f.ticket_id, t.restored_files, t.restored_bytes";
const std::string_view tests_joined =
    " from restore_tests_tests t join directory_v_clients c on c.id = t.client_id join backups_v_items i on i.id = t.item_id join "
    "backups_v_plans p on p.id = t.backup_plan_id left join directory_v_devices d on d.id = t.device_id and d.client_id = t.client_id left "
    "join restore_tests_plans q on q.id = t.proof_plan_id left join restore_tests_findings f on f.id = t.finding_id where true";

namespace {
std::optional<int64_t> seconds_or_nothing(const std::optional<Duration>& time) {
    return time ? std::optional<int64_t>(*time / std::chrono::seconds(1)) : std::nullopt;
}
std::optional<Duration> duration_or_nothing(const storage::Row& row, size_t column) {
    const auto seconds = integer_or_nothing(row, column);
    return seconds ? std::optional<Duration>(std::chrono::seconds(*seconds)) : std::nullopt;
}
std::optional<std::string> null_for_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
std::optional<Bytes> null_for_none(const Bytes& bytes) { return bytes.empty() ? std::nullopt : std::optional(bytes); }

std::string select_tests(std::string_view rest) {
    return "select " + std::string(test_columns) + std::string(tests_joined) + std::string(rest);
}
std::vector<TestRow> all_in(const std::vector<storage::Row>& rows) {
    std::vector<TestRow> tests;
    for (const auto& row : rows) tests.push_back(read_test(row));
    return tests;
}

void read_asked(const storage::Row& row, TestRow& test) {
    test.achieved_rpo = duration_or_nothing(row, 22);
    test.achieved_rto = duration_or_nothing(row, 23);
    test.rpo = std::chrono::seconds(row.integer(24));
    test.rto = std::chrono::seconds(row.integer(25));
    test.point_id = id_or_nil<BackupPointId>(row, 26);
    test.point = row.text(27);
    test.content_at = instant_or_unset(row, 28);
    test.loss_from = instant_or_unset(row, 29);
    test.how_chosen = row.text(30);
    test.of_newest = row.boolean(31);
    test.seed = row.text(32);
    test.witness = row.text(33);
    test.device = id_or_nil<DeviceId>(row, 34);
    test.repository = row.text(35);
    test.label = row.text(36);
    test.policy = row.text(37);
    test.run = row.text_or(38);
    if (!row.is_null(39)) test.record = row.bytes(39);
    test.environment = row.text(40);
    test.evidence = row.text(41);
    test.signed_by_id = id_or_nil<AccountId>(row, 42);
    test.signed_by = row.text(43);
    test.signed_at = instant_or_unset(row, 44);
    test.signed_note = row.text(45);
    test.finding = id_or_nil<FindingId>(row, 46);
    test.revision = row.integer(47);
    test.client_name = row.text(48);
    test.item_name = row.text(49);
    test.criticality = row.text(50);
    test.plan_label = row.text(51);
    test.device_name = row.text(52);
    test.waits_for = row.text(53);
    test.ticket = id_or_nil<TicketId>(row, 54);
    test.restored_files = integer_or_nothing(row, 55);
    test.restored_bytes = integer_or_nothing(row, 56);
}
}  // namespace

TestRow read_test(const storage::Row& row) {
    TestRow test{.id = row.id<TestId>(0),
                 .client = row.id<ClientId>(1),
                 .item = row.id<BackupItemId>(2),
                 .backup_plan = row.id<BackupPlanId>(3),
                 .proof_plan = id_or_nil<ProofPlanId>(row, 4),
                 .level = static_cast<int>(row.integer(5)),
                 .state = row.text(6),
                 .state_text = row.text(7),
                 .reason_code = row.text(8),
                 .why = row.text(9),
                 .by_hand = row.boolean(10),
                 .operator_id = id_or_nil<AccountId>(row, 11),
                 .operator_name = row.text(12),
                 .witnessed_by = row.text(13),
                 .planned_at = row.instant(14),
                 .due_at = row.instant(15),
                 .began_at = instant_or_unset(row, 16),
                 .window_until = instant_or_unset(row, 17),
                 .ended_at = instant_or_unset(row, 18),
                 .started_at = instant_or_unset(row, 19),
                 .data_at = instant_or_unset(row, 20),
                 .usable_at = instant_or_unset(row, 21)};
    read_asked(row, test);
    return test;
}

Status insert_test(Transaction& transaction, const TestRow& t) {
    STEWARD_CHECK(transaction.execute(
        "insert into restore_tests_tests (id, client_id, item_id, backup_plan_id, proof_plan_id, level, state, state_text, reason_code, "
        "why, by_hand, operator_id, operator_name, witnessed_by, planned_at, due_at, began_at, ended_at, started_at, data_at, usable_at, "
        "achieved_rpo_s, achieved_rto_s, rpo_s, rto_s, point_id, point, content_at, loss_from, how_chosen, of_newest, seed, witness, "
        "device_id, repository, label, policy_id, environment, evidence, signed_by, signed_note, finding_id, restored_files, "
        "restored_bytes, revision) values ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, "
        "$30, $31, $32, $33, $34, $35, $36, $37, $38, $39, '', '', $40, $41, $42, 1)",
        t.id, t.client, t.item, t.backup_plan, null_for_nil(t.proof_plan), t.level, t.state, t.state_text, t.reason_code, t.why, t.by_hand,
        null_for_nil(t.operator_id), t.operator_name, t.witnessed_by, t.planned_at, t.due_at, null_for_unset(t.began_at),
        null_for_unset(t.ended_at), null_for_unset(t.started_at), null_for_unset(t.data_at), null_for_unset(t.usable_at),
        seconds_or_nothing(t.achieved_rpo), seconds_or_nothing(t.achieved_rto), t.rpo / std::chrono::seconds(1),
        t.rto / std::chrono::seconds(1), null_for_nil(t.point_id), t.point, null_for_unset(t.content_at), null_for_unset(t.loss_from),
        t.how_chosen, t.of_newest, t.seed, t.witness, null_for_nil(t.device), t.repository, t.label, t.policy, t.environment, t.evidence,
        null_for_nil(t.finding), t.restored_files, t.restored_bytes));
    return {};
}

Status save_test(Transaction& transaction, TestRow& t) {
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute(
            "update restore_tests_tests set state = $3, state_text = $4, reason_code = $5, why = $6, operator_id = $7, operator_name = $8, "
            "planned_at = $9, due_at = $10, began_at = $11, window_until = $12, ended_at = $13, started_at = $14, data_at = $15, usable_at "
            "= $16, achieved_rpo_s = $17, achieved_rto_s = $18, rpo_s = $19, rto_s = $20, point_id = $21, point = $22, content_at = $23, "
            "loss_from = $24, how_chosen = $25, of_newest = $26, seed = $27, witness = $28, device_id = $29, repository = $30, label = "
            "$31, policy_id = $32, run_id = $33, record = $34, signed_by_id = $35, signed_by = $36, signed_at = $37, signed_note = $38, "
            "finding_id = $39, restored_files = $40, restored_bytes = $41, revision = revision + 1 where id = $1 and revision = $2",
            t.id, t.revision, t.state, t.state_text, t.reason_code, t.why, null_for_nil(t.operator_id), t.operator_name, t.planned_at,
            t.due_at, null_for_unset(t.began_at), null_for_unset(t.window_until), null_for_unset(t.ended_at), null_for_unset(t.started_at),
            null_for_unset(t.data_at), null_for_unset(t.usable_at), seconds_or_nothing(t.achieved_rpo), seconds_or_nothing(t.achieved_rto),
            t.rpo / std::chrono::seconds(1), t.rto / std::chrono::seconds(1), null_for_nil(t.point_id), t.point,
            null_for_unset(t.content_at), null_for_unset(t.loss_from), t.how_chosen, t.of_newest, t.seed, t.witness, null_for_nil(t.device),
            t.repository, t.label, t.policy, null_for_empty(t.run), null_for_none(t.record), null_for_nil(t.signed_by_id), t.signed_by,
            null_for_unset(t.signed_at), t.signed_note, null_for_nil(t.finding), t.restored_files, t.restored_bytes));
    if (changed == 0) return changed_meanwhile();
    ++t.revision;
    return {};
}

Result<std::optional<TestRow>> find_test(Transaction& transaction, TestId id) {
    STEWARD_TRY(const auto row, transaction.query_one(select_tests(" and t.id = $1"), id));
    return row ? std::optional(read_test(*row)) : std::nullopt;
}
Result<std::optional<TestRow>> open_test(Transaction& transaction, ProofPlanId plan) {
    STEWARD_TRY(const auto row,
                transaction.query_one(select_tests(" and t.proof_plan_id = $1 and t.state in ('planned', 'overdue', 'running')"), plan));
    return row ? std::optional(read_test(*row)) : std::nullopt;
}
Result<std::vector<TestRow>> ended_tests(Transaction& transaction, ProofPlanId plan, int most) {
    STEWARD_TRY(const auto rows, transaction.query(select_tests(" and t.proof_plan_id = $1 and t.ended_at is not null order by t.ended_at "
                                                                "desc, t.id desc limit $2"),
                                                   plan, most));
    return all_in(rows);
}

Result<std::vector<TestRow>> results_of(Transaction& transaction, const std::vector<BackupItemId>& items) {
    if (items.empty()) return std::vector<TestRow>{};
    std::vector<storage::Value> parameters;
    const std::string places = places_of(items, parameters);
    STEWARD_TRY(const auto rows, transaction.run(select_tests(" and t.item_id in (" + places +
                                                              ") and p.ended_at is null and t.state in ('passed', 'passed_late', "
                                                              "'failed', 'inconclusive') order by t.ended_at desc, t.id desc"),
                                                 parameters));
    return all_in(rows);
}

Result<std::vector<TestRow>> measured_of(Transaction& transaction, BackupItemId item, int most) {
    // Without their records: of many tests those are megabytes, and none of them is read.
    static constexpr std::string_view record = "t.record,";
    std::string columns(test_columns);
    columns.replace(columns.find(record), record.size(), "null,");
    STEWARD_TRY(const auto rows,
                transaction.query("select " + columns + std::string(tests_joined) +
                                      " and t.item_id = $1 and t.state in ('passed', 'passed_late', 'failed') and (t.achieved_rto_s is not "
                                      "null or t.data_at is not null) order by t.ended_at desc, t.id desc limit $2",
                                  item, most));
    return all_in(rows);
}
Result<std::unordered_map<BackupPlanId, int64_t>> sizes_of(Transaction& transaction, BackupItemId item) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select s.plan_id, s.source_bytes from backups_v_sizes s join backups_v_plans p on p.id = s.plan_id where "
                          "p.item_id = $1 and s.started_at = (select max(o.started_at) from backups_v_sizes o where o.plan_id = "
                          "s.plan_id)",
                          item));
    std::unordered_map<BackupPlanId, int64_t> sizes;
    for (const auto& row : rows) sizes[row.id<BackupPlanId>(0)] = row.integer(1);
    return sizes;
}

Result<int64_t> running_on(Transaction& transaction, DeviceId device) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*) from restore_tests_tests where device_id = $1 and state = 'running'", device));
    return row->integer(0);
}

Status put_details(Transaction& transaction, TestId test, const std::vector<trust::RestoreCheck>& checks,
                   const std::vector<std::string>& not_covered) {
    int64_t number = 0;
    for (const auto& check : checks)
        STEWARD_CHECK(
            transaction.execute("insert into restore_tests_checks (test_id, number, name, expected, found, objects, verdict, "
                                "words) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                                test, ++number, check.name, check.expected, check.found, static_cast<int64_t>(check.objects),
                                verdict_word(check.verdict), check.words));
    number = 0;
    for (const auto& words : not_covered)
        STEWARD_CHECK(transaction.execute("insert into restore_tests_not_covered (test_id, number, words) values ($1, $2, $3)", test,
                                          ++number, words));
    return {};
}

Result<std::vector<trust::RestoreCheck>> checks_of(Transaction& transaction, TestId test) {
    STEWARD_TRY(const auto rows, transaction.query("select name, expected, found, objects, verdict, words from restore_tests_checks where "
                                                   "test_id = $1 order by number",
                                                   test));
    std::vector<trust::RestoreCheck> checks;
    for (const auto& row : rows)
        checks.push_back({.name = row.text(0),
                          .expected = row.text(1),
                          .found = row.text(2),
                          .objects = static_cast<uint64_t>(row.integer(3)),
                          .verdict = verdict_named(row.text(4)),
                          .words = row.text(5)});
    return checks;
}
Result<std::vector<std::string>> not_covered_of(Transaction& transaction, TestId test) {
    STEWARD_TRY(const auto rows, transaction.query("select words from restore_tests_not_covered where test_id = $1 order by number", test));
    std::vector<std::string> all;
    for (const auto& row : rows) all.push_back(row.text(0));
    return all;
}

Result<std::string> provider_name(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select provider_name from access_v_installation"));
    return row ? row->text(0) : std::string();
}

std::string_view verdict_word(trust::CheckVerdict verdict) {
    if (verdict == trust::CheckVerdict::Passed) return "passed";
    return verdict == trust::CheckVerdict::Failed ? "failed" : "not_covered";
}
trust::CheckVerdict verdict_named(std::string_view word) {
    if (word == "passed") return trust::CheckVerdict::Passed;
    return word == "failed" ? trust::CheckVerdict::Failed : trust::CheckVerdict::NotCovered;
}

}  // namespace steward::restore_tests
