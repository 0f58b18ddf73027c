#include "server/modules/backups/store.h"
#include "server/platform/storage/columns.h"

namespace steward::backups {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset, storage::integer_or_nothing,
    storage::joined_lines, storage::lines_in;

const std::string_view run_columns =
    "r.id, r.client_id, r.device_id, r.run_key, r.plan_id, r.label, r.engine, r.engine_version, r.state, r.reason_code, r.words, "
    "r.told_outcome, r.scheduled_at, r.started_at, r.ended_at, r.told_at, r.reporter, r.reported_by, r.items_total, r.items_failed, "
    "r.source_bytes, r.added_bytes, r.point, r.content_at, r.repository, r.manifest_digest, r.manifest_files, r.manifest_hashed, "
    "r.manifest_in_motion, r.manifest_unknown, r.warnings, c.name, coalesce(d.name, ''), p.item_id, coalesce(i.name, '')";
const std::string_view runs_joined =
    " from backups_runs r join directory_v_clients c on c.id = r.client_id left join directory_v_devices d on d.id = r.device_id and "
    "d.client_id = r.client_id left join backups_plans p on p.id = r.plan_id left join backups_items i on i.id = p.item_id where true";

namespace {
template <typename... Parameters>
Result<std::vector<RunRow>> runs_where(Transaction& transaction, std::string_view rest, const Parameters&... parameters) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(run_columns) + std::string(runs_joined) + std::string(rest), parameters...));
    std::vector<RunRow> runs;
    for (const auto& row : rows) runs.push_back(read_run(row));
    return runs;
}
template <typename... Parameters>
Result<std::optional<RunRow>> run_where(Transaction& transaction, std::string_view rest, const Parameters&... parameters) {
    STEWARD_TRY(auto runs, runs_where(transaction, rest, parameters...));
    return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
}
}  // namespace

RunRow read_run(const storage::Row& row) {
    RunRow run{.id = row.id<BackupRunId>(0),
               .client = row.id<ClientId>(1),
               .device = row.id<DeviceId>(2),
               .plan = id_or_nil<BackupPlanId>(row, 4),
               .told = {},
               .state = row.text(8),
               .reason_code = row.text(9),
               .text = row.text(10),
               .scheduled_at = instant_or_unset(row, 12),
               .told_at = row.instant(15),
               .content_at = instant_or_unset(row, 23)};
    ToldRun& told = run.told;
    told.key = row.text(3);
    told.label = row.text(5);
    told.engine = row.text(6);
    told.engine_version = row.text(7);
    told.outcome = row.text(11);
    told.started_at = row.instant(13);
    told.ended_at = row.instant(14);
    told.reporter = row.text(16);
    told.reported_by = row.text(17);
    told.items_total = integer_or_nothing(row, 18);
    told.items_failed = integer_or_nothing(row, 19);
    told.source_bytes = integer_or_nothing(row, 20);
    told.added_bytes = integer_or_nothing(row, 21);
    told.point = row.text(22);
    told.content_at = run.content_at;
    told.repository = row.text(24);
    told.manifest = {row.text(25), row.integer(26), row.integer(27), row.integer(28), row.text(29)};
    told.warnings = lines_in(row.text(30));
    run.client_name = row.text(31);
    run.device_name = row.text(32);
    run.item = id_or_nil<BackupItemId>(row, 33);
    run.item_name = row.text(34);
    return run;
}

Result<bool> insert_run(Transaction& transaction, const RunRow& run) {
    const ToldRun& told = run.told;
    STEWARD_TRY(
        const int64_t inserted,
        transaction.execute(
            "insert into backups_runs (id, client_id, device_id, run_key, plan_id, label, engine, engine_version, state, reason_code, "
            "words, told_outcome, scheduled_at, started_at, ended_at, told_at, reporter, reported_by, items_total, items_failed, "
            "source_bytes, added_bytes, point, content_at, repository, manifest_digest, manifest_files, manifest_hashed, "
            "manifest_in_motion, manifest_unknown, warnings) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
            "$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31) on conflict do nothing",
            run.id, run.client, run.device, told.key, null_for_nil(run.plan), told.label, told.engine, told.engine_version, run.state,
            run.reason_code, run.text, told.outcome, null_for_unset(run.scheduled_at), told.started_at, told.ended_at, run.told_at,
            told.reporter, told.reported_by, told.items_total, told.items_failed, told.source_bytes, told.added_bytes, told.point,
            null_for_unset(run.content_at), told.repository, told.manifest.digest, told.manifest.files, told.manifest.hashed,
            told.manifest.in_motion, told.manifest.unknown_reason, joined_lines(told.warnings)));
    return inserted > 0;
}

Result<std::optional<RunRow>> find_run(Transaction& transaction, BackupRunId id) { return run_where(transaction, " and r.id = $1", id); }
Result<std::optional<RunRow>> run_with_key(Transaction& transaction, DeviceId device, std::string_view key) {
    return run_where(transaction, " and r.device_id = $1 and r.run_key = $2", device, std::string(key));
}
Result<std::vector<RunRow>> newest_runs(Transaction& transaction, BackupPlanId plan, int limit) {
    return runs_where(transaction, " and r.plan_id = $1 order by r.started_at desc, r.id desc limit $2", plan, limit);
}
Result<std::optional<RunRow>> run_at(Transaction& transaction, BackupPlanId plan, Instant scheduled_at) {
    return run_where(transaction, " and r.plan_id = $1 and r.scheduled_at = $2", plan, scheduled_at);
}
Result<std::vector<RunRow>> unplanned_runs(Transaction& transaction, DeviceId device, std::string_view label, int limit) {
    return runs_where(transaction, " and r.device_id = $1 and r.label = $2 and r.plan_id is null order by r.started_at, r.id limit $3",
                      device, std::string(label), limit);
}

Status remove_missed(Transaction& transaction, BackupRunId run) {
    STEWARD_CHECK(transaction.execute("delete from backups_runs where id = $1 and state = 'missed'", run));
    return {};
}
Status give_to_plan(Transaction& transaction, BackupRunId run, BackupPlanId plan, Instant scheduled_at) {
    STEWARD_CHECK(transaction.execute("update backups_runs set plan_id = $2, scheduled_at = $3 where id = $1", run, plan,
                                      null_for_unset(scheduled_at)));
    return {};
}

Result<std::optional<Instant>> content_before(Transaction& transaction, BackupPlanId plan, Instant began) {
    STEWARD_TRY(const auto row, transaction.query_one("select max(o.content_at) from backups_points o join backups_runs r on r.id = "
                                                      "o.run_id where o.plan_id = $1 and r.started_at < $2",
                                                      plan, began));
    return row && !row->is_null(0) ? std::optional(row->instant(0)) : std::nullopt;
}

Status insert_point(Transaction& transaction, BackupPointId id, const RunRow& run) {
    STEWARD_CHECK(
        transaction.execute("insert into backups_points (id, client_id, plan_id, run_id, name, content_at, known_at, bytes, "
                            "integrity, witness) values ($1, $2, $3, $4, $5, $6, $7, $8, 'unverified', $9) on conflict do nothing",
                            id, run.client, run.plan, run.id, run.told.point, run.content_at, std::min(run.told.ended_at, run.told_at),
                            run.told.source_bytes, run.told.witness.empty() ? std::nullopt : std::optional(run.told.witness)));
    return {};
}

Result<std::vector<RecoveryPoint>> points_of_plan(Transaction& transaction, BackupPlanId plan, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query("select id, plan_id, name, known_at, content_at, integrity, witness is not null from backups_points "
                                  "where plan_id = $1 order by content_at desc, id desc limit $2",
                                  plan, limit));
    std::vector<RecoveryPoint> points;
    for (const auto& row : rows)
        points.push_back({.id = row.id<BackupPointId>(0),
                          .plan = row.id<BackupPlanId>(1),
                          .name = row.text(2),
                          .known_at = row.instant(3),
                          .content_at = row.instant(4),
                          .integrity = row.text(5),
                          .has_witness = row.boolean(6)});
    return points;
}

Result<Bytes> witness_of_point(Transaction& transaction, BackupPointId point) {
    STEWARD_TRY(const auto row, transaction.query_one("select witness from backups_points where id = $1", point));
    return row && !row->is_null(0) ? row->bytes(0) : Bytes{};
}

Status mark_point(Transaction& transaction, BackupPointId point, std::string_view integrity) {
    STEWARD_CHECK(
        transaction.execute("update backups_points set integrity = $2 where id = $1 and integrity <> 'corrupt'", point, integrity));
    return {};
}

Status keep_refused(Transaction& transaction, const std::string& id, ClientId client, DeviceId device, Instant received_at,
                    std::string_view reason, const Bytes& body) {
    STEWARD_CHECK(transaction.execute(
        "insert into backups_refused (id, client_id, device_id, received_at, reason, body) values ($1, $2, $3, $4, $5, $6)", id, client,
        device, received_at, reason, body));
    return {};
}

Result<std::vector<std::pair<BackupPlanId, CountedRuns>>> counted_runs(Transaction& transaction, ClientId client, Instant from,
                                                                       Instant until) {
    STEWARD_TRY(const auto rows,
                transaction.query("select plan_id, count(*), sum(case when state = 'success' then 1 else 0 end), sum(case when state = "
                                  "'warning' then 1 else 0 end), sum(case when state = 'failed' then 1 else 0 end), sum(case when state = "
                                  "'missed' then 1 else 0 end) from backups_runs where client_id = $1 and scheduled_at >= $2 and "
                                  "scheduled_at < $3 group by plan_id order by plan_id",
                                  client, from, until));
    std::vector<std::pair<BackupPlanId, CountedRuns>> counted;
    const auto count = [](const storage::Row& row, size_t column) { return static_cast<int>(row.integer(column)); };
    for (const auto& row : rows)
        counted.emplace_back(row.id<BackupPlanId>(0),
                             CountedRuns{count(row, 1), count(row, 2), count(row, 3), count(row, 4), count(row, 5)});
    return counted;
}

Result<std::vector<PointRow>> points_since(Transaction& transaction, ClientId client, Instant from) {
    STEWARD_TRY(const auto rows,
                transaction.query("select p.item_id, o.known_at, o.content_at from backups_points o join backups_plans p on "
                                  "p.id = o.plan_id join backups_items i on i.id = p.item_id where o.client_id = $1 and "
                                  "o.content_at > $2 - 1000 * coalesce(i.rpo_s, 0) order by o.known_at",
                                  client, from));
    std::vector<PointRow> points;
    for (const auto& row : rows) points.push_back({row.id<BackupItemId>(0), {row.instant(1), row.instant(2)}});
    return points;
}

}  // namespace steward::backups
