#include "server/modules/alerting/service.h"

#include "server/modules/alerting/evidence.h"
#include "server/modules/alerting/messages.h"
#include "server/platform/access/step_up.h"

namespace steward::alerting {

namespace {
constexpr Duration muted_for_long = std::chrono::hours(24);  // longer stands in the client's log, and wants a second factor shown just now

std::unexpected<Error> alert_not_found() { return fail(ErrorKind::NotFound, "alerting.alert_not_found", "There is no such alert."); }
}  // namespace

Result<v1::Alert> Service::answer_alert(Call& call, storage::Transaction& transaction, AlertId id) {
    STEWARD_TRY(auto alert, find_alert(transaction, id));
    if (!alert) return alert_not_found();
    v1::Alert message;
    const bool is_stale = freshen(*alert, monitoring_, call.now());
    fill(message, *alert, directory_, call.caller());
    message.set_evidence_stale(is_stale);
    STEWARD_TRY(auto rows,
                transaction.query(
                    "select at, kind, from_state, to_state, by_name, detail from alerting_events where alert_id = $1 order by number", id));
    for (const auto& row : rows) {
        v1::AlertEvent& event = *message.add_events();
        event.set_at_unix_ms(row.integer(0));
        event.set_kind(row.text(1));
        event.set_from(row.text(2));
        event.set_to(row.text(3));
        event.set_by(row.text(4));
        event.set_text(row.text(5));
    }
    return message;
}

Result<v1::Alert> Service::get_alert(Call& call, const v1::GetAlertRequest& request) {
    STEWARD_TRY(auto id, AlertId::parse(request.alert_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    return answer_alert(call, *transaction, id);
}

Result<v1::Alert> Service::change_alert(Call& call, const std::string& text, const std::function<Result<Change>(Alert)>& decide) {
    STEWARD_TRY(auto id, AlertId::parse(text));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto alert, find_alert(*transaction, id));
    if (!alert) return alert_not_found();
    if (!call.is_as_seen(alert->revision)) {
        return fail(ErrorKind::StaleEtag, "alerting.changed_meanwhile", "Somebody changed this alert meanwhile. Look again, then decide.");
    }
    STEWARD_TRY(auto change, decide(std::move(*alert)));
    call.set_audit_subject(text);
    STEWARD_CHECK(pipeline_.apply(*transaction, std::move(change), call.now()));
    return answer_alert(call, *transaction, id);
}

Result<v1::Alert> Service::acknowledge_alert(Call& call, const v1::AcknowledgeAlertRequest& request) {
    return change_alert(call, request.alert_id(), [&](Alert alert) {
        return alerting::acknowledge_alert(std::move(alert), {call.caller().name, call.caller().account}, request.note(), call.now());
    });
}

Result<v1::Alert> Service::unacknowledge_alert(Call& call, const v1::UnacknowledgeAlertRequest& request) {
    return change_alert(call, request.alert_id(),
                        [&](Alert alert) { return alerting::unacknowledge_alert(std::move(alert), call.caller().name, call.now()); });
}

Result<v1::Alert> Service::snooze_alert(Call& call, const v1::SnoozeAlertRequest& request) {
    if (Instant{request.until_unix_ms()} - call.now() > muted_for_long) {
        STEWARD_CHECK(require_step_up(call.caller(), call.now()));
        call.add_audit_detail("for_over_a_day", "until " + to_rfc3339(Instant{request.until_unix_ms()}));
        call.add_audit_detail("reason", request.reason());
    }
    return change_alert(call, request.alert_id(), [&](Alert alert) {
        return alerting::snooze_alert(std::move(alert), Instant{request.until_unix_ms()}, request.reason(), call.caller().name, call.now());
    });
}

Result<v1::Alert> Service::close_alert(Call& call, const v1::CloseAlertRequest& request) {
    return change_alert(call, request.alert_id(), [&](Alert alert) {
        return alerting::close_alert(std::move(alert), request.reason(), request.note(), {call.caller().name, call.caller().account},
                                     call.now());
    });
}

namespace {
Result<Incident> asked_incident(storage::Transaction& transaction, const std::string& text) {
    STEWARD_TRY(const auto id, IncidentId::parse(text));
    STEWARD_TRY(auto incident, find_incident(transaction, id));
    if (!incident) return fail(ErrorKind::NotFound, "alerting.incident_not_found", "There is no such incident.");
    return std::move(*incident);
}
}  // namespace

Result<v1::Incident> Service::answer_incident(Call& call, storage::Transaction& transaction, const Incident& incident) {
    v1::Incident message;
    fill(message, incident, directory_, call.caller(), call.now());
    STEWARD_TRY(auto members, alerts_of_incident(transaction, incident.id));
    for (const Alert& alert : members) message.add_alert_ids(alert.id.text());
    return message;
}

Result<v1::Incident> Service::get_incident(Call& call, const v1::GetIncidentRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto incident, asked_incident(*transaction, request.incident_id()));
    return answer_incident(call, *transaction, incident);
}

Result<v1::Incident> Service::mitigate_incident(Call& call, const v1::MitigateIncidentRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto before, asked_incident(*transaction, request.incident_id()));
    STEWARD_TRY(auto after, mitigated(std::move(before), Instant{request.at_unix_ms()}, call.caller().name, call.now()));
    call.set_audit_subject(request.incident_id());
    call.add_audit_detail("at", to_rfc3339(after.mitigated_at));
    STEWARD_CHECK(pipeline_.move_incident(*transaction, std::move(after), "mitigated", call.now()));
    STEWARD_TRY(const auto incident, asked_incident(*transaction, request.incident_id()));
    return answer_incident(call, *transaction, incident);
}

Result<v1::Incident> Service::estimate_impact(Call& call, const v1::EstimateImpactRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto before, asked_incident(*transaction, request.incident_id()));
    if (before.state == "discarded")
        return fail(ErrorKind::Conflict, "alerting.incident_over", "This incident was discarded: it had no effect.");
    ImpactEstimate estimate;
    if (request.has_users_affected()) estimate.users_affected = request.users_affected();
    if (request.has_cost_minor()) estimate.cost_minor = request.cost_minor();
    if (request.has_cost_currency()) estimate.cost_currency = request.cost_currency();
    STEWARD_TRY(const auto after, estimated(std::move(before), estimate));
    STEWARD_CHECK(update_incident(*transaction, after));
    call.set_audit_subject(request.incident_id());
    if (request.has_users_affected()) call.add_audit_detail("users_affected", std::to_string(request.users_affected()));
    if (request.has_cost_minor()) call.add_audit_detail("cost", std::to_string(after.cost_minor) + " " + after.cost_currency);
    return answer_incident(call, *transaction, after);
}

Result<v1::MaintenanceWindow> Service::create_maintenance_window(Call& call, const v1::CreateMaintenanceWindowRequest& request) {
    Window window{.id = MaintenanceWindowId::make(call.now(), rng_),
                  .client = call.client(),
                  .site = {},
                  .device = {},
                  .starts_at = Instant{request.starts_at_unix_ms()},
                  .ends_at = Instant{request.ends_at_unix_ms()},
                  .reason = request.reason(),
                  .created_by = call.caller().name,
                  .state = "announced"};
    if (!window.starts_at.is_set()) window.starts_at = call.now();
    if (!request.site_id().empty()) {
        STEWARD_TRY(window.site, SiteId::parse(request.site_id()));
    }
    if (!request.device_id().empty()) {
        STEWARD_TRY(window.device, DeviceId::parse(request.device_id()));
    }
    STEWARD_CHECK(check_window(window, call.now()));
    if (window.ends_at - window.starts_at > muted_for_long) STEWARD_CHECK(require_step_up(call.caller(), call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_window(*transaction, window));
    STEWARD_CHECK(pipeline_.move_windows(*transaction, call.now()));
    call.set_audit_subject(window.id.text());
    if (window.ends_at - window.starts_at > muted_for_long) {
        call.add_audit_detail("for_over_a_day", to_rfc3339(window.starts_at) + " to " + to_rfc3339(window.ends_at));
        call.add_audit_detail("reason", window.reason);
    }
    v1::MaintenanceWindow message;
    fill(message, window, directory_, call.caller(), call.now());
    return message;
}

Result<v1::MaintenanceWindow> Service::end_maintenance_window(Call& call, const v1::EndMaintenanceWindowRequest& request) {
    STEWARD_TRY(auto id, MaintenanceWindowId::parse(request.maintenance_window_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto window, find_window(*transaction, id));
    if (!window) return fail(ErrorKind::NotFound, "alerting.window_not_found", "There is no such maintenance window.");
    const std::string state = window_state(*window, call.now());
    if (!call.is_as_seen(window_etag(*window, call.now()))) {
        return fail(ErrorKind::StaleEtag, "alerting.changed_meanwhile",
                    "This maintenance window changed meanwhile. Look again, then decide.");
    }
    if (state == "completed" || state == "cancelled") {
        return fail(ErrorKind::Conflict, "alerting.window_over", "This maintenance window is already " + state + ".");
    }
    // One that never began is cancelled; one under way simply ends now, so that its settle time counts from here.
    if (state == "announced") window->state = "cancelled";
    else window->ends_at = call.now();
    STEWARD_CHECK(update_window(*transaction, *window));
    STEWARD_CHECK(pipeline_.move_windows(*transaction, call.now()));
    call.set_audit_subject(window->id.text());
    v1::MaintenanceWindow message;
    fill(message, *window, directory_, call.caller(), call.now());
    return message;
}

}  // namespace steward::alerting
