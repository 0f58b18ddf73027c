#include "server/modules/backups/store.h"
#include "server/modules/backups/typed.h"
#include "server/platform/storage/columns.h"

namespace steward::backups {

using storage::null_for_unset, storage::instant_or_unset;

namespace {
constexpr std::string_view plan_columns =
    "p.id, p.client_id, p.item_id, p.device_id, p.label, p.engine, p.schedule, p.zone, p.late_s, p.retention, p.paused_from, "
    "p.paused_until, "
    "p.pause_reason, p.ended_at, p.end_reason, p.anchor_at, p.judged_until, p.created_at, p.revision, coalesce(d.name, ''), "
    "(select max(o.content_at) from backups_points o where o.plan_id = p.id), p.altered_at";
constexpr std::string_view plans_joined =
    " from backups_plans p left join directory_v_devices d on d.id = p.device_id and d.client_id = p.client_id where true";

PlanRow read_plan(const storage::Row& row) {
    PlanRow plan{.id = row.id<BackupPlanId>(0),
                 .client = row.id<ClientId>(1),
                 .item = row.id<BackupItemId>(2),
                 .device = row.id<DeviceId>(3),
                 .label = row.text(4),
                 .engine = row.text(5),
                 .schedule = parse_schedule(row.text(6)).value_or(Schedule{.weekdays = 127}),  // written by `to_text`
                 .zone = row.text(7),
                 .late = std::chrono::seconds(row.integer(8)),
                 .retention = row.text(9),
                 .paused_from = instant_or_unset(row, 10),
                 .paused_until = instant_or_unset(row, 11),
                 .pause_reason = row.text(12),
                 .ended_at = instant_or_unset(row, 13),
                 .end_reason = row.text(14),
                 .anchor_at = row.instant(15),
                 .judged_until = row.instant(16),
                 .created_at = row.instant(17),
                 .revision = row.integer(18)};
    plan.device_name = row.text(19);
    plan.content_at = instant_or_unset(row, 20);
    plan.altered_at = instant_or_unset(row, 21);
    return plan;
}

template <typename... Parameters>
Result<std::vector<PlanRow>> plans_where(Transaction& transaction, std::string_view rest, const Parameters&... parameters) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(plan_columns) + std::string(plans_joined) + std::string(rest), parameters...));
    std::vector<PlanRow> plans;
    for (const auto& row : rows) plans.push_back(read_plan(row));
    return plans;
}
template <typename... Parameters>
Result<std::optional<PlanRow>> plan_where(Transaction& transaction, std::string_view rest, const Parameters&... parameters) {
    STEWARD_TRY(auto plans, plans_where(transaction, rest, parameters...));
    return plans.empty() ? std::nullopt : std::optional(std::move(plans.front()));
}
}  // namespace

Status insert_plan(Transaction& transaction, const PlanRow& plan) {
    const auto done = transaction.execute(
        "insert into backups_plans (id, client_id, item_id, device_id, label, engine, schedule, zone, late_s, retention, pause_reason, "
        "end_reason, anchor_at, judged_until, created_at, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', $11, $12, "
        "$13, 1)",
        plan.id, plan.client, plan.item, plan.device, plan.label, plan.engine, to_text(plan.schedule), plan.zone, seconds_in(plan.late),
        plan.retention, plan.anchor_at, plan.judged_until, plan.created_at);
    if (!done && done.error().code == "storage.unique")
        return fail(ErrorKind::Conflict, "backups.label_taken",
                    "A plan of this machine has that label already. End it first, or take another label.");
    if (!done) return std::unexpected(done.error());
    return {};
}

Status save_plan(Transaction& transaction, PlanRow& plan) {
    STEWARD_TRY(
        const int64_t changed,
        transaction.execute("update backups_plans set engine = $3, schedule = $4, zone = $5, late_s = $6, retention = $7, "
                            "paused_until = $8, pause_reason = $9, ended_at = $10, end_reason = $11, anchor_at = $12, judged_until "
                            "= $13, paused_from = $14, altered_at = $15, revision = revision + 1 where id = $1 and revision = $2",
                            plan.id, plan.revision, plan.engine, to_text(plan.schedule), plan.zone, seconds_in(plan.late), plan.retention,
                            null_for_unset(plan.paused_until), plan.pause_reason, null_for_unset(plan.ended_at), plan.end_reason,
                            plan.anchor_at, plan.judged_until, null_for_unset(plan.paused_from), null_for_unset(plan.altered_at)));
    if (changed == 0) return changed_meanwhile();
    ++plan.revision;
    return {};
}

Status note_judged(Transaction& transaction, const PlanRow& plan) {
    STEWARD_CHECK(transaction.execute("update backups_plans set anchor_at = $2, judged_until = $3 where id = $1", plan.id, plan.anchor_at,
                                      plan.judged_until));
    return {};
}

Result<std::optional<PlanRow>> find_plan(Transaction& transaction, BackupPlanId id) {
    return plan_where(transaction, " and p.id = $1", id);
}
Result<std::optional<PlanRow>> plan_of_label(Transaction& transaction, DeviceId device, std::string_view label) {
    return plan_where(transaction, " and p.device_id = $1 and p.label = $2 and p.ended_at is null", device, std::string(label));
}
Result<std::vector<PlanRow>> plans_of(Transaction& transaction, BackupItemId item) {
    return plans_where(transaction, " and p.item_id = $1 order by p.ended_at is not null, p.created_at, p.id", item);
}
Result<std::vector<PlanRow>> living_plans(Transaction& transaction) {
    return plans_where(transaction, " and p.ended_at is null order by p.id");
}
Result<std::vector<PlanRow>> living_plans_on(Transaction& transaction, DeviceId device) {
    return plans_where(transaction, " and p.device_id = $1 and p.ended_at is null order by p.id", device);
}

}  // namespace steward::backups
