#include "server/modules/alerting/messages.h"

namespace steward::alerting {

std::string device_name(const directory::Directory& directory, ClientId client, DeviceId id) {
    const auto card = directory.device(id);
    return card && card->client == client ? card->name : "";
}

void fill(v1::Alert& message, const Alert& alert, const directory::Directory& directory, const Caller& caller) {
    message.set_alert_id(alert.id.text());
    message.set_client_id(alert.client.text());
    message.set_client_name(directory.client_name(alert.client));
    message.set_device_id(alert.device.text());
    message.set_device_name(device_name(directory, alert.client, alert.device));
    message.set_check(alert.check);
    message.set_item(alert.item);
    message.set_title(alert.title);
    message.set_plain_text(alert.plain_text);
    message.set_severity(alert.severity);
    message.set_priority(alert.priority);
    message.set_criticality(alert.criticality);
    message.set_state(std::string(to_text(alert.state)));
    message.set_opened_at_unix_ms(alert.opened_at.unix_ms);
    message.set_first_soft_at_unix_ms(alert.first_soft_at.unix_ms);
    message.set_cleared_at_unix_ms(alert.cleared_at.unix_ms);
    message.set_closed_at_unix_ms(alert.closed_at.unix_ms);
    message.set_value(alert.value_at_open);
    message.set_threshold(alert.threshold);
    message.set_unit(alert.unit);
    message.set_last_value(alert.last_value);
    message.set_observed_at_unix_ms(alert.observed_at.unix_ms);
    message.set_suppressed_by(alert.suppressed_by);
    message.set_suppressed_rule(alert.suppressed_rule);
    message.set_acknowledged_by(alert.acknowledged_by);
    message.set_acknowledged_at_unix_ms(alert.acknowledged_at.unix_ms);
    message.set_snoozed_until_unix_ms(alert.snoozed_until.unix_ms);
    message.set_closed_reason(alert.closed_reason);
    message.set_close_note(alert.close_note);
    if (!alert.incident.is_nil()) message.set_incident_id(alert.incident.text());
    message.set_ticket_id(alert.ticket_id);
    message.set_ticket_reference(alert.ticket_reference);
    message.set_occurrences(alert.occurrences);
    message.set_etag(std::to_string(alert.revision));
    if (caller.may("alert.write")) {
        for (auto& action : allowed_actions(alert)) message.add_allowed_actions(std::move(action));
    }
}

namespace {
// Of the client's people those who decide and those who read reports; whoever only asks for help needs no sums.
bool sees_cost(const Caller& caller) { return !caller.client_side || caller.roles.contains("CDM") || caller.roles.contains("CRO"); }
}  // namespace

void fill(v1::Incident& message, const Incident& incident, const directory::Directory& directory, const Caller& caller, Instant now) {
    message.set_incident_id(incident.id.text());
    message.set_reference(incident.reference);
    message.set_client_id(incident.client.text());
    message.set_client_name(directory.client_name(incident.client));
    message.set_title(incident.title);
    message.set_priority(incident.priority);
    message.set_state(incident.state);
    message.set_started_at_unix_ms(incident.started_at.unix_ms);
    message.set_detected_at_unix_ms(incident.detected_at.unix_ms);
    message.set_acknowledged_at_unix_ms(incident.acknowledged_at.unix_ms);
    message.set_restored_at_unix_ms(incident.restored_at.unix_ms);
    message.set_resolved_at_unix_ms(incident.resolved_at.unix_ms);
    message.set_detected_by(incident.detected_by);
    if (!caller.client_side) message.set_mitigated_by(incident.mitigated_by);
    message.set_ticket_id(incident.ticket_id);
    message.set_ticket_reference(incident.ticket_reference);
    message.set_device_id(incident.device.text());
    message.set_device_name(device_name(directory, incident.client, incident.device));
    message.set_mitigated_at_unix_ms(incident.mitigated_at.unix_ms);
    const double minutes = static_cast<double>(impact_of(incident, now).count()) / 60'000;
    message.set_minutes_of_impact(minutes);
    message.set_impact_runs(incident.impact_since.is_set());
    message.set_users_known(incident.users_affected.has_value());
    message.set_users_affected(static_cast<int32_t>(incident.users_affected.value_or(0)));
    message.set_user_minutes(minutes * static_cast<double>(incident.users_affected.value_or(0)));
    if (sees_cost(caller)) {
        message.set_cost_minor(incident.cost_minor);
        message.set_cost_currency(incident.cost_currency);
    }
    // It is taken by taking its alerts.
    if (incident.state == "detected" && caller.may("alert.write")) message.add_allowed_actions("acknowledge");
    if (!caller.may("incident.write") || incident.state == "discarded") return;
    if (can_mitigate(incident)) message.add_allowed_actions("mitigate");
    message.add_allowed_actions("estimate");
}

std::string window_etag(const Window& window, Instant now) {
    return window_state(window, now) + "-" + std::to_string(window.ends_at.unix_ms);
}

void fill(v1::MaintenanceWindow& message, const Window& window, const directory::Directory& directory, const Caller& caller, Instant now) {
    message.set_maintenance_window_id(window.id.text());
    message.set_client_id(window.client.text());
    message.set_client_name(directory.client_name(window.client));
    if (!window.site.is_nil()) {
        message.set_site_id(window.site.text());
        message.set_site_name(directory.site_name(window.site));
    }
    if (!window.device.is_nil()) {
        message.set_device_id(window.device.text());
        message.set_device_name(device_name(directory, window.client, window.device));
    }
    message.set_starts_at_unix_ms(window.starts_at.unix_ms);
    message.set_ends_at_unix_ms(window.ends_at.unix_ms);
    message.set_reason(window.reason);
    message.set_created_by(window.created_by);
    message.set_state(window_state(window, now));
    message.set_etag(window_etag(window, now));
    const bool is_over = message.state() == "completed" || message.state() == "cancelled";
    if (caller.may("maintenance.write") && !is_over) message.add_allowed_actions("end");
}

}  // namespace steward::alerting
