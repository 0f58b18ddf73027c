// Schedules and policies; runs stand in store_runs.cpp.
#include "server/modules/escalation/store.h"

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"

namespace steward::escalation {

const std::string_view schedule_columns = "s.id, s.name, s.rules, s.feed_hash, s.created_at, s.changed_at, s.changed_by, s.revision";
const std::string_view policy_columns =
    "p.id, p.client_id, p.name, p.schedule_id, p.rules, p.version, p.changed_at, p.changed_by, p.revision";

namespace {
template <typename Tag>
std::optional<Id<Tag>> id_or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

// Only we wrote it; what cannot be read is our fault.
template <typename Message>
Result<Message> stored_rules(const std::string& text) {
    Message rules;
    const auto read = parse_json(text, rules, JsonPurpose::Own);
    if (!read) return fail(ErrorKind::Internal, "escalation.unreadable", "Stored rules cannot be read.", read.error().message);
    return rules;
}

Status settled(Result<int64_t> changed, std::string_view code, std::string_view sentence) {
    if (changed) return {};
    if (changed.error().code == "storage.unique") return fail(ErrorKind::Conflict, std::string(code), std::string(sentence));
    return std::unexpected(std::move(changed.error()));
}

Status name_settled(Result<int64_t> changed) {
    return settled(std::move(changed), "escalation.name_taken", "There is a schedule of that name already. Choose another name.");
}

Result<std::vector<ScheduleRow>> schedules_where(Transaction& transaction, std::string_view where,
                                                 std::span<const storage::Value> parameters, Instant overrides_after) {
    STEWARD_TRY(const auto rows, transaction.run("select " + std::string(schedule_columns) + " from escalation_schedules s " +
                                                     std::string(where) + " order by s.created_at, s.id",
                                                 parameters));
    std::vector<ScheduleRow> schedules;
    for (const auto& row : rows) {
        STEWARD_TRY(auto schedule, read_schedule(row));
        STEWARD_CHECK(add_overrides(transaction, schedule, overrides_after));
        schedules.push_back(std::move(schedule));
    }
    return schedules;
}

Result<std::optional<ScheduleRow>> first_of(Result<std::vector<ScheduleRow>> schedules) {
    if (!schedules) return std::unexpected(std::move(schedules.error()));
    return schedules->empty() ? std::optional<ScheduleRow>{} : std::optional(std::move(schedules->front()));
}

Status keep_version(Transaction& transaction, const PolicyRow& policy) {
    STEWARD_CHECK(transaction.execute(
        "insert into escalation_policy_versions (policy_id, version, rules, changed_at, changed_by) values ($1, $2, $3, $4, $5)", policy.id,
        policy.version, to_json(policy.rules), policy.changed_at, policy.changed_by));
    return {};
}
}  // namespace

Result<ScheduleRow> read_schedule(const storage::Row& row) {
    STEWARD_TRY(auto rules, stored_rules<v1::ScheduleRules>(row.text(2)));
    return ScheduleRow{.id = row.id<ScheduleId>(0),
                       .name = row.text(1),
                       .rules = std::move(rules),
                       .has_feed = !row.is_null(3),
                       .created_at = row.instant(4),
                       .changed_at = row.instant(5),
                       .changed_by = row.text(6),
                       .revision = row.integer(7)};
}

Result<std::optional<ScheduleRow>> find_schedule(Transaction& transaction, ScheduleId id, Instant overrides_after) {
    const storage::Value parameters[] = {storage::to_value(id)};
    return first_of(schedules_where(transaction, "where s.id = $1", parameters, overrides_after));
}

Result<std::vector<ScheduleRow>> all_schedules(Transaction& transaction, Instant overrides_after) {
    return schedules_where(transaction, "", {}, overrides_after);
}

Result<std::optional<ScheduleRow>> schedule_of_feed(Transaction& transaction, const std::string& feed_hash, Instant overrides_after) {
    const storage::Value parameters[] = {storage::to_value(feed_hash)};
    return first_of(schedules_where(transaction, "where s.feed_hash = $1", parameters, overrides_after));
}

Result<bool> any_schedule(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from escalation_schedules limit 1"));
    return row.has_value();
}

Status insert_schedule(Transaction& transaction, const ScheduleRow& s) {
    return name_settled(
        transaction.execute("insert into escalation_schedules (id, name, rules, feed_hash, created_at, changed_at, changed_by, "
                            "revision) values ($1, $2, $3, null, $4, $5, $6, $7)",
                            s.id, s.name, to_json(s.rules), s.created_at, s.changed_at, s.changed_by, s.revision));
}

Status update_schedule(Transaction& transaction, const ScheduleRow& s) {
    return name_settled(transaction.execute(
        "update escalation_schedules set name = $2, rules = $3, changed_at = $4, changed_by = $5, revision = $6 where id = $1", s.id,
        s.name, to_json(s.rules), s.changed_at, s.changed_by, s.revision));
}

Status delete_schedule(Transaction& transaction, ScheduleId id) {
    STEWARD_CHECK(transaction.execute("delete from escalation_schedules where id = $1", id));
    return {};
}

Status set_feed(Transaction& transaction, ScheduleId id, const std::optional<std::string>& feed_hash) {
    STEWARD_CHECK(transaction.execute("update escalation_schedules set feed_hash = $2 where id = $1", id, feed_hash));
    return {};
}

Status add_overrides(Transaction& transaction, ScheduleRow& schedule, Instant after) {
    STEWARD_TRY(const auto rows, transaction.query("select id, layer, account_id, from_at, until_at, reason, made_by, made_at from "
                                                   "escalation_overrides where schedule_id = $1 and until_at > $2 order by made_at, id",
                                                   schedule.id, after));
    for (const auto& row : rows) {
        schedule.overrides.push_back({.id = row.id<OverrideId>(0),
                                      .layer = static_cast<int>(row.integer(1)),
                                      .person = row.id<AccountId>(2),
                                      .from = row.instant(3),
                                      .until = row.instant(4),
                                      .reason = row.text(5),
                                      .made_by = row.text(6),
                                      .made_at = row.instant(7)});
    }
    return {};
}

Status insert_override(Transaction& transaction, ScheduleId schedule, const Override& made) {
    STEWARD_CHECK(
        transaction.execute("insert into escalation_overrides (id, schedule_id, layer, account_id, from_at, until_at, reason, made_by, "
                            "made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                            made.id, schedule, made.layer, made.person, made.from, made.until, made.reason, made.made_by, made.made_at));
    return {};
}

Result<std::optional<ScheduleId>> delete_override(Transaction& transaction, OverrideId id) {
    STEWARD_TRY(const auto row, transaction.query_one("delete from escalation_overrides where id = $1 returning schedule_id", id));
    return row ? std::optional(row->id<ScheduleId>(0)) : std::nullopt;
}

Result<PolicyRow> read_policy(const storage::Row& row) {
    STEWARD_TRY(auto rules, stored_rules<v1::EscalationRules>(row.text(4)));
    return PolicyRow{.id = row.id<PolicyId>(0),
                     .client = id_or_nil<ClientId>(row, 1),
                     .name = row.text(2),
                     .schedule = id_or_nil<ScheduleId>(row, 3),
                     .rules = std::move(rules),
                     .version = row.integer(5),
                     .changed_at = row.instant(6),
                     .changed_by = row.text(7),
                     .revision = row.integer(8)};
}

Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(policy_columns) + " from escalation_policies p where p.id = $1", id));
    if (!row) return std::optional<PolicyRow>{};
    STEWARD_TRY(auto policy, read_policy(*row));
    return std::optional(std::move(policy));
}

Result<std::optional<PolicyRow>> policy_for(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(policy_columns) +
                                                          " from escalation_policies p where p.client_id = $1 or p.client_id is null "
                                                          "order by case when p.client_id is null then 1 else 0 end limit 1",
                                                      client));
    if (!row) return std::optional<PolicyRow>{};
    STEWARD_TRY(auto policy, read_policy(*row));
    return std::optional(std::move(policy));
}

Result<v1::EscalationRules> rules_of_version(Transaction& transaction, PolicyId id, int64_t version) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select rules from escalation_policy_versions where policy_id = $1 and version = $2", id, version));
    if (!row) return v1::EscalationRules{};
    return stored_rules<v1::EscalationRules>(row->text(0));
}

Result<bool> has_standard_policy(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from escalation_policies where client_id is null"));
    return row.has_value();
}

Status insert_policy(Transaction& transaction, const PolicyRow& p) {
    STEWARD_CHECK(
        settled(transaction.execute("insert into escalation_policies (id, client_id, name, schedule_id, rules, version, changed_at, "
                                    "changed_by, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                                    p.id, id_or_null(p.client), p.name, id_or_null(p.schedule), to_json(p.rules), p.version, p.changed_at,
                                    p.changed_by, p.revision),
                "escalation.policy_exists", "This client has a policy of its own already. Change that one."));
    return keep_version(transaction, p);
}

Status update_policy(Transaction& transaction, const PolicyRow& p, bool new_version) {
    STEWARD_CHECK(
        transaction.execute("update escalation_policies set name = $2, schedule_id = $3, rules = $4, version = $5, changed_at = $6, "
                            "changed_by = $7, revision = $8 where id = $1",
                            p.id, p.name, id_or_null(p.schedule), to_json(p.rules), p.version, p.changed_at, p.changed_by, p.revision));
    return new_version ? keep_version(transaction, p) : Status{};
}

Status delete_policy(Transaction& transaction, PolicyId id) {
    STEWARD_CHECK(transaction.execute("delete from escalation_policies where id = $1", id));
    return {};
}

}  // namespace steward::escalation
