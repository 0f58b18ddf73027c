#include "server/modules/proactivity/fold.h"

#include <algorithm>

namespace steward::proactivity {

namespace {
void take_earlier(Moment& best, Instant at, std::string_view source, std::string_view id) {
    if (!at.is_set() || (best.at.is_set() && best.at <= at)) return;
    best = {at, std::string(source), std::string(id)};
}

const TicketEvidence* find_ticket(const Evidence& evidence, std::string_view id) {
    for (const auto& ticket : evidence.tickets) {
        if (ticket.id == id) return &ticket;
    }
    return nullptr;
}

// The ticket of the alert that became work first; without alerts, that of the earliest report.
std::string primary_ticket(const Evidence& evidence) {
    const AlertEvidence* first = nullptr;
    for (const auto& alert : evidence.alerts) {
        if (!alert.ticket_id.empty() && (!first || alert.ticketed_at < first->ticketed_at)) first = &alert;
    }
    if (first) return first->ticket_id;
    if (!evidence.alerts.empty()) return {};
    if (!evidence.observations.empty()) return evidence.observations.front().ticket_id;
    const ReportEvidence* earliest = nullptr;
    for (const auto& report : evidence.reports) {
        if (!report.ticket_id.empty() && (!earliest || report.received_at < earliest->received_at)) earliest = &report;
    }
    return earliest ? earliest->ticket_id : std::string();
}

// When the last of its alerts went away; unset while one is there.
Instant end_of_alerts(const std::vector<AlertEvidence>& alerts) {
    Instant last;
    for (const auto& alert : alerts) {
        const Instant end = !alert.active  ? (alert.cleared_at.is_set() ? alert.cleared_at : alert.closed_at)
                            : alert.closed ? alert.closed_at
                                           : Instant{};
        if (!end.is_set()) return {};
        last = std::max(last, end);
    }
    return last;
}

void fold_alerts(Disturbance& after, const Evidence& evidence) {
    const AlertEvidence* first = nullptr;
    // The incident is named first: its ticket often comes in the same moment.
    if (evidence.incident) take_earlier(after.acted, evidence.incident->detected_at, "incident_opened", evidence.incident->id);
    for (const auto& alert : evidence.alerts) {
        if (!first || alert.opened_at < first->opened_at) first = &alert;
        take_earlier(after.started, alert.first_soft_at, "alert_first_seen", alert.id);
        take_earlier(after.detected, alert.opened_at, "alert_opened", alert.id);
        take_earlier(after.acted, alert.ticketed_at, "ticket_opened", alert.ticket_id);
        take_earlier(after.acted, alert.acknowledged_at, "alert_acknowledged", alert.id);
    }
    if (!first) return;
    after.device = first->device;
    after.check = first->check;
    after.title = first->title;
    if (!after.predicted_days) after.predicted_days = first->days_predicted;
    if (!evidence.incident) return;
    after.incident_id = evidence.incident->id;
    after.title = evidence.incident->title;
}

// The ticket that our own people raise is an act. That a vendor told us is none: only that somebody began to work on it (domain/kpis.md
// K01).
void fold_observations(Disturbance& after, const Evidence& evidence) {
    for (const auto& one : evidence.observations) {
        take_earlier(after.started, one.at, one.by, one.ticket_id);
        take_earlier(after.detected, one.at, one.by, one.ticket_id);
        if (one.by == by_technician) take_earlier(after.acted, one.at, "ticket_opened", one.ticket_id);
        else take_earlier(after.acted, after.person_acted_at, "work_began", one.ticket_id);
    }
    if (evidence.alerts.empty() && !evidence.observations.empty()) after.device = evidence.observations.front().device;
}

std::string_view detector_of(const Disturbance& after) {
    if (after.detected.source == by_technician) return "technician";
    if (after.detected.source == by_vendor) return "vendor";
    return after.is_prediction ? "prediction" : "monitoring";
}

void fold_reports(Disturbance& after, const Evidence& evidence) {
    after.reported = {};
    const ReportEvidence* first = nullptr;
    for (const auto& report : evidence.reports) {
        if (!first || report.received_at < first->received_at) first = &report;
        take_earlier(after.reported, report.received_at, "client_report", report.id);
        take_earlier(after.started, report.received_at, "client_report", report.id);
    }
    after.report_count = static_cast<int64_t>(evidence.reports.size());
    if (evidence.alerts.empty() && evidence.observations.empty() && first) after.device = first->device;
}

void fold_end(Disturbance& after, const Evidence& evidence) {
    after.ticket_id = primary_ticket(evidence);
    const TicketEvidence* ticket = find_ticket(evidence, after.ticket_id);
    const bool work_done = ticket && (ticket->state == "resolved" || ticket->state == "closed");
    const Instant done_at = work_done ? ticket->resolved_at : Instant{};
    after.restored_at = evidence.alerts.empty() ? done_at : end_of_alerts(evidence.alerts);
    after.resolution_code = work_done ? ticket->resolution_code : "";
    after.resolved_at = {};
    if (after.restored_at.is_set() && work_done) after.resolved_at = std::max(after.restored_at, done_at);
    // Nobody ever worked on it, so nobody will call it done: it ended with its condition.
    if (after.restored_at.is_set() && !ticket && !after.acted.at.is_set()) after.resolved_at = after.restored_at;
    const bool all_dismissed = !evidence.alerts.empty() && std::all_of(evidence.alerts.begin(), evidence.alerts.end(),
                                                                       [](const AlertEvidence& alert) { return alert.dismissed; });
    const bool withdrawn = evidence.alerts.empty() && ticket && ticket->state == "cancelled";
    const bool discarded = all_dismissed || withdrawn || (evidence.incident && evidence.incident->state == "discarded");
    if (withdrawn) after.restored_at = after.resolved_at = ticket->closed_at;
    if (all_dismissed) after.resolved_at = after.restored_at;
    after.state = discarded ? "discarded" : after.resolved_at.is_set() ? "resolved" : after.restored_at.is_set() ? "restored" : "open";
    if (ticket && after.title.empty()) after.title = ticket->title;
    after.reference = evidence.incident ? evidence.incident->reference : ticket ? ticket->reference : after.reference;
}
}  // namespace

Case Disturbance::as_case() const {
    return {.id = id,
            .device = device,
            .check = check,
            .times = times(),
            .verdict = verdict,
            .resolution_code = resolution_code,
            .resolved_at = resolved_at,
            .discarded = state == "discarded",
            .is_observed = check.empty() && detected.at.is_set(),
            .prevention = {predicted_days, still_heading},
            .is_grave = is_grave,
            .agreed = agreed_exclusion};
}

Disturbance fold(Disturbance after, const Evidence& evidence) {
    fold_alerts(after, evidence);
    fold_observations(after, evidence);
    fold_reports(after, evidence);
    fold_end(after, evidence);
    after.detected_by = std::string(detected_by(after.times(), detector_of(after)));
    return after;
}

}  // namespace steward::proactivity
