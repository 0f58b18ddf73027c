// What the rooms above know of a disturbance, by their public views; and the overrides.
#include "server/modules/proactivity/store.h"

namespace steward::proactivity {

namespace {
Instant at_or_never(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }

Status read_alerts(Transaction& transaction, const Disturbance& disturbance, Evidence& evidence, std::string& incident) {
    STEWARD_TRY(
        const auto rows,
        transaction.query(
            "select e.alert_id, e.check_code, e.title, e.device_id, e.active, e.state, e.closed_reason, e.first_soft_at, e.opened_at, "
            "e.acknowledged_at, e.cleared_at, e.closed_at, e.value_at_open, t.ticket_id, t.joined_at, e.incident_id "
            "from proactivity_alerts a join alerting_v_alert_evidence e on e.alert_id = a.alert_id "
            "left join helpdesk_v_alert_tickets t on t.alert_id = a.alert_id "
            "where a.disturbance_id = $1 order by e.opened_at, e.alert_id",
            disturbance.id));
    for (const auto& row : rows) {
        const std::string reason = row.text_or(6);
        AlertEvidence alert{.id = row.text(0),
                            .check = row.text(1),
                            .title = row.text(2),
                            .device = row.id<DeviceId>(3),
                            .active = row.boolean(4),
                            .closed = row.text(5) == "closed",
                            .dismissed = row.text(5) == "closed" && (reason == "false_alarm" || reason == "tuned"),
                            .first_soft_at = row.instant(7),
                            .opened_at = row.instant(8),
                            .acknowledged_at = at_or_never(row, 9),
                            .cleared_at = at_or_never(row, 10),
                            .closed_at = at_or_never(row, 11),
                            .days_predicted = std::nullopt,
                            .ticket_id = row.text_or(13),
                            .ticketed_at = at_or_never(row, 14)};
        if (disturbance.is_prediction) alert.days_predicted = row.real(12);
        if (incident.empty()) incident = row.text_or(15);
        evidence.alerts.push_back(std::move(alert));
    }
    return {};
}
}  // namespace

Result<Evidence> read_evidence(Transaction& transaction, const Disturbance& disturbance) {
    Evidence evidence;
    std::string incident;
    STEWARD_CHECK(read_alerts(transaction, disturbance, evidence, incident));
    if (!incident.empty()) {
        STEWARD_TRY(const auto row,
                    transaction.query_one("select incident_id, reference, title, state, detected_at from alerting_v_incidents where "
                                          "incident_id = $1",
                                          incident));
        if (row) evidence.incident = IncidentEvidence{row->text(0), row->text(1), row->text(2), row->text(3), row->instant(4)};
    }
    STEWARD_TRY(const auto reports,
                transaction.query("select id, ticket_id, received_at, device_id from proactivity_reports where disturbance_id = $1 "
                                  "order by received_at, id",
                                  disturbance.id));
    for (const auto& row : reports) {
        evidence.reports.push_back({row.text(0), row.text_or(1), row.instant(2), row.is_null(3) ? DeviceId{} : row.id<DeviceId>(3)});
    }
    STEWARD_TRY(const auto seen, transaction.query("select ticket_id, by_whom, at, device_id from proactivity_observations where "
                                                   "disturbance_id = $1 order by at, ticket_id",
                                                   disturbance.id));
    for (const auto& row : seen) {
        evidence.observations.push_back({row.text(0), row.text(1), row.instant(2), row.is_null(3) ? DeviceId{} : row.id<DeviceId>(3)});
    }
    STEWARD_TRY(
        const auto tickets,
        transaction.query("select c.ticket_id, c.reference, c.title, c.state, c.resolution_code, c.resolved_at, c.closed_at "
                          "from helpdesk_v_ticket_contents c where c.ticket_id in (select t.ticket_id from proactivity_alerts a join "
                          "helpdesk_v_alert_tickets t on t.alert_id = a.alert_id where a.disturbance_id = $1 union select ticket_id "
                          "from proactivity_reports where disturbance_id = $1 and ticket_id is not null union select ticket_id from "
                          "proactivity_observations where disturbance_id = $1)",
                          disturbance.id));
    for (const auto& row : tickets) {
        evidence.tickets.push_back(
            {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), at_or_never(row, 5), at_or_never(row, 6)});
    }
    return evidence;
}

namespace {
Result<std::set<services::ServiceId>> service_ids(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::set<services::ServiceId> ids;
    for (const auto& row : *rows) ids.insert(row.id<services::ServiceId>(0));
    return ids;
}
}  // namespace

Result<std::set<services::ServiceId>> services_named(Transaction& transaction, TicketId ticket) {
    return service_ids(transaction.query("select thing_id from helpdesk_v_affected where ticket_id = $1 and kind = 'service'", ticket));
}

Result<std::set<services::ServiceId>> services_named(Transaction& transaction, IncidentId disturbance) {
    return service_ids(
        transaction.query("select a.thing_id from helpdesk_v_affected a where a.kind = 'service' and a.ticket_id in (select "
                          "ticket_id from proactivity_reports where disturbance_id = $1 and ticket_id is not null union "
                          "select ticket_id from proactivity_observations where disturbance_id = $1)",
                          disturbance));
}

Result<std::vector<DeviceId>> devices_of(Transaction& transaction, const Disturbance& disturbance) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select e.device_id from proactivity_alerts a join alerting_v_alert_evidence e on e.alert_id = a.alert_id "
                    "where a.disturbance_id = $1 union select c.device_id from proactivity_alerts a join "
                    "alerting_v_alert_evidence c on c.suppressed_by = a.alert_id where a.disturbance_id = $1 union "
                    "select device_id from proactivity_reports where disturbance_id = $1 and device_id is not null union select device_id "
                    "from proactivity_observations where disturbance_id = $1 and device_id is not null order by 1",
                    disturbance.id));
    std::vector<DeviceId> devices;
    for (const auto& row : rows) devices.push_back(row.id<DeviceId>(0));
    return devices;
}

Result<std::vector<std::string>> titles_of(Transaction& transaction, const Disturbance& disturbance) {
    STEWARD_TRY(const auto rows,
                transaction.query("select e.title from proactivity_alerts a join alerting_v_alert_evidence e on e.alert_id = a.alert_id "
                                  "where a.disturbance_id = $1 order by e.opened_at, e.alert_id limit 100",
                                  disturbance.id));
    std::vector<std::string> titles{disturbance.title};
    for (const auto& row : rows) titles.push_back(row.text(0));
    return titles;
}

namespace {
Observation read_observation(const storage::Row& row) {
    return {.ticket = row.id<TicketId>(0),
            .client = row.id<ClientId>(1),
            .disturbance = row.id<IncidentId>(2),
            .by = row.text(3),
            .at = row.instant(4),
            .device = row.is_null(5) ? DeviceId{} : row.id<DeviceId>(5)};
}
constexpr std::string_view observation_columns = "o.ticket_id, o.client_id, o.disturbance_id, o.by_whom, o.at, o.device_id";
}  // namespace

Result<std::optional<Observation>> observation_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select " + std::string(observation_columns) + " from proactivity_observations o where o.ticket_id = $1", ticket_id));
    return row ? std::optional(read_observation(*row)) : std::nullopt;
}

Result<std::vector<Observation>> observations_without_alert(Transaction& transaction, ClientId client, Instant at) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(observation_columns) +
                                      " from proactivity_observations o join proactivity_disturbances d on d.id = o.disturbance_id where "
                                      "d.client_id = $1 and d.started_at <= $2 and d.check_code = '' and d.restored_at is null and d.state "
                                      "not in ('merged', 'discarded') order by o.at, o.ticket_id limit 1000",
                                  client, at));
    std::vector<Observation> found;
    for (const auto& row : rows) found.push_back(read_observation(row));
    return found;
}

Status insert_observation(Transaction& transaction, const Observation& o) {
    STEWARD_CHECK(
        transaction.execute("insert into proactivity_observations (ticket_id, client_id, disturbance_id, by_whom, at, device_id) values "
                            "($1, $2, $3, $4, $5, $6)",
                            o.ticket, o.client, o.disturbance, o.by, o.at, or_null(o.device)));
    return {};
}

const std::string_view override_columns =
    "o.id, o.client_id, o.disturbance_id, o.kind, o.from_verdict, o.to_verdict, o.derived_then, o.report_id, o.target_id, o.reason, "
    "o.improves, o.state, o.requested_by_id, o.requested_by, o.requested_at, o.decided_by_id, o.decided_by, o.decided_at, o.note, "
    "o.exclusion";

OverrideRow read_override(const storage::Row& row) {
    const auto verdict = [&](size_t column) { return verdict_of(row.text(column)).value_or(Verdict::Undecided); };
    return {.id = row.id<OverrideId>(0),
            .client = row.id<ClientId>(1),
            .disturbance = row.id<IncidentId>(2),
            .kind = row.text(3),
            .from = verdict(4),
            .to = verdict(5),
            .derived_then = verdict(6),
            .report = row.is_null(7) ? ClientReportId{} : row.id<ClientReportId>(7),
            .target = row.is_null(8) ? IncidentId{} : row.id<IncidentId>(8),
            .reason = row.text(9),
            .improves = row.boolean(10),
            .state = row.text(11),
            .requested_by_id = row.id<AccountId>(12),
            .requested_by = row.text(13),
            .requested_at = row.instant(14),
            .decided_by_id = row.is_null(15) ? AccountId{} : row.id<AccountId>(15),
            .decided_by = row.text(16),
            .decided_at = at_or_never(row, 17),
            .note = row.text(18),
            .exclusion = row.text(19)};
}

Result<std::optional<OverrideRow>> find_override(Transaction& transaction, OverrideId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(override_columns) + " from proactivity_overrides o where o.id = $1", id));
    return row ? std::optional(read_override(*row)) : std::nullopt;
}

Result<std::vector<OverrideRow>> overrides_of(Transaction& transaction, IncidentId disturbance) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(override_columns) +
                                                       " from proactivity_overrides o where o.disturbance_id = $1 "
                                                       "order by o.requested_at, o.id limit 500",
                                                   disturbance));
    std::vector<OverrideRow> overrides;
    for (const auto& row : rows) overrides.push_back(read_override(row));
    return overrides;
}

Result<std::optional<Override>> decision_on(Transaction& transaction, IncidentId disturbance) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(override_columns) +
                                          " from proactivity_overrides o where o.disturbance_id = $1 and o.kind = 'verdict' and "
                                          "o.state in ('approved', 'applied') order by o.decided_at desc, o.id desc limit 1",
                                      disturbance));
    if (!row) return std::optional<Override>{};
    const auto held = read_override(*row);
    return Override{.to = held.to, .derived_then = held.derived_then};
}

Result<std::optional<OverrideRow>> newest_exclusion(Transaction& transaction, IncidentId disturbance) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(override_columns) +
                                          " from proactivity_overrides o where o.disturbance_id = $1 and o.kind = 'exclusion' order by "
                                          "o.requested_at desc, o.id desc limit 1",
                                      disturbance));
    return row ? std::optional(read_override(*row)) : std::nullopt;
}

Result<bool> was_grave(Transaction& transaction, IncidentId disturbance) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select 1 from proactivity_alerts a join alerting_v_alerts v on v.id = a.alert_id where a.disturbance_id = $1 and "
                    "v.priority in ('P1', 'P2') union all select 1 from helpdesk_v_priorities p where p.priority in ('P1', 'P2') and "
                    "p.ticket_id in (select t.ticket_id from proactivity_alerts a join helpdesk_v_alert_tickets t on t.alert_id = "
                    "a.alert_id where a.disturbance_id = $1 union select ticket_id from proactivity_reports where disturbance_id = $1 and "
                    "ticket_id is not null union select ticket_id from proactivity_observations where disturbance_id = $1) limit 1",
                    disturbance));
    return row.has_value();
}

Status insert_override(Transaction& transaction, const OverrideRow& o) {
    if (o.state == "pending" && o.kind != "exclusion") {
        STEWARD_TRY(const auto waiting, transaction.query_one("select id from proactivity_overrides where disturbance_id = $1 and state = "
                                                              "'pending' and kind <> 'exclusion'",
                                                              o.disturbance));
        if (waiting) {
            return fail(ErrorKind::Conflict, "proactivity.override_pending",
                        "A change of this verdict waits for a second person already. Decide that one first.");
        }
    }
    const auto decided = o.decided_at.is_set() ? std::optional(o.decided_at) : std::nullopt;
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_overrides (id, client_id, disturbance_id, kind, from_verdict, to_verdict, "
        "derived_then, report_id, target_id, "
        "reason, improves, state, requested_by_id, requested_by, requested_at, decided_by_id, decided_by, decided_at, "
        "note, exclusion) values ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        o.id, o.client, o.disturbance, o.kind, std::string(to_text(o.from)), std::string(to_text(o.to)),
        std::string(to_text(o.derived_then)), or_null(o.report), or_null(o.target), o.reason, o.improves, o.state, o.requested_by_id,
        o.requested_by, o.requested_at, or_null(o.decided_by_id), o.decided_by, decided, o.note, o.exclusion));
    return {};
}

Status update_override(Transaction& transaction, const OverrideRow& o) {
    STEWARD_CHECK(transaction.execute(
        "update proactivity_overrides set state = $2, decided_by_id = $3, decided_by = $4, decided_at = $5, note = $6 where id = $1", o.id,
        o.state, or_null(o.decided_by_id), o.decided_by, o.decided_at, o.note));
    return {};
}

}  // namespace steward::proactivity
