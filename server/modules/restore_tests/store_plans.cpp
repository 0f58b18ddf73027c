#include "server/modules/restore_tests/store.h"
#include "server/platform/storage/columns.h"

namespace steward::restore_tests {

using storage::null_for_unset, storage::instant_or_unset, storage::id_or_nil;

const std::string_view plan_columns =
    "q.id, q.client_id, q.item_id, q.backup_plan_id, q.level, q.device_id, q.repository, q.policy_id, q.policy_item, q.interval_s, "
    "q.waits_for, q.created_at, q.created_by, q.ended_at, q.end_reason, q.revision, c.name, i.name, i.criticality, p.label, "
    "coalesce(d.name, ''), t.id, t.planned_at, t.due_at, coalesce(t.state, '')";
const std::string_view plans_joined =
    " from restore_tests_plans q join directory_v_clients c on c.id = q.client_id join backups_v_items i on i.id = q.item_id join "
    "backups_v_plans p on p.id = q.backup_plan_id left join directory_v_devices d on d.id = q.device_id and d.client_id = q.client_id left "
    "join restore_tests_tests t on t.proof_plan_id = q.id and t.state in ('planned', 'overdue', 'running') where true";

PlanRow read_plan(const storage::Row& row) {
    PlanRow plan{.id = row.id<ProofPlanId>(0),
                 .client = row.id<ClientId>(1),
                 .item = row.id<BackupItemId>(2),
                 .backup_plan = row.id<BackupPlanId>(3),
                 .level = static_cast<int>(row.integer(4)),
                 .device = row.id<DeviceId>(5),
                 .repository = row.text(6),
                 .policy = row.text(7),
                 .policy_item = row.integer(8),
                 .interval = std::chrono::seconds(row.integer(9)),
                 .waits_for = row.text(10),
                 .created_at = row.instant(11),
                 .created_by = row.text(12),
                 .ended_at = instant_or_unset(row, 13),
                 .end_reason = row.text(14),
                 .revision = row.integer(15)};
    plan.client_name = row.text(16);
    plan.item_name = row.text(17);
    plan.criticality = row.text(18);
    plan.label = row.text(19);
    plan.device_name = row.text(20);
    plan.next_test = id_or_nil<TestId>(row, 21);
    plan.next_at = instant_or_unset(row, 22);
    plan.due_at = instant_or_unset(row, 23);
    plan.next_state = row.text(24);
    return plan;
}

std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "restore_tests.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

Status insert_plan(Transaction& transaction, const PlanRow& plan) {
    const auto done = transaction.execute(
        "insert into restore_tests_plans (id, client_id, item_id, backup_plan_id, level, device_id, repository, policy_id, policy_item, "
        "interval_s, waits_for, created_at, created_by, end_reason, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, "
        "$12, '', 1)",
        plan.id, plan.client, plan.item, plan.backup_plan, plan.level, plan.device, plan.repository, plan.policy, plan.policy_item,
        plan.interval / std::chrono::seconds(1), plan.created_at, plan.created_by);
    if (!done && done.error().code == "storage.unique")
        return fail(ErrorKind::Conflict, "restore_tests.plan_there",
                    "This backup is proven on that level already. Change that proof plan, or end it first.");
    if (!done) return std::unexpected(done.error());
    return {};
}

Status save_plan(Transaction& transaction, PlanRow& plan) {
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute("update restore_tests_plans set device_id = $3, repository = $4, policy_id = $5, policy_item = $6, "
                            "interval_s = $7, ended_at = $8, end_reason = $9, waits_for = $10, revision = revision + 1 where id = "
                            "$1 and revision = $2",
                            plan.id, plan.revision, plan.device, plan.repository, plan.policy, plan.policy_item,
                            plan.interval / std::chrono::seconds(1), null_for_unset(plan.ended_at), plan.end_reason, plan.waits_for));
    if (changed == 0) return changed_meanwhile();
    ++plan.revision;
    return {};
}

Status note_waits(Transaction& transaction, ProofPlanId plan, const std::string& waits_for) {
    STEWARD_CHECK(transaction.execute("update restore_tests_plans set waits_for = $2 where id = $1", plan, waits_for));
    return {};
}

Result<std::optional<PlanRow>> find_plan(Transaction& transaction, ProofPlanId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(plan_columns) + std::string(plans_joined) + " and q.id = $1", id));
    return row ? std::optional(read_plan(*row)) : std::nullopt;
}

namespace {
Result<std::vector<ProofPlanId>> ids_of(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<ProofPlanId> plans;
    for (const auto& row : *rows) plans.push_back(row.id<ProofPlanId>(0));
    return plans;
}
}  // namespace

Result<std::vector<ProofPlanId>> living_plans(Transaction& transaction) {
    return ids_of(transaction.query("select id from restore_tests_plans where ended_at is null order by id"));
}
Result<std::unordered_map<BackupItemId, int>> living_plans_by_item(Transaction& transaction, const std::vector<BackupItemId>& items) {
    std::unordered_map<BackupItemId, int> counted;
    if (items.empty()) return counted;
    std::vector<storage::Value> parameters;
    const std::string places = places_of(items, parameters);
    STEWARD_TRY(const auto rows,
                transaction.run("select item_id, count(*) from restore_tests_plans where ended_at is null and item_id in (" + places +
                                    ") group by item_id",
                                parameters));
    for (const auto& row : rows) counted[row.id<BackupItemId>(0)] = static_cast<int>(row.integer(1));
    return counted;
}
Result<std::vector<ProofPlanId>> plans_without_backup(Transaction& transaction) {
    return ids_of(
        transaction.query("select q.id from restore_tests_plans q join backups_v_plans p on p.id = q.backup_plan_id where "
                          "q.ended_at is null and p.ended_at is not null order by q.id"));
}

}  // namespace steward::restore_tests
