#include "server/modules/service_levels/store.h"

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"

namespace steward::service_levels {

const std::string_view calendar_columns = "c.id, c.client_id, c.name, c.rules, c.version, c.changed_at, c.changed_by, c.revision";
const std::string_view policy_columns =
    "p.id, p.client_id, p.name, p.rules, p.version, p.effective_from, p.changed_at, p.changed_by, p.revision";

namespace {
template <typename Tag>
std::optional<Id<Tag>> id_or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

ClientId client_or_nil(const storage::Row& row, size_t column) { return row.is_null(column) ? ClientId{} : row.id<ClientId>(column); }

// Only we wrote it; what cannot be read is our fault.
template <typename Message>
Result<Message> rules_of(const std::string& text) {
    Message rules;
    auto read = parse_json(text, rules, JsonPurpose::Own);
    if (!read) return fail(ErrorKind::Internal, "service_levels.unreadable", "Stored rules cannot be read.", read.error().message);
    return rules;
}

Status taken(Status status, std::string code, std::string message) {
    if (!status && status.error().code == "storage.unique") return fail(ErrorKind::Conflict, std::move(code), std::move(message));
    return status;
}

Status name_taken(Status status) {
    return taken(std::move(status), "service_levels.name_taken", "There is a calendar of that name already. Choose another name.");
}

std::unexpected<Error> rules_changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "service_levels.changed_meanwhile", "Somebody changed this meanwhile. Load it again, then decide.");
}

Status keep_calendar_version(Transaction& transaction, const CalendarRow& calendar) {
    STEWARD_CHECK(transaction.execute(
        "insert into service_levels_calendar_versions (calendar_id, version, name, rules, changed_at, changed_by) "
        "values ($1, $2, $3, $4, $5, $6)",
        calendar.id, calendar.version, calendar.name, to_json(calendar.rules), calendar.changed_at, calendar.changed_by));
    return {};
}

Status keep_policy_version(Transaction& transaction, const PolicyRow& policy) {
    STEWARD_CHECK(transaction.execute(
        "insert into service_levels_policy_versions (policy_id, version, client_id, rules, effective_from, changed_at, changed_by) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        policy.id, policy.version, id_or_null(policy.client), to_json(policy.rules), policy.effective_from, policy.changed_at,
        policy.changed_by));
    return {};
}

Status as_status(Result<int64_t> changed) {
    if (!changed) return std::unexpected(std::move(changed.error()));
    return {};
}
}  // namespace

Result<CalendarRow> read_calendar(const storage::Row& row) {
    STEWARD_TRY(auto rules, rules_of<v1::CalendarRules>(row.text(3)));
    return CalendarRow{row.id<CalendarId>(0), client_or_nil(row, 1), row.text(2), std::move(rules),
                       row.integer(4),        row.instant(5),        row.text(6), row.integer(7)};
}

Result<std::optional<CalendarRow>> find_calendar(Transaction& transaction, CalendarId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(calendar_columns) + " from service_levels_calendars c where c.id = $1", id));
    if (!row) return std::optional<CalendarRow>{};
    STEWARD_TRY(auto calendar, read_calendar(*row));
    return std::optional(std::move(calendar));
}

Result<std::optional<CalendarRow>> find_calendar_version(Transaction& transaction, CalendarId id, int64_t version) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select name, rules, changed_at from service_levels_calendar_versions where calendar_id "
                                      "= $1 and version = $2",
                                      id, version));
    if (!row) return std::optional<CalendarRow>{};
    CalendarRow calendar{
        .id = id, .client = {}, .name = row->text(0), .rules = {}, .version = version, .changed_at = row->instant(2), .changed_by = {}};
    STEWARD_TRY(calendar.rules, rules_of<v1::CalendarRules>(row->text(1)));
    return std::optional(std::move(calendar));
}

Status insert_calendar(Transaction& transaction, const CalendarRow& calendar) {
    STEWARD_CHECK(name_taken(as_status(transaction.execute(
        "insert into service_levels_calendars (id, client_id, name, rules, version, changed_at, changed_by, revision) values ($1, $2, $3, "
        "$4, $5, $6, $7, $8)",
        calendar.id, id_or_null(calendar.client), calendar.name, to_json(calendar.rules), calendar.version, calendar.changed_at,
        calendar.changed_by, calendar.revision))));
    return keep_calendar_version(transaction, calendar);
}

Status save_calendar(Transaction& transaction, CalendarRow& calendar, bool rules_changed) {
    if (rules_changed) ++calendar.version;
    auto changed = transaction.execute(
        "update service_levels_calendars set name = $1, rules = $2, version = $3, changed_at = $4, changed_by = $5, revision = revision + "
        "1 "
        "where id = $6 and revision = $7",
        calendar.name, to_json(calendar.rules), calendar.version, calendar.changed_at, calendar.changed_by, calendar.id, calendar.revision);
    if (changed && *changed == 0) return rules_changed_meanwhile();
    STEWARD_CHECK(name_taken(as_status(std::move(changed))));
    ++calendar.revision;
    return rules_changed ? keep_calendar_version(transaction, calendar) : Status{};
}

Status delete_calendar(Transaction& transaction, CalendarId id) {
    return as_status(transaction.execute("delete from service_levels_calendars where id = $1", id));
}

// Policies are few, and their rules name calendars inside of JSON.
Result<bool> is_calendar_used(Transaction& transaction, CalendarId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select (select count(*) from service_levels_policies where rules like $1) + (select "
                                                      "count(*) from service_levels_clocks where is_open = true and calendar_id = $2)",
                                                      "%" + id.text() + "%", id));
    return row->integer(0) > 0;
}

Result<PolicyRow> read_policy(const storage::Row& row) {
    STEWARD_TRY(auto rules, rules_of<v1::SlaRules>(row.text(3)));
    return PolicyRow{row.id<PolicyId>(0), client_or_nil(row, 1), row.text(2), std::move(rules), row.integer(4),
                     row.instant(5),      row.instant(6),        row.text(7), row.integer(8)};
}

Result<std::optional<PolicyRow>> find_policy(Transaction& transaction, PolicyId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(policy_columns) + " from service_levels_policies p where p.id = $1", id));
    if (!row) return std::optional<PolicyRow>{};
    STEWARD_TRY(auto policy, read_policy(*row));
    return std::optional(std::move(policy));
}

Result<bool> has_standard_policy(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from service_levels_policies where client_id is null"));
    return row.has_value();
}

Result<std::optional<PolicyRow>> policy_for(Transaction& transaction, ClientId client, Instant at) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select v.policy_id, v.client_id, p.name, v.rules, v.version, v.effective_from, v.changed_at, v.changed_by, "
                              "p.revision from service_levels_policy_versions v join service_levels_policies p on p.id = v.policy_id "
                              "where (v.client_id = $1 or v.client_id is null) and v.effective_from <= $2 "
                              "order by case when v.client_id is null then 1 else 0 end, v.effective_from desc, v.version desc limit 1",
                              client, at));
    if (!row) return std::optional<PolicyRow>{};
    STEWARD_TRY(auto policy, read_policy(*row));
    return std::optional(std::move(policy));
}

Result<std::optional<PolicyRow>> find_policy_version(Transaction& transaction, PolicyId id, int64_t version) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select rules, client_id, effective_from from service_levels_policy_versions where policy_id = $1 and "
                                    "version = $2",
                                    id, version));
    if (!row) return std::optional<PolicyRow>{};
    PolicyRow policy;
    policy.id = id;
    policy.version = version;
    policy.client = client_or_nil(*row, 1);
    policy.effective_from = row->instant(2);
    STEWARD_TRY(policy.rules, rules_of<v1::SlaRules>(row->text(0)));
    return std::optional(std::move(policy));
}

Status insert_policy(Transaction& transaction, const PolicyRow& policy) {
    STEWARD_CHECK(
        taken(as_status(transaction.execute("insert into service_levels_policies (id, client_id, name, rules, version, effective_from, "
                                            "changed_at, changed_by, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                                            policy.id, id_or_null(policy.client), policy.name, to_json(policy.rules), policy.version,
                                            policy.effective_from, policy.changed_at, policy.changed_by, policy.revision)),
              "service_levels.client_has_policy", "This client has a policy already. Change that one."));
    return keep_policy_version(transaction, policy);
}

Status save_policy(Transaction& transaction, PolicyRow& policy, bool rules_changed) {
    if (rules_changed) ++policy.version;
    STEWARD_TRY(
        const auto changed,
        transaction.execute("update service_levels_policies set name = $1, rules = $2, version = $3, effective_from = $4, changed_at = "
                            "$5, changed_by = $6, revision = revision + 1 where id = $7 and revision = $8",
                            policy.name, to_json(policy.rules), policy.version, policy.effective_from, policy.changed_at, policy.changed_by,
                            policy.id, policy.revision));
    if (changed == 0) return rules_changed_meanwhile();
    ++policy.revision;
    return rules_changed ? keep_policy_version(transaction, policy) : Status{};
}

Status delete_policy(Transaction& transaction, PolicyId id) {
    return as_status(transaction.execute("delete from service_levels_policies where id = $1", id));
}

}  // namespace steward::service_levels
