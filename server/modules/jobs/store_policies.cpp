// SQL of standing policies and their runs.
#include <algorithm>

#include "server/modules/jobs/columns.h"
#include "server/modules/jobs/policies.h"

namespace steward::jobs {

const std::string_view policy_columns =
    "p.id, p.client_id, p.version, p.job_class, p.frame, p.allowed, p.trigger_kind, p.conditions, p.windows, p.not_before, p.not_after, "
    "p.runs_a_day, p.signed_by, p.message_id, p.log_number, p.devices, p.by_tags, c.name, "
    "p.stopped_at, p.stop_words, p.counted_from, p.state_before";
const std::string_view runs_counted =
    ", (select count(*) from jobs_policy_runs r where r.policy_id = p.id), (select count(*) from jobs_policy_runs r where r.policy_id = "
    "p.id "
    "and r.state in ('failed', 'refused', 'unknown')), (select count(*) from jobs_policy_runs r where r.policy_id = p.id and r.state = "
    "'waiting')";
// For machines, which come often: nobody looks at the numbers.
constexpr std::string_view runs_not_counted = ", 0, 0, 0";
const std::string_view policies_joined = " from jobs_policies p join directory_v_clients c on c.id = p.client_id where true";
const std::string_view run_columns =
    "r.id, r.policy_id, r.client_id, r.item, r.item_name, r.device_id, r.device_name, r.state, r.words, r.exit_code, r.issued_at, "
    "r.not_after, r.ended_at, r.cause, r.fingerprint, r.frame, r.files, r.message_id, r.result, r.output_bytes, r.output_digest, "
    "r.output_whole, r.cleared_at, r.state_before_run";

namespace {
constexpr int most_without = 20;  // of a policy's machines that do not hold it, which are shown

std::string places_of(const std::vector<PolicyId>& policies, std::vector<storage::Value>& parameters) {
    std::string places;
    for (const PolicyId policy : policies) {
        parameters.push_back(storage::to_value(policy));
        places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    return places;
}
}  // namespace

PolicyRow read_policy(const storage::Row& row) {
    return {.id = row.id<PolicyId>(0),
            .client = row.id<ClientId>(1),
            .version = row.integer(2),
            .job_class = static_cast<trust::JobClass>(row.integer(3)),
            .frame = row.bytes(4),
            .allowed = row.bytes(5),
            .trigger = static_cast<trust::Trigger>(row.integer(6)),
            .conditions = parted(row.text(7)),
            .windows = parted(row.text(8)),
            .not_before = row.instant(9),
            .not_after = row.instant(10),
            .runs_a_day = row.integer(11),
            .signed_by = parted(row.text(12)),
            .message_id = row.text(13),
            .log_number = row.integer(14),
            .devices = row.integer(15),
            .by_tags = row.boolean(16),
            .client_name = row.text(17),
            .stopped_at = instant_or_unset(row, 18),
            .stop_words = row.text(19),
            .counted_from = row.instant(20),
            .state_before = row.text(21),
            .runs = row.integer(22),
            .failures = row.integer(23),
            .waiting = row.integer(24)};
}

RunRow read_run(const storage::Row& row) {
    return {.id = row.id<RunId>(0),
            .policy = row.id<PolicyId>(1),
            .client = row.id<ClientId>(2),
            .item = row.integer(3),
            .item_name = row.text(4),
            .device = row.id<DeviceId>(5),
            .device_name = row.text(6),
            .state = row.text(7),
            .words = row.text(8),
            .exit = row.integer(9),
            .issued_at = row.instant(10),
            .not_after = row.instant(11),
            .ended_at = instant_or_unset(row, 12),
            .cause = row.text(13),
            .fingerprint = row.text(14),
            .frame = row.bytes(15),
            .files = parted(row.text(16)),
            .message_id = row.text(17),
            .result = row.bytes(18),
            .output_bytes = row.integer(19),
            .output_digest = row.text(20),
            .output_whole = row.boolean(21),
            .cleared_at = instant_or_unset(row, 22),
            .state_before = id_or_nil<RunId>(row, 23)};
}

Status put_policy(Transaction& transaction, const PolicyRow& p) {
    STEWARD_CHECK(transaction.execute(
        "insert into jobs_policies (id, client_id, version, job_class, frame, allowed, trigger_kind, conditions, windows, not_before, "
        "not_after, runs_a_day, signed_by, message_id, log_number, devices, by_tags) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $15, $16, $17) on conflict (id) do update set version = excluded.version, job_class = excluded.job_class, frame = "
        "excluded.frame, allowed = excluded.allowed, trigger_kind = excluded.trigger_kind, conditions = excluded.conditions, windows = "
        "excluded.windows, not_before = excluded.not_before, not_after = excluded.not_after, runs_a_day = excluded.runs_a_day, signed_by = "
        "excluded.signed_by, message_id = excluded.message_id, log_number = excluded.log_number, devices = excluded.devices, by_tags = "
        "excluded.by_tags",
        p.id, p.client, p.version, static_cast<int64_t>(p.job_class), p.frame, p.allowed, static_cast<int64_t>(p.trigger),
        joined(p.conditions), joined(p.windows), p.not_before, p.not_after, p.runs_a_day, joined(p.signed_by), p.message_id, p.log_number,
        p.devices, p.by_tags));
    return {};
}

Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(policy_columns) + std::string(runs_counted) +
                                                          std::string(policies_joined) + " and p.id = $1",
                                                      id));
    return row ? std::optional(read_policy(*row)) : std::nullopt;
}

Result<std::vector<PolicyRow>> policies_of(Transaction& transaction, ClientId client, Instant now) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(policy_columns) + std::string(runs_not_counted) + std::string(policies_joined) +
                                      " and p.client_id = $1 and p.not_before <= $2 and p.not_after > $2 order by p.id limit 200",
                                  client, now));
    std::vector<PolicyRow> policies;
    for (const auto& row : rows) policies.push_back(read_policy(row));
    return policies;
}

Result<std::vector<PolicyRow>> policies_of_class(Transaction& transaction, trust::JobClass job_class, Instant now) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(policy_columns) + std::string(runs_not_counted) + std::string(policies_joined) +
                                      " and p.job_class = $1 and p.not_after > $2 order by p.id",
                                  static_cast<int64_t>(job_class), now));
    std::vector<PolicyRow> policies;
    for (const auto& row : rows) policies.push_back(read_policy(row));
    return policies;
}

Status put_policy_device(Transaction& transaction, PolicyId policy, DeviceId device) {
    STEWARD_CHECK(transaction.execute(
        "insert into jobs_policy_devices (policy_id, device_id, version_held) values ($1, $2, 0) on conflict do nothing", policy, device));
    return {};
}

Result<std::optional<PolicyRow>> policy_of_message(Transaction& transaction, std::string_view message_id) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(policy_columns) + std::string(runs_not_counted) +
                                                          std::string(policies_joined) + " and p.message_id = $1",
                                                      message_id));
    return row ? std::optional(read_policy(*row)) : std::nullopt;
}

Result<std::optional<HolderRow>> find_holder(Transaction& transaction, PolicyId policy, DeviceId device) {
    STEWARD_TRY(const auto row, transaction.query_one("select state, words, version_held, refusal, answered_at, result from "
                                                      "jobs_policy_devices where policy_id = $1 and device_id = $2",
                                                      policy, device));
    if (!row) return std::nullopt;
    return HolderRow{.policy = policy,
                     .device = device,
                     .device_name = {},
                     .state = row->text(0),
                     .words = row->text(1),
                     .version = row->integer(2),
                     .refusal = row->integer(3),
                     .answered_at = instant_or_unset(*row, 4),
                     .result = row->is_null(5) ? Bytes() : row->bytes(5)};
}

Status save_holder(Transaction& transaction, const HolderRow& h) {
    STEWARD_CHECK(
        transaction.execute("update jobs_policy_devices set state = $3, words = $4, version_held = $5, refusal = $6, answered_at "
                            "= $7, result = $8 where policy_id = $1 and device_id = $2",
                            h.policy, h.device, h.state, h.words, h.version, h.refusal, null_for_unset(h.answered_at), h.result));
    return {};
}

// Of machines that are the client's own now: what others are called is not told here.
Result<std::map<PolicyId, Holding>> holdings_of(Transaction& transaction, const std::vector<PolicyId>& policies) {
    std::map<PolicyId, Holding> all;
    if (policies.empty()) return all;
    std::vector<storage::Value> parameters;
    const std::string which = " where h.policy_id in (" + places_of(policies, parameters) + ") and h.state ";
    STEWARD_TRY(const auto counts, transaction.run("select h.policy_id, h.state, count(*) from jobs_policy_devices h" + which +
                                                       "<> '' group by h.policy_id, h.state",
                                                   parameters));
    for (const auto& row : counts) {
        Holding& one = all[row.id<PolicyId>(0)];
        const std::string state = row.text(1);
        (state == "held" ? one.held : state == "refused" ? one.refused : state == "waiting" ? one.waiting : one.others) = row.integer(2);
    }
    STEWARD_TRY(
        const auto rows,
        transaction.run("select n.policy_id, n.device_id, n.name, n.state, n.words, n.refusal, n.answered_at from (select "
                        "h.policy_id, h.device_id, d.name, h.state, h.words, h.refusal, h.answered_at, row_number() over (partition "
                        "by h.policy_id order by case h.state when 'refused' then 0 when 'waiting' then 1 else 2 end, d.name, d.id) "
                        "as place from jobs_policy_devices h join jobs_policies p on p.id = h.policy_id join directory_v_devices d "
                        "on d.id = h.device_id and d.client_id = p.client_id" +
                            which + "not in ('held', 'other')) n where n.place <= " + std::to_string(most_without) +
                            " order by n.policy_id, n.place",
                        parameters));
    for (const auto& row : rows)
        all[row.id<PolicyId>(0)].without.push_back({.policy = row.id<PolicyId>(0),
                                                    .device = row.id<DeviceId>(1),
                                                    .device_name = row.text(2),
                                                    .state = row.text(3),
                                                    .words = row.text(4),
                                                    .refusal = row.integer(5),
                                                    .answered_at = instant_or_unset(row, 6)});
    return all;
}

Result<std::optional<int64_t>> version_held(Transaction& transaction, PolicyId policy, DeviceId device) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select version_held from jobs_policy_devices where policy_id = $1 and device_id = $2", policy, device));
    return row ? std::optional(row->integer(0)) : std::nullopt;
}

Status insert_run(Transaction& transaction, const RunRow& r) {
    STEWARD_CHECK(
        transaction.execute("insert into jobs_policy_runs (id, policy_id, client_id, item, item_name, device_id, device_name, state, "
                            "words, exit_code, issued_at, "
                            "not_after, cause, fingerprint, frame, files, message_id, result) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                            "$10, $11, $12, $13, $14, "
                            "$15, $16, $17, $18)",
                            r.id, r.policy, r.client, r.item, r.item_name, r.device, r.device_name, r.state, r.words, r.exit, r.issued_at,
                            r.not_after, r.cause, r.fingerprint, r.frame, joined(r.files), r.message_id, r.result));
    return {};
}

Status save_run(Transaction& transaction, const RunRow& r) {
    STEWARD_CHECK(transaction.execute(
        "update jobs_policy_runs set state = $2, words = $3, exit_code = $4, ended_at = $5, result = $6, output_bytes = "
        "$7, output_digest = $8, output_whole = $9, cleared_at = $10 where id = $1",
        r.id, r.state, r.words, r.exit, null_for_unset(r.ended_at), r.result, r.output_bytes, r.output_digest, r.output_whole,
        null_for_unset(r.cleared_at)));
    return {};
}

Result<std::optional<RunRow>> find_run(Transaction& transaction, RunId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(run_columns) + " from jobs_policy_runs r where r.id = $1", id));
    return row ? std::optional(read_run(*row)) : std::nullopt;
}
Result<std::optional<RunRow>> run_of_message(Transaction& transaction, std::string_view message_id) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select " + std::string(run_columns) + " from jobs_policy_runs r where r.message_id = $1", message_id));
    return row ? std::optional(read_run(*row)) : std::nullopt;
}

Result<std::vector<RunId>> runs_over(Transaction& transaction, Instant now, Instant lost) {
    STEWARD_TRY(const auto rows,
                transaction.query("select id from jobs_policy_runs where (state in ('waiting', 'signed', 'delivered') and not_after < "
                                  "$1) or (state = 'started' and not_after < $2) order by id",
                                  now, lost));
    std::vector<RunId> runs;
    for (const auto& row : rows) runs.push_back(row.id<RunId>(0));
    return runs;
}

Result<int64_t> runs_since(Transaction& transaction, std::string_view fingerprint, Instant since) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from jobs_policy_runs where fingerprint = $1 and issued_at > $2 "
                                                      "and state <> 'cancelled'",
                                                      fingerprint, since));
    return row ? row->integer(0) : 0;
}

Result<int64_t> set_right_since(Transaction& transaction, std::string_view fingerprint, Instant since) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from jobs_policy_runs where fingerprint = $1 and issued_at > $2 and "
                                                      "state = 'done' and cleared_at is not null",
                                                      fingerprint, since));
    return row ? row->integer(0) : 0;
}

Result<std::optional<RunRow>> newest_aid(Transaction& transaction, std::string_view fingerprint) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(run_columns) +
                                                          " from jobs_policy_runs r where r.fingerprint = $1 and r.state in ('delivered', "
                                                          "'started', 'done') order by r.issued_at desc, r.id desc limit 1",
                                                      fingerprint));
    return row ? std::optional(read_run(*row)) : std::nullopt;
}

Result<std::map<PolicyId, RunsLately>> runs_lately(Transaction& transaction, const std::vector<PolicyId>& policies, Instant since) {
    std::map<PolicyId, RunsLately> all;
    if (policies.empty()) return all;
    std::vector<storage::Value> parameters = {storage::to_value(since)};
    const std::string places = places_of(policies, parameters);
    STEWARD_TRY(const auto rows,
                transaction.run("select policy_id, device_id, count(*) from jobs_policy_runs where issued_at > $1 and state "
                                "in ('delivered', 'started', 'done', 'failed', 'unknown') and policy_id in (" +
                                    places + ") group by policy_id, device_id",
                                parameters));
    for (const auto& row : rows) {
        RunsLately& one = all[row.id<PolicyId>(0)];
        one.all += row.integer(2);
        one.most = std::max(one.most, row.integer(2));
    }
    return all;
}

Result<std::optional<PolicyRow>> scheduled_policy(Transaction& transaction, ClientId client, const trust::Digest& message) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(policy_columns) + std::string(runs_not_counted) +
                                                          std::string(policies_joined) +
                                                          " and p.client_id = $1 and p.trigger_kind = $2 and p.message_id = $3",
                                                      client, static_cast<int64_t>(trust::Trigger::Schedule), to_hex(message)));
    return row ? std::optional(read_policy(*row)) : std::nullopt;
}

Result<TicketId> hidden_cause(Transaction& transaction, std::string_view fingerprint) {
    STEWARD_TRY(const auto row, transaction.query_one("select ticket_id from jobs_hidden_causes where fingerprint = $1", fingerprint));
    return row ? row->id<TicketId>(0) : TicketId{};
}
Status put_hidden_cause(Transaction& transaction, std::string_view fingerprint, ClientId client, TicketId ticket, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into jobs_hidden_causes (fingerprint, client_id, ticket_id, opened_at) values ($1, $2, $3, $4) on "
                            "conflict (fingerprint) do update set ticket_id = excluded.ticket_id, opened_at = excluded.opened_at",
                            fingerprint, client, ticket, now));
    return {};
}

Result<std::vector<Parcel>> run_parcels(Transaction& transaction, DeviceId device, Instant now,
                                        const std::function<bool(DeviceId)>& is_here) {
    const std::string which = !device.is_nil() ? " and r.device_id = $2 and r.state in ('signed', 'delivered')"
                                               : " and r.state = 'signed' and cast($2 as text) = cast($2 as text)";
    STEWARD_TRY(
        const auto rows,
        transaction.query("select r.id, r.device_id, r.state, r.words, r.frame, r.files from jobs_policy_runs r join jobs_policies p "
                          "on p.id = r.policy_id where r.not_after > $1 and (p.job_class = $3 or " +
                              no_freeze("r") + ")" + which + " order by r.issued_at",
                          now, device.text(), changes_nothing));
    std::vector<Parcel> found;
    for (const auto& row : rows) {
        if (!is_here(row.id<DeviceId>(1))) continue;
        found.push_back(
            {.job = {},
             .run = row.id<RunId>(0),
             .device = row.id<DeviceId>(1),
             .is_new = row.text(2) == "signed",
             .words = row.text(3),
             .letter = std::make_shared<const Letter>(Letter{.frame = row.bytes(4), .files = parted(row.text(5)), .log_number = -1})});
    }
    return found;
}

}  // namespace steward::jobs
