#include "server/modules/alerting/store.h"

#include <cstdio>

namespace steward::alerting {

namespace {
std::optional<std::string> text_or_null(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }
std::optional<int64_t> time_or_null(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
template <typename AnyId>
std::optional<std::string> id_or_null(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id.text());
}
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}
Instant time_or_never(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }

template <typename T>
std::optional<T> first_of(const std::vector<storage::Row>& rows, T (*read)(const storage::Row&)) {
    return rows.empty() ? std::nullopt : std::optional(read(rows.front()));
}
template <typename T>
std::vector<T> all_of(const std::vector<storage::Row>& rows, T (*read)(const storage::Row&)) {
    std::vector<T> values;
    values.reserve(rows.size());
    for (const auto& row : rows) values.push_back(read(row));
    return values;
}

Result<std::vector<Alert>> select_alerts(storage::Transaction& transaction, std::string_view condition,
                                         std::vector<storage::Value> parameters) {
    STEWARD_TRY(
        auto rows,
        transaction.run("select " + std::string(alert_columns()) + " from alerting_alerts where " + std::string(condition), parameters));
    return all_of(rows, alert_from_row);
}

Result<std::optional<Incident>> select_incident(storage::Transaction& transaction, std::string_view condition,
                                                std::vector<storage::Value> parameters) {
    STEWARD_TRY(auto rows,
                transaction.run("select " + std::string(incident_columns()) + " from alerting_incidents where " + std::string(condition),
                                parameters));
    return first_of(rows, incident_from_row);
}
}  // namespace

std::string_view alert_columns() {
    return "id, client_id, device_id, fingerprint, check_code, item, title, plain_text, severity, priority, criticality, state, active, "
           "occurrences, opened_at, first_soft_at, cleared_at, closed_at, value_at_open, threshold, unit, last_value, observed_at, "
           "suppressed_by, suppressed_rule, acknowledged_by, acknowledged_at, snoozed_until, closed_reason, close_note, incident_id, "
           "ticket_wanted, ticket_id, ticket_reference, revision, acknowledged_by_id, closed_by, closed_by_id";
}

Alert alert_from_row(const storage::Row& row) {
    size_t at = 0;
    Alert alert;
    alert.id = row.id<AlertId>(at++);
    alert.client = row.id<ClientId>(at++);
    alert.device = row.id<DeviceId>(at++);
    for (std::string* text : {&alert.fingerprint, &alert.check, &alert.item, &alert.title, &alert.plain_text, &alert.severity,
                              &alert.priority, &alert.criticality})
        *text = row.text(at++);
    alert.state = alert_state(row.text(at++));
    alert.active = row.boolean(at++);
    alert.occurrences = static_cast<int>(row.integer(at++));
    for (Instant* time : {&alert.opened_at, &alert.first_soft_at, &alert.cleared_at, &alert.closed_at}) *time = time_or_never(row, at++);
    alert.value_at_open = row.real(at++);
    alert.threshold = row.real(at++);
    alert.unit = row.text(at++);
    alert.last_value = row.real(at++);
    alert.observed_at = row.instant(at++);
    for (std::string* text : {&alert.suppressed_by, &alert.suppressed_rule, &alert.acknowledged_by}) *text = row.text_or(at++);
    alert.acknowledged_at = time_or_never(row, at++);
    alert.snoozed_until = time_or_never(row, at++);
    alert.closed_reason = row.text_or(at++);
    alert.close_note = row.text_or(at++);
    alert.incident = id_or_nil<IncidentId>(row, at++);
    alert.ticket_wanted = row.boolean(at++);
    alert.ticket_id = row.text_or(at++);
    alert.ticket_reference = row.text_or(at++);
    alert.revision = static_cast<int>(row.integer(at++));
    alert.acknowledged_by_id = id_or_nil<AccountId>(row, at++);
    alert.closed_by = row.text(at++);
    alert.closed_by_id = id_or_nil<AccountId>(row, at++);
    return alert;
}

Result<std::optional<Alert>> find_open_alert(storage::Transaction& transaction, std::string_view fingerprint) {
    STEWARD_TRY(auto found, select_alerts(transaction, "fingerprint = $1 and state <> 'closed'", {storage::to_value(fingerprint)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<Alert>> find_alert(storage::Transaction& transaction, AlertId id) {
    STEWARD_TRY(auto found, select_alerts(transaction, "id = $1", {storage::to_value(id)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<Alert>> find_dismissed_alert(storage::Transaction& transaction, std::string_view fingerprint) {
    STEWARD_TRY(auto found, select_alerts(transaction,
                                          "fingerprint = $1 and state = 'closed' and active and closed_reason in ('false_alarm', 'tuned') "
                                          "order by opened_at desc limit 1",
                                          {storage::to_value(fingerprint)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Status forget_dismissed(storage::Transaction& transaction, std::string_view fingerprint) {
    STEWARD_CHECK(transaction.execute("update alerting_alerts set active = $2 where fingerprint = $1 and state = 'closed' and active",
                                      fingerprint, false));
    return {};
}

Status forget_dismissed_of(storage::Transaction& transaction, DeviceId device) {
    STEWARD_CHECK(
        transaction.execute("update alerting_alerts set active = $2 where device_id = $1 and state = 'closed' and active", device, false));
    return {};
}

Result<std::vector<Alert>> suppressed_alerts(storage::Transaction& transaction) {
    return select_alerts(transaction, "state = 'suppressed' order by opened_at, id", {});
}

Result<std::vector<Alert>> alerts_cleared_by(storage::Transaction& transaction, Instant at) {
    return select_alerts(transaction, "state = 'cleared' and cleared_at <= $1 order by opened_at, id", {storage::to_value(at)});
}

Result<std::vector<Alert>> alerts_snoozed_until(storage::Transaction& transaction, Instant at) {
    return select_alerts(transaction, "state in ('open', 'acknowledged') and snoozed_until <= $1 order by opened_at, id",
                         {storage::to_value(at)});
}

Result<std::vector<Alert>> open_alerts_of_device(storage::Transaction& transaction, DeviceId device) {
    return select_alerts(transaction, "device_id = $1 and state <> 'closed' order by opened_at, id", {storage::to_value(device)});
}

Result<std::vector<Alert>> alerts_of_incident(storage::Transaction& transaction, IncidentId incident) {
    return select_alerts(transaction, "incident_id = $1 order by opened_at, id", {storage::to_value(incident)});
}

Status insert_alert(storage::Transaction& transaction, const Alert& a) {
    STEWARD_CHECK(transaction.execute(
        "insert into alerting_alerts (" + std::string(alert_columns()) +
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, "
            "$26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)",
        a.id, a.client, a.device, a.fingerprint, a.check, a.item, a.title, a.plain_text, a.severity, a.priority, a.criticality,
        to_text(a.state), a.active, a.occurrences, a.opened_at, a.first_soft_at, time_or_null(a.cleared_at), time_or_null(a.closed_at),
        a.value_at_open, a.threshold, a.unit, a.last_value, a.observed_at, text_or_null(a.suppressed_by), text_or_null(a.suppressed_rule),
        text_or_null(a.acknowledged_by), time_or_null(a.acknowledged_at), time_or_null(a.snoozed_until), text_or_null(a.closed_reason),
        text_or_null(a.close_note), id_or_null(a.incident), a.ticket_wanted, text_or_null(a.ticket_id), text_or_null(a.ticket_reference),
        a.revision, id_or_null(a.acknowledged_by_id), a.closed_by, id_or_null(a.closed_by_id)));
    return {};
}

Status update_alert(storage::Transaction& transaction, const Alert& a) {
    STEWARD_CHECK(transaction.execute(
        "update alerting_alerts set title = $2, plain_text = $3, severity = $4, priority = $5, state = $6, active = $7, occurrences = $8, "
        "cleared_at = $9, closed_at = $10, threshold = $11, last_value = $12, observed_at = $13, suppressed_by = $14, suppressed_rule = "
        "$15, "
        "acknowledged_by = $16, acknowledged_at = $17, snoozed_until = $18, closed_reason = $19, close_note = $20, incident_id = $21, "
        "ticket_wanted = $22, ticket_id = $23, ticket_reference = $24, revision = $25, acknowledged_by_id = $26, closed_by = $27, "
        "closed_by_id = $28 where id = $1",
        a.id, a.title, a.plain_text, a.severity, a.priority, to_text(a.state), a.active, a.occurrences, time_or_null(a.cleared_at),
        time_or_null(a.closed_at), a.threshold, a.last_value, a.observed_at, text_or_null(a.suppressed_by), text_or_null(a.suppressed_rule),
        text_or_null(a.acknowledged_by), time_or_null(a.acknowledged_at), time_or_null(a.snoozed_until), text_or_null(a.closed_reason),
        text_or_null(a.close_note), id_or_null(a.incident), a.ticket_wanted, text_or_null(a.ticket_id), text_or_null(a.ticket_reference),
        a.revision, id_or_null(a.acknowledged_by_id), a.closed_by, id_or_null(a.closed_by_id)));
    return {};
}

Status append_events(storage::Transaction& transaction, const Alert& alert, const std::vector<AlertEvent>& events, Instant now) {
    if (events.empty()) return {};
    STEWARD_TRY(auto last, transaction.query_one("select coalesce(max(number), 0) from alerting_events where alert_id = $1", alert.id));
    int64_t number = last->integer(0);
    for (const AlertEvent& event : events) {
        STEWARD_CHECK(transaction.execute(
            "insert into alerting_events (alert_id, client_id, number, at, kind, from_state, to_state, by_name, detail) values ($1, $2, "
            "$3, $4, $5, $6, $7, $8, $9)",
            alert.id, alert.client, ++number, now, event.kind, to_text(event.from), to_text(event.to), event.by, event.detail));
    }
    return {};
}

Result<int64_t> count_open_alerts_of_device(storage::Transaction& transaction, DeviceId device) {
    STEWARD_TRY(auto row, transaction.query_one(
                              "select count(*) from alerting_alerts where device_id = $1 and state in ('open', 'acknowledged')", device));
    return row->integer(0);
}

Result<int64_t> count_open_alerts_of_client(storage::Transaction& transaction, ClientId client) {
    STEWARD_TRY(auto row, transaction.query_one(
                              "select count(*) from alerting_alerts where client_id = $1 and state in ('open', 'acknowledged')", client));
    return row->integer(0);
}

Result<std::string> next_incident_reference(storage::Transaction& transaction, Instant now) {
    const int year = std::stoi(to_rfc3339(now).substr(0, 4));
    STEWARD_TRY(auto row,
                transaction.query_one("insert into alerting_numbers (year, last_number) values ($1, 1) on conflict (year) do update set "
                                      "last_number = alerting_numbers.last_number + 1 returning last_number",
                                      year));
    char reference[32];
    std::snprintf(reference, sizeof reference, "INC-%d-%06d", year, static_cast<int>(row->integer(0)));
    return std::string(reference);
}

std::string_view incident_columns() {
    return "id, client_id, reference, title, priority, state, device_id, fingerprint, detected_by, started_at, detected_at, "
           "acknowledged_at, "
           "restored_at, resolved_at, ticket_id, ticket_reference, ticket_resolved, mitigated_at, mitigated_by, impact_ms, impact_since, "
           "users_affected, cost_minor, cost_currency";
}

Incident incident_from_row(const storage::Row& row) {
    return {.id = row.id<IncidentId>(0),
            .client = row.id<ClientId>(1),
            .reference = row.text(2),
            .title = row.text(3),
            .priority = row.text(4),
            .state = row.text(5),
            .device = row.id<DeviceId>(6),
            .fingerprint = row.text(7),
            .detected_by = row.text(8),
            .started_at = row.instant(9),
            .detected_at = row.instant(10),
            .acknowledged_at = time_or_never(row, 11),
            .restored_at = time_or_never(row, 12),
            .resolved_at = time_or_never(row, 13),
            .ticket_id = row.text_or(14),
            .ticket_reference = row.text_or(15),
            .ticket_resolved = row.boolean(16),
            .mitigated_at = time_or_never(row, 17),
            .mitigated_by = row.text(18),
            .impact = Duration(row.integer(19)),
            .impact_since = time_or_never(row, 20),
            .users_affected = row.is_null(21) ? std::nullopt : std::optional(row.integer(21)),
            .cost_minor = row.integer(22),
            .cost_currency = row.text(23)};
}

Result<std::optional<Incident>> find_incident(storage::Transaction& transaction, IncidentId id) {
    return select_incident(transaction, "id = $1", {storage::to_value(id)});
}

Result<std::optional<Incident>> recent_incident(storage::Transaction& transaction, std::string_view fingerprint, Instant since) {
    return select_incident(transaction, "fingerprint = $1 and detected_at >= $2 and state <> 'discarded' order by detected_at desc limit 1",
                           {storage::to_value(fingerprint), storage::to_value(since)});
}

Result<std::vector<Incident>> incidents_of_ticket(storage::Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(auto rows, transaction.query("select " + std::string(incident_columns()) +
                                                 " from alerting_incidents where ticket_id = $1 order by detected_at, id",
                                             ticket_id));
    return all_of(rows, incident_from_row);
}

Status insert_incident(storage::Transaction& transaction, const Incident& i) {
    STEWARD_CHECK(transaction.execute("insert into alerting_incidents (" + std::string(incident_columns()) +
                                          ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
                                          "$20, $21, $22, $23, $24)",
                                      i.id, i.client, i.reference, i.title, i.priority, i.state, i.device, i.fingerprint, i.detected_by,
                                      i.started_at, i.detected_at, time_or_null(i.acknowledged_at), time_or_null(i.restored_at),
                                      time_or_null(i.resolved_at), text_or_null(i.ticket_id), text_or_null(i.ticket_reference),
                                      i.ticket_resolved, time_or_null(i.mitigated_at), i.mitigated_by, i.impact.count(),
                                      time_or_null(i.impact_since), i.users_affected, i.cost_minor, i.cost_currency));
    return {};
}

Status update_incident(storage::Transaction& transaction, const Incident& i) {
    STEWARD_CHECK(transaction.execute(
        "update alerting_incidents set title = $2, priority = $3, state = $4, acknowledged_at = $5, restored_at = $6, resolved_at = $7, "
        "ticket_id = $8, ticket_reference = $9, ticket_resolved = $10, mitigated_at = $11, mitigated_by = $12, impact_ms = $13, "
        "impact_since = $14, users_affected = $15, cost_minor = $16, cost_currency = $17 where id = $1",
        i.id, i.title, i.priority, i.state, time_or_null(i.acknowledged_at), time_or_null(i.restored_at), time_or_null(i.resolved_at),
        text_or_null(i.ticket_id), text_or_null(i.ticket_reference), i.ticket_resolved, time_or_null(i.mitigated_at), i.mitigated_by,
        i.impact.count(), time_or_null(i.impact_since), i.users_affected, i.cost_minor, i.cost_currency));
    return {};
}

std::string_view window_columns() { return "id, client_id, site_id, device_id, starts_at, ends_at, reason, created_by, state"; }

Window window_from_row(const storage::Row& row) {
    return {.id = row.id<MaintenanceWindowId>(0),
            .client = row.id<ClientId>(1),
            .site = id_or_nil<SiteId>(row, 2),
            .device = id_or_nil<DeviceId>(row, 3),
            .starts_at = row.instant(4),
            .ends_at = row.instant(5),
            .reason = row.text(6),
            .created_by = row.text(7),
            .state = row.text(8)};
}

Status insert_window(storage::Transaction& transaction, const Window& w) {
    STEWARD_CHECK(transaction.execute(
        "insert into alerting_windows (" + std::string(window_columns()) + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", w.id, w.client,
        id_or_null(w.site), id_or_null(w.device), w.starts_at, w.ends_at, w.reason, w.created_by, w.state));
    return {};
}

Status update_window(storage::Transaction& transaction, const Window& w) {
    STEWARD_CHECK(transaction.execute("update alerting_windows set ends_at = $2, state = $3 where id = $1", w.id, w.ends_at, w.state));
    return {};
}

Result<std::optional<Window>> find_window(storage::Transaction& transaction, MaintenanceWindowId id) {
    STEWARD_TRY(auto rows, transaction.query("select " + std::string(window_columns()) + " from alerting_windows where id = $1", id));
    return first_of(rows, window_from_row);
}

Result<std::vector<Window>> windows_since(storage::Transaction& transaction, Instant since) {
    STEWARD_TRY(auto rows, transaction.query("select " + std::string(window_columns()) +
                                                 " from alerting_windows where ends_at >= $1 order by starts_at, id",
                                             since));
    return all_of(rows, window_from_row);
}

}  // namespace steward::alerting
