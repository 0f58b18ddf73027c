#include "server/modules/restore_tests/store.h"
#include "server/platform/storage/columns.h"

namespace steward::restore_tests {

using storage::null_for_nil, storage::null_for_unset, storage::instant_or_unset, storage::id_or_nil, storage::joined_lines,
    storage::lines_in;

const std::string_view finding_columns =
    "f.id, f.client_id, f.item_id, f.backup_plan_id, f.test_id, f.kind, f.level, f.state, f.severity, f.title, f.technical_text, "
    "f.consequence, f.recommendation, f.options, f.due_at, f.ticket_id, f.reference, f.first_seen, f.last_seen, f.recurrence, "
    "f.verified_by_id, f.closed_at, f.told, f.revision, c.name, i.name";
const std::string_view findings_joined =
    " from restore_tests_findings f join directory_v_clients c on c.id = f.client_id join backups_v_items i on i.id = f.item_id where true";

namespace {
std::string select_findings(std::string_view rest) {
    return "select " + std::string(finding_columns) + std::string(findings_joined) + std::string(rest);
}
}  // namespace

FindingRow read_finding(const storage::Row& row) {
    FindingRow finding{.id = row.id<FindingId>(0),
                       .client = row.id<ClientId>(1),
                       .item = row.id<BackupItemId>(2),
                       .backup_plan = row.id<BackupPlanId>(3),
                       .test = row.id<TestId>(4),
                       .kind = row.text(5),
                       .level = static_cast<int>(row.integer(6)),
                       .state = row.text(7),
                       .severity = row.text(8),
                       .title = row.text(9),
                       .technical = row.text(10),
                       .consequence = row.text(11),
                       .recommendation = row.text(12),
                       .options = lines_in(row.text(13)),
                       .due_at = row.instant(14),
                       .ticket = id_or_nil<TicketId>(row, 15),
                       .reference = row.text(16),
                       .first_seen = row.instant(17),
                       .last_seen = row.instant(18),
                       .recurrence = row.integer(19),
                       .verified_by = id_or_nil<TestId>(row, 20),
                       .closed_at = instant_or_unset(row, 21),
                       .told = lines_in(row.text(22)),
                       .revision = row.integer(23)};
    finding.client_name = row.text(24);
    finding.item_name = row.text(25);
    return finding;
}

Status insert_finding(Transaction& transaction, const FindingRow& f) {
    STEWARD_CHECK(transaction.execute(
        "insert into restore_tests_findings (id, client_id, item_id, backup_plan_id, test_id, kind, level, state, severity, title, "
        "technical_text, consequence, recommendation, options, due_at, ticket_id, reference, first_seen, last_seen, recurrence, told, "
        "revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1)",
        f.id, f.client, f.item, f.backup_plan, f.test, f.kind, f.level, f.state, f.severity, f.title, f.technical, f.consequence,
        f.recommendation, joined_lines(f.options), f.due_at, null_for_nil(f.ticket), f.reference, f.first_seen, f.last_seen, f.recurrence,
        joined_lines(f.told)));
    return {};
}

Status save_finding(Transaction& transaction, FindingRow& f) {
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute("update restore_tests_findings set test_id = $3, level = $4, state = $5, severity = $6, title = $7, "
                            "technical_text = $8, consequence = $9, recommendation = $10, options = $11, due_at = $12, ticket_id = "
                            "$13, reference = $14, last_seen = $15, recurrence = $16, verified_by_id = $17, closed_at = $18, told = "
                            "$19, revision = revision + 1 where id = $1 and revision = $2",
                            f.id, f.revision, f.test, f.level, f.state, f.severity, f.title, f.technical, f.consequence, f.recommendation,
                            joined_lines(f.options), f.due_at, null_for_nil(f.ticket), f.reference, f.last_seen, f.recurrence,
                            null_for_nil(f.verified_by), null_for_unset(f.closed_at), joined_lines(f.told)));
    if (changed == 0) return changed_meanwhile();
    ++f.revision;
    return {};
}

Result<std::optional<FindingRow>> find_finding(Transaction& transaction, FindingId id) {
    STEWARD_TRY(const auto row, transaction.query_one(select_findings(" and f.id = $1"), id));
    return row ? std::optional(read_finding(*row)) : std::nullopt;
}
Result<std::optional<FindingRow>> newest_finding(Transaction& transaction, BackupPlanId plan, std::string_view kind) {
    STEWARD_TRY(const auto row,
                transaction.query_one(select_findings(" and f.backup_plan_id = $1 and f.kind = $2 order by f.first_seen desc, f.id desc "
                                                      "limit 1"),
                                      plan, kind));
    return row ? std::optional(read_finding(*row)) : std::nullopt;
}
Result<std::vector<FindingRow>> open_findings(Transaction& transaction, BackupPlanId plan) {
    STEWARD_TRY(const auto rows,
                transaction.query(select_findings(" and f.backup_plan_id = $1 and f.state <> 'closed' order by f.first_seen, f.id"), plan));
    std::vector<FindingRow> findings;
    for (const auto& row : rows) findings.push_back(read_finding(row));
    return findings;
}

Result<std::vector<Party>> deciders(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows, transaction.query("select name, email, roles from directory_v_people where client_id = $1 and email <> '' "
                                                   "order by name, id",
                                                   client));
    std::vector<Party> decide, approve;
    for (const auto& row : rows) {
        const std::string roles = "," + row.text(2) + ",";
        if (roles.find(",CDM,") != std::string::npos) decide.push_back({row.text(0), row.text(1)});
        else if (roles.find(",CAP,") != std::string::npos) approve.push_back({row.text(0), row.text(1)});
    }
    return decide.empty() ? approve : decide;
}

}  // namespace steward::restore_tests
