// Schedules and the dates that came.
#include "server/modules/templates/store.h"

namespace steward::templates {

const std::string_view schedule_columns =
    "s.id, s.client_id, s.name, s.template_id, s.rule, s.zone, s.starts_on, s.at, s.ends_on, s.paused, s.requester_id, s.device_id, "
    "s.next_at, s.changed_at, s.changed_by, s.revision, c.name, t.name, p.name, d.name, o.problem, o.opened_at, s.ended";

// The newest occurrence says whether the last date opened its ticket.
const std::string_view schedules_joined =
    " from templates_schedules s join directory_v_clients c on c.id = s.client_id left join templates_tickets t on t.id = s.template_id "
    "left join directory_v_people p on p.client_id = s.client_id and p.id = s.requester_id "
    "left join directory_v_devices d on d.client_id = s.client_id and d.id = s.device_id "
    "left join templates_occurrences o on o.schedule_id = s.id and o.due_at = (select max(due_at) from templates_occurrences where "
    "schedule_id = s.id) where true";

namespace {
template <typename AnyId>
AnyId id_or_none(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
template <typename Tag>
std::optional<Id<Tag>> none_for_nil(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}
std::optional<Instant> none_for_never(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }
}  // namespace

ScheduleRow read_schedule(const storage::Row& row) {
    return {.id = row.id<ScheduleId>(0),
            .client = row.id<ClientId>(1),
            .name = row.text(2),
            .source = row.id<TemplateId>(3),
            .rule = row.text(4),
            .zone = row.text(5),
            .starts_on = row.text(6),
            .at = row.text(7),
            .ends_on = row.text(8),
            .paused = row.boolean(9),
            .requester = id_or_none<PersonId>(row, 10),
            .device = id_or_none<DeviceId>(row, 11),
            .next_at = Instant{row.integer_or(12, 0)},
            .changed_at = row.instant(13),
            .changed_by = row.text(14),
            .revision = row.integer(15),
            .client_name = row.text(16),
            .template_name = row.text_or(17),
            .requester_name = row.text_or(18),
            .device_name = row.text_or(19),
            .last_problem = row.text_or(20),
            .last_opened_at = Instant{row.integer_or(21, 0)},
            .ended = row.boolean(22)};
}

Status insert_schedule(Transaction& transaction, const ScheduleRow& row) {
    STEWARD_CHECK(transaction.execute(
        "insert into templates_schedules (id, client_id, name, template_id, rule, zone, starts_on, at, ends_on, paused, requester_id, "
        "device_id, next_at, changed_at, changed_by, ended, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
        "$15, "
        "$16, 1)",
        row.id, row.client, row.name, row.source, row.rule, row.zone, row.starts_on, row.at, row.ends_on, row.paused,
        none_for_nil(row.requester), none_for_nil(row.device), none_for_never(row.next_at), row.changed_at, row.changed_by, false));
    return {};
}

Status save_schedule(Transaction& transaction, ScheduleRow& row) {
    STEWARD_TRY(const auto changed,
                transaction.execute(
                    "update templates_schedules set name = $1, template_id = $2, rule = $3, zone = $4, starts_on = $5, at = $6, ends_on = "
                    "$7, paused = $8, requester_id = $9, device_id = $10, next_at = $11, changed_at = $12, changed_by = $13, revision = "
                    "revision + 1 where id = $14 and revision = $15",
                    row.name, row.source, row.rule, row.zone, row.starts_on, row.at, row.ends_on, row.paused, none_for_nil(row.requester),
                    none_for_nil(row.device), none_for_never(row.next_at), row.changed_at, row.changed_by, row.id, row.revision));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "templates.changed_meanwhile",
                    "Somebody else changed this a moment ago. Load it again and repeat your change.");
    ++row.revision;
    return {};
}

Status end_schedule(Transaction& transaction, ScheduleId id, Instant now, std::string_view by) {
    STEWARD_CHECK(
        transaction.execute("update templates_schedules set ended = $1, next_at = null, changed_at = $2, changed_by = $3, revision = "
                            "revision + 1 where id = $4",
                            true, now, by, id));
    return {};
}

Result<std::optional<ScheduleRow>> find_schedule(Transaction& transaction, ScheduleId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(schedule_columns) + std::string(schedules_joined) + " and s.id = $1", id));
    return row ? std::optional(read_schedule(*row)) : std::nullopt;
}

Result<std::vector<ScheduleRow>> due_schedules(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(schedule_columns) + std::string(schedules_joined) +
                                                       " and s.next_at <= $1 order by s.next_at, s.id limit $2",
                                                   now, limit));
    std::vector<ScheduleRow> due;
    for (const auto& row : rows) due.push_back(read_schedule(row));
    return due;
}

Result<bool> advance_schedule(Transaction& transaction, ScheduleId id, Instant from, Instant to) {
    STEWARD_TRY(const auto changed, transaction.execute("update templates_schedules set next_at = $1 where id = $2 and next_at = $3",
                                                        none_for_never(to), id, from));
    return changed == 1;
}

Status insert_occurrence(Transaction& transaction, const OccurrenceRow& row, std::string_view id) {
    STEWARD_CHECK(transaction.execute(
        "insert into templates_occurrences (schedule_id, due_at, id, client_id, opened_at, ticket_id, reference, problem) values ($1, $2, "
        "$3, $4, $5, $6, $7, $8)",
        row.schedule, row.due_at, id, row.client, row.opened_at, none_for_nil(row.ticket), row.reference, row.problem));
    return {};
}

}  // namespace steward::templates
