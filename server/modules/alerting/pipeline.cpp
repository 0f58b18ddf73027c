#include "server/modules/alerting/pipeline.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::alerting {

namespace {
constexpr Duration same_incident_window = std::chrono::hours(24);  // domain/model.md 5.27: reopened within 24 h

facts::v1::AlertOpened opened_fact(const Alert& alert) {
    facts::v1::AlertOpened fact;
    fact.set_client_id(alert.client.text());
    fact.set_alert_id(alert.id.text());
    fact.set_device_id(alert.device.text());
    fact.set_check(alert.check);
    fact.set_severity(alert.severity);
    fact.set_priority(alert.priority);
    fact.set_title(alert.title);
    fact.set_plain_text(alert.plain_text);
    fact.set_again(alert.occurrences > 1);
    if (!alert.incident.is_nil()) fact.set_incident_id(alert.incident.text());
    return fact;
}
}  // namespace

bool makes_incident(std::string_view priority) { return priority == "P1" || priority == "P2"; }
bool makes_notice(std::string_view priority) { return priority != "P4"; }

// R7 before R6: a window was announced by a person, so it is the better answer to "why silent?".
Result<std::optional<Suppression>> Pipeline::suppression_for(storage::Transaction& transaction, ClientId client, DeviceId device,
                                                             std::string_view check, Instant now) {
    const auto card = directory_.device(device);
    STEWARD_TRY(auto windows, windows_since(transaction, now));
    if (const auto window = holding_window(windows, client, card ? card->site : SiteId{}, device, now)) {
        return std::optional(Suppression{window->id.text(), "R7"});
    }
    if (is_heartbeat(check)) return std::optional<Suppression>{};
    STEWARD_TRY(auto alerts, open_alerts_of_device(transaction, device));
    for (const Alert& alert : alerts) {
        if (is_heartbeat(alert.check) && alert.active) return std::optional(Suppression{alert.id.text(), "R6"});
    }
    return std::optional<Suppression>{};
}

Status Pipeline::raised(storage::Transaction& transaction, const Condition& condition, Instant now) {
    STEWARD_TRY(auto suppression, suppression_for(transaction, condition.client, condition.device, condition.check, now));
    STEWARD_TRY(auto existing, find_open_alert(transaction, condition.fingerprint));
    if (existing) return apply(transaction, repeat_alert(std::move(*existing), condition, suppression, now), now);
    // Monitoring says what is still there again at every start; a false alarm is none the truer for it.
    STEWARD_TRY(const auto dismissed, find_dismissed_alert(transaction, condition.fingerprint));
    if (dismissed && stays_dismissed(*dismissed, condition)) return {};
    const auto card = directory_.device(condition.device);
    return apply(transaction, open_alert(AlertId::make(now, rng_), condition, card ? card->criticality : "", suppression, now), now, true);
}

Status Pipeline::cleared(storage::Transaction& transaction, std::string_view fingerprint, double value, Instant observed_at,
                         std::string_view reason, Instant now) {
    // Stale is not recovered: nobody observed that it went away, so the alert stands.
    if (reason == "stale") return {};
    // Also beside an open alert: a warning that was dismissed may have become critical since.
    STEWARD_CHECK(forget_dismissed(transaction, fingerprint));
    STEWARD_TRY(auto existing, find_open_alert(transaction, fingerprint));
    if (!existing) return {};
    return apply(transaction, clear_alert(std::move(*existing), value, observed_at, reason, now), now);
}

Status Pipeline::device_left(storage::Transaction& transaction, DeviceId device, std::string_view reason, Instant now) {
    STEWARD_CHECK(forget_dismissed_of(transaction, device));  // it may come back one day
    STEWARD_TRY(auto alerts, open_alerts_of_device(transaction, device));
    for (Alert& alert : alerts) {
        if (alert.state == AlertState::Cleared) {
            alert.active = true;  // so that the clearing below closes it now instead of after the re-open window
        }
        STEWARD_CHECK(apply(transaction, clear_alert(std::move(alert), 0, now, reason, now), now));
    }
    return {};
}

Status Pipeline::apply(storage::Transaction& transaction, Change change, Instant now, bool is_new) {
    Alert& alert = change.alert;
    if (change.opened && makes_incident(alert.priority)) STEWARD_CHECK(open_incident(transaction, alert, now));
    if (is_new) STEWARD_CHECK(insert_alert(transaction, alert));
    if (change.opened) {
        STEWARD_CHECK(journal::append(transaction, now, alert.client, alert.id.text(), opened_fact(alert)));
        STEWARD_CHECK(want_ticket(transaction, alert, now));
    }
    STEWARD_CHECK(update_alert(transaction, alert));
    STEWARD_CHECK(append_events(transaction, alert, change.events, now));
    for (const AlertEvent& event : change.events) {
        if (event.from == event.to) continue;
        facts::v1::AlertChanged fact;
        fact.set_client_id(alert.client.text());
        fact.set_alert_id(alert.id.text());
        fact.set_from(std::string(to_text(event.from)));
        fact.set_to(std::string(to_text(event.to)));
        fact.set_by(event.by);
        fact.set_reason(event.detail);
        STEWARD_CHECK(journal::append(transaction, now, alert.client, alert.id.text(), fact));
    }
    if (!change.events.empty()) STEWARD_CHECK(follow_incident(transaction, alert, change.recovered, now));
    show(transaction, alert);
    return recount(transaction, {alert.device}, {alert.client});
}

Status Pipeline::open_incident(storage::Transaction& transaction, Alert& alert, Instant now) {
    if (!alert.incident.is_nil()) {
        STEWARD_TRY(auto known, find_incident(transaction, alert.incident));
        return known ? detect_again(transaction, *known, alert, now) : Status{};
    }
    STEWARD_TRY(auto recent, recent_incident(transaction, alert.fingerprint, now - same_incident_window));
    if (recent) {
        alert.incident = recent->id;
        return detect_again(transaction, *recent, alert, now);
    }
    STEWARD_TRY(auto reference, next_incident_reference(transaction, now));
    const Incident incident{.id = IncidentId::make(now, rng_),
                            .client = alert.client,
                            .reference = reference,
                            .title = alert.title,
                            .priority = alert.priority,
                            .state = "detected",
                            .device = alert.device,
                            .fingerprint = alert.fingerprint,
                            .detected_by = "monitoring",
                            .started_at = alert.first_soft_at,
                            .detected_at = now,
                            .ticket_id = alert.ticket_id,  // of the warning before; a new ticket takes its place
                            .ticket_reference = alert.ticket_reference,
                            .impact_since = alert.first_soft_at};
    STEWARD_CHECK(insert_incident(transaction, incident));
    alert.incident = incident.id;
    facts::v1::IncidentOpened fact;
    fact.set_client_id(alert.client.text());
    fact.set_incident_id(incident.id.text());
    fact.set_title(incident.title);
    fact.set_priority(incident.priority);
    fact.set_device_id(alert.device.text());
    fact.set_alert_id(alert.id.text());
    fact.set_detected_by(incident.detected_by);
    return journal::append(transaction, now, alert.client, incident.id.text(), fact);
}

// The same incident, and as urgent as its most urgent alert.
Status Pipeline::detect_again(storage::Transaction& transaction, Incident incident, const Alert& alert, Instant now) {
    const bool more_urgent = alert.priority < incident.priority;
    if (more_urgent) incident.priority = alert.priority;
    if (incident.state != "detected") return move_incident(transaction, std::move(incident), "detected", now);
    return more_urgent ? update_incident(transaction, incident) : Status{};
}

Status Pipeline::want_ticket(storage::Transaction& transaction, Alert& alert, Instant now) {
    facts::v1::TicketWanted fact;
    fact.set_client_id(alert.client.text());
    fact.set_alert_id(alert.id.text());
    if (!alert.incident.is_nil()) fact.set_incident_id(alert.incident.text());
    fact.set_device_id(alert.device.text());
    fact.set_priority(alert.priority);
    fact.set_title(alert.title);
    fact.set_plain_text(alert.plain_text);
    fact.set_fingerprint(alert.fingerprint);
    fact.set_notify(makes_notice(alert.priority) && alert.snoozed_until <= now);
    alert.ticket_wanted = true;
    return journal::append(transaction, now, alert.client, alert.id.text(), fact);
}

Status Pipeline::move_incident(storage::Transaction& transaction, Incident incident, std::string_view to, Instant now) {
    facts::v1::IncidentChanged fact;
    fact.set_client_id(incident.client.text());
    fact.set_incident_id(incident.id.text());
    fact.set_from(incident.state);
    fact.set_to(std::string(to));
    incident = moved(std::move(incident), to, now);
    STEWARD_CHECK(update_incident(transaction, incident));
    live::Update update{incident.client, "incident", incident.id.text(), R"({"state":")" + std::string(to) + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
    return journal::append(transaction, now, incident.client, incident.id.text(), fact);
}

// An incident is acknowledged with its first alert and restored when its last alert went away.
Status Pipeline::follow_incident(storage::Transaction& transaction, const Alert& alert, bool recovered, Instant now) {
    if (alert.incident.is_nil()) return {};
    STEWARD_TRY(auto incident, find_incident(transaction, alert.incident));
    if (!incident) return {};
    if (alert.state == AlertState::Acknowledged && incident->state == "detected")
        return move_incident(transaction, *incident, "acknowledged", now);
    const bool dismissed = alert.state == AlertState::Closed && (alert.closed_reason == "false_alarm" || alert.closed_reason == "tuned");
    const bool over = incident->state == "restored" || incident->state == "resolved" || incident->state == "discarded";
    if ((!recovered && !dismissed) || over) return {};
    STEWARD_TRY(auto members, alerts_of_incident(transaction, alert.incident));
    for (const Alert& member : members) {
        if (member.id != alert.id && member.active && member.state != AlertState::Closed) return {};
    }
    // Nothing was disturbed when nobody but a person's verdict ended it before anybody worked on it.
    if (dismissed) return move_incident(transaction, *incident, "discarded", now);
    STEWARD_CHECK(move_incident(transaction, *incident, "restored", now));
    if (!incident->ticket_resolved) return {};
    return move_incident(transaction, moved(std::move(*incident), "restored", now), "resolved", now);
}

Status Pipeline::ticket_is(storage::Transaction& transaction, AlertId id, const std::string& ticket_id, const std::string& reference) {
    STEWARD_TRY(auto alert, find_alert(transaction, id));
    if (!alert) return {};
    alert->ticket_id = ticket_id;
    alert->ticket_reference = reference;
    STEWARD_CHECK(update_alert(transaction, *alert));
    show(transaction, *alert);
    STEWARD_TRY(auto incident, find_incident(transaction, alert->incident));
    if (!incident) return {};
    incident->ticket_id = ticket_id;
    incident->ticket_reference = reference;
    incident->ticket_resolved = false;
    return update_incident(transaction, *incident);
}

Status Pipeline::ticket_moved(storage::Transaction& transaction, std::string_view ticket_id, std::string_view state, Instant now) {
    STEWARD_TRY(auto incidents, incidents_of_ticket(transaction, ticket_id));
    for (Incident& incident : incidents) {
        incident.ticket_resolved = state == "resolved" || state == "closed";
        STEWARD_CHECK(update_incident(transaction, incident));
        // A ticket resolved while the condition is still there does not end the incident: done means read back.
        if (!incident.ticket_resolved || incident.state != "restored") continue;
        STEWARD_CHECK(move_incident(transaction, std::move(incident), "resolved", now));
    }
    return {};
}

Result<Instant> Pipeline::end_of_cause(storage::Transaction& transaction, const Alert& alert, Instant now) {
    if (alert.suppressed_rule == "R7") {
        STEWARD_TRY(auto id, MaintenanceWindowId::parse(alert.suppressed_by));
        STEWARD_TRY(auto window, find_window(transaction, id));
        // Cancelled before it began or gone: nothing holds it any more.
        return window && window->state != "cancelled" ? window->ends_at : now - settle_after_maintenance;
    }
    STEWARD_TRY(auto id, AlertId::parse(alert.suppressed_by));
    STEWARD_TRY(auto heartbeat, find_alert(transaction, id));
    if (heartbeat && heartbeat->active && heartbeat->state != AlertState::Closed) return Instant{};
    return heartbeat && heartbeat->cleared_at.is_set() ? heartbeat->cleared_at : now - settle_after_collector;
}

Status Pipeline::release_suppressed(storage::Transaction& transaction, Instant now) {
    STEWARD_TRY(auto suppressed, suppressed_alerts(transaction));
    for (Alert& alert : suppressed) {
        STEWARD_TRY(const Instant ended, end_of_cause(transaction, alert, now));
        if (!ended.is_set() || ended > now) continue;
        STEWARD_TRY(const auto other, suppression_for(transaction, alert.client, alert.device, alert.check, now));
        Change change = other ? hold_longer(std::move(alert), *other) : release_alert(std::move(alert), ended, now);
        if (!change.events.empty()) STEWARD_CHECK(apply(transaction, std::move(change), now));
    }
    return {};
}

Status Pipeline::settle_cleared(storage::Transaction& transaction, Instant now) {
    STEWARD_TRY(auto cleared, alerts_cleared_by(transaction, now - reopen_window));
    for (Alert& alert : cleared) {
        Change change = settle_alert(std::move(alert), now);
        if (!change.events.empty()) STEWARD_CHECK(apply(transaction, std::move(change), now));
    }
    return {};
}

Status Pipeline::end_snoozes(storage::Transaction& transaction, Instant now) {
    STEWARD_TRY(auto alerts, alerts_snoozed_until(transaction, now));
    for (Alert& alert : alerts) {
        const AlertState state = alert.state;
        Change change{.alert = std::move(alert), .events = {}};
        change.alert.snoozed_until = {};
        change.events.push_back({"snooze_ended", state, state, "time", "still there"});
        change.opened = true;
        ++change.alert.revision;
        STEWARD_CHECK(apply(transaction, std::move(change), now));
    }
    return {};
}

Status Pipeline::move_windows(storage::Transaction& transaction, Instant now, bool restate) {
    // A window that ended longer ago than a day was moved by an earlier run.
    STEWARD_TRY(auto windows, windows_since(transaction, now - std::chrono::hours(24)));
    std::set<ClientId> concerned;
    for (Window& window : windows) {
        const std::string state = window_state(window, now);
        if (restate && state == "active") concerned.insert(window.client);
        if (state == window.state) continue;
        window.state = state;
        STEWARD_CHECK(update_window(transaction, window));
        concerned.insert(window.client);
        hub_.publish({window.client, "maintenance", window.id.text(), R"({"state":")" + state + "\"}"});
    }
    if (!concerned.empty()) show_maintenance(transaction, windows, concerned, now);
    return {};
}

// One window's end is not the end of another that holds the device as well: all are asked.
void Pipeline::show_maintenance(storage::Transaction& transaction, const std::vector<Window>& windows, const std::set<ClientId>& clients,
                                Instant now) {
    std::vector<std::pair<DeviceId, Instant>> marks;
    for (const auto& card : directory_.devices()) {
        if (!clients.contains(card.client)) continue;
        const auto window = holding_window(windows, card.client, card.site, card.id, now);
        marks.emplace_back(card.id, window ? window->ends_at : Instant{});
    }
    transaction.after_commit([this, marks = std::move(marks)] {
        for (const auto& [device, until] : marks) directory_.note_maintenance(device, until);
    });
}

void Pipeline::show(storage::Transaction& transaction, const Alert& alert) {
    live::Update update{alert.client, "alert", alert.id.text(),
                        R"({"state":")" + std::string(to_text(alert.state)) + R"(","device_id":")" + alert.device.text() +
                            R"(","priority":")" + alert.priority + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

Status Pipeline::recount(storage::Transaction& transaction, const std::set<DeviceId>& devices, const std::set<ClientId>& clients) {
    for (const DeviceId device : devices) {
        STEWARD_TRY(const int64_t count, count_open_alerts_of_device(transaction, device));
        transaction.after_commit([this, device, count] { directory_.note_open_alerts(device, static_cast<int>(count)); });
    }
    for (const ClientId client : clients) {
        STEWARD_TRY(const int64_t count, count_open_alerts_of_client(transaction, client));
        transaction.after_commit([this, client, count] { directory_.note_client_counts(client, static_cast<int>(count), std::nullopt); });
    }
    return {};
}

}  // namespace steward::alerting
