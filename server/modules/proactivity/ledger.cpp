#include "server/modules/proactivity/ledger.h"

#include <algorithm>

namespace steward::proactivity {

namespace {
constexpr Duration same_disturbance_within = std::chrono::hours(24);  // domain/model.md 5.27

// What the alerting room knows of an alert that opened, as far as it decides where the alert belongs.
struct OpenedAlert {
    ClientId client;
    DeviceId device;
    std::string fingerprint, check, title, incident;
    Instant first_soft_at, opened_at;
};

Result<std::optional<OpenedAlert>> read_opened(Transaction& transaction, std::string_view alert_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select client_id, device_id, fingerprint, check_code, title, incident_id, first_soft_at, opened_at "
                                      "from alerting_v_alert_evidence where alert_id = $1",
                                      alert_id));
    if (!row) return std::optional<OpenedAlert>{};
    return OpenedAlert{row->id<ClientId>(0), row->id<DeviceId>(1), row->text(2),    row->text(3),
                       row->text(4),         row->text_or(5),      row->instant(6), row->instant(7)};
}

Result<std::optional<IncidentId>> known_home(Transaction& transaction, const OpenedAlert& alert, Instant now) {
    if (!alert.incident.empty()) {
        STEWARD_TRY(auto home, disturbance_of_incident(transaction, alert.incident));
        if (home) return home;
    }
    return disturbance_of_fingerprint(transaction, alert.client, alert.fingerprint, now - same_disturbance_within);
}
}  // namespace

std::string known_sentence(const Disturbance& disturbance) {
    const std::string what = "“" + disturbance.title + "”" + (disturbance.reference.empty() ? "" : " (" + disturbance.reference + ")");
    if (disturbance.restored_at.is_set()) return "This is known: " + what + ". It has been put right. Tell us here if it has not for you.";
    return "This is known and being worked on: " + what + ". Nothing more is needed from you now; your report is part of it.";
}

Status Ledger::alert_opened(Transaction& transaction, std::string_view alert_id, Instant now) {
    STEWARD_TRY(const auto known, disturbance_of_alert(transaction, alert_id));
    if (known) return refresh(transaction, *known, "the alert opened again", "rule", now);
    STEWARD_TRY(const auto alert, read_opened(transaction, alert_id));
    if (!alert) return {};
    STEWARD_TRY(const auto home, known_home(transaction, *alert, now));
    if (home) return attach(transaction, *home, alert_id, alert->fingerprint, now);
    // A new one carries the id of its incident, or of its alert where that made no incident.
    STEWARD_TRY(const auto id, IncidentId::parse(alert->incident.empty() ? std::string(alert_id) : alert->incident));
    Disturbance fresh;
    fresh.id = id;
    fresh.client = alert->client;
    fresh.title = alert->title;
    fresh.device = alert->device;
    fresh.check = alert->check;
    fresh.started = {alert->first_soft_at, "alert_first_seen", std::string(alert_id)};
    fresh.detected = {alert->opened_at, "alert_opened", std::string(alert_id)};
    STEWARD_TRY(auto speaking, reports_speaking_of(transaction, fresh, now));
    STEWARD_TRY(auto reported, gather(transaction, speaking, now));
    if (!reported) {
        STEWARD_TRY(reported, observed_before(transaction, fresh, now));
    }
    fresh.is_prediction = monitoring::is_prediction(alert->check);
    if (!reported) STEWARD_CHECK(insert_disturbance(transaction, fresh));
    else fresh.id = *reported;
    STEWARD_CHECK(attach(transaction, fresh.id, alert_id, alert->fingerprint, now));
    return propose_all(transaction, speaking, fresh, now);
}

Status Ledger::attach(Transaction& transaction, IncidentId id, std::string_view alert_id, const std::string& fingerprint, Instant now) {
    STEWARD_TRY(auto disturbance, find_disturbance(transaction, id));
    if (!disturbance) return {};
    STEWARD_CHECK(add_alert(transaction, *disturbance, alert_id, fingerprint, now));
    return refresh(transaction, id, "an alert opened", "rule", now);
}

Status Ledger::alert_changed(Transaction& transaction, std::string_view alert_id, Instant now) {
    STEWARD_TRY(const auto id, disturbance_of_alert(transaction, alert_id));
    return id ? refresh(transaction, *id, "its alert changed", "rule", now) : Status{};
}

Status Ledger::incident_changed(Transaction& transaction, std::string_view incident_id, Instant now) {
    STEWARD_TRY(const auto id, disturbance_of_incident(transaction, incident_id));
    return id ? refresh(transaction, *id, "the incident changed", "rule", now) : Status{};
}

Status Ledger::ticket_changed(Transaction& transaction, std::string_view ticket_id, Instant now) {
    STEWARD_TRY(const auto ids, disturbances_of_ticket(transaction, ticket_id));
    for (const IncidentId id : ids) STEWARD_CHECK(refresh(transaction, id, "its ticket changed", "rule", now));
    return {};
}

Status Ledger::alert_taken(Transaction& transaction, std::string_view alert_id, Instant now) {
    STEWARD_TRY(const auto id, disturbance_of_alert(transaction, alert_id));
    return id ? note_taken(transaction, *id, now) : Status{};
}

Status Ledger::ticket_taken(Transaction& transaction, std::string_view ticket_id, Instant now) {
    STEWARD_TRY(const auto ids, disturbances_of_ticket(transaction, ticket_id));
    for (const IncidentId id : ids) STEWARD_CHECK(note_taken(transaction, id, now));
    return {};
}

// A prediction speaks for a prevented disturbance only if it stood when somebody took it on: monitoring
// keeps a prediction standing by a rising line with R² of 0.8 or more (its check's own terms), and takes it
// back when the line turns.
Status Ledger::note_taken(Transaction& transaction, IncidentId id, Instant now) {
    STEWARD_TRY(auto disturbance, find_disturbance(transaction, id));
    if (!disturbance || disturbance->person_acted_at.is_set()) return {};
    disturbance->person_acted_at = now;
    STEWARD_TRY(const auto evidence, read_evidence(transaction, *disturbance));
    const bool stands = std::any_of(evidence.alerts.begin(), evidence.alerts.end(),
                                    [](const AlertEvidence& alert) { return alert.active && !alert.closed; });
    if (disturbance->is_prediction && stands && monitoring_) {
        STEWARD_TRY(const auto item,
                    transaction.query_one("select e.item from proactivity_alerts a join alerting_v_alert_evidence e on "
                                          "e.alert_id = a.alert_id where a.disturbance_id = $1 and e.check_code = $2 limit 1",
                                          id, disturbance->check));
        const auto newest = item ? monitoring_->evidence(disturbance->device, disturbance->check, item->text(0), now) : std::nullopt;
        disturbance->still_heading = newest && !newest->stale;
    }
    return update_disturbance(transaction, *disturbance);
}

Status Ledger::time_passed(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto ids, undecided_restored_by(transaction, now - quiet_after_restoration));
    for (const IncidentId id : ids)
        STEWARD_CHECK(refresh(transaction, id, "nobody reported it until 24 hours after restoration", "rule", now));
    return {};
}

Status Ledger::refresh(Transaction& transaction, IncidentId id, std::string_view reason, std::string_view by, Instant now) {
    STEWARD_TRY(const auto stored, find_disturbance(transaction, id));
    if (!stored || stored->state == "merged") return {};
    STEWARD_TRY(const auto evidence, read_evidence(transaction, *stored));
    if (evidence.is_empty()) return {};
    Disturbance after = *stored;
    if (!evidence.alerts.empty()) after.is_prediction = monitoring::is_prediction(evidence.alerts.front().check);
    after = fold(std::move(after), evidence);
    STEWARD_CHECK(judge_again(transaction, after, stored->verdict, reason, by, now));
    STEWARD_CHECK(tell_callers(transaction, after, evidence, now));
    if (after != *stored) STEWARD_CHECK(update_disturbance(transaction, after));
    live::Update update{after.client, "disturbance", after.id.text(),
                        R"({"verdict":")" + std::string(to_text(after.verdict)) + R"(","state":")" + after.state + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
    return {};
}

Status Ledger::judge_again(Transaction& transaction, Disturbance& disturbance, Verdict before, std::string_view reason, std::string_view by,
                           Instant now) {
    disturbance.derived = settle(disturbance.derived, judge(disturbance.times(), now));
    STEWARD_TRY(const auto decision, decision_on(transaction, disturbance.id));
    disturbance.verdict = effective(disturbance.derived, decision);
    disturbance.definition = definition_version;
    if (disturbance.original == Verdict::Undecided) disturbance.original = disturbance.derived;
    const bool is_over = disturbance.resolved_at.is_set() || disturbance.state == "discarded";
    STEWARD_TRY(disturbance.is_grave, was_grave(transaction, disturbance.id));
    STEWARD_CHECK(ask_to_exclude(transaction, disturbance, is_over, now));
    STEWARD_TRY(const auto agreed, newest_exclusion(transaction, disturbance.id));
    disturbance.agreed_exclusion = agreed && agreed->state == "approved" ? agreed->exclusion : "";
    disturbance.exclusion = is_over ? std::string(to_text(exclusion_of(disturbance.as_case()))) : "";
    if (disturbance.verdict == before) return {};
    return append_verdict(transaction, disturbance,
                          {.at = now,
                           .verdict = disturbance.verdict,
                           .definition = disturbance.definition,
                           .reason = std::string(reason),
                           .by = std::string(by)});
}

// "Known, being worked on" is said when both are true, once to each caller, and not to whoever's ticket is the
// work on it.
Status Ledger::tell_callers(Transaction& transaction, const Disturbance& disturbance, const Evidence& evidence, Instant now) {
    bool is_worked_on = disturbance.acted.at.is_set();
    for (const auto& ticket : evidence.tickets) is_worked_on |= ticket.id == disturbance.ticket_id && ticket.state != "new";
    if (!is_worked_on || disturbance.state == "discarded") return {};
    STEWARD_TRY(auto reports, reports_not_told(transaction, disturbance.id));
    for (ReportRow& report : reports) {
        if (report.ticket.text() == disturbance.ticket_id) continue;
        STEWARD_CHECK(voice_.tell(transaction, report.ticket, known_sentence(disturbance), now));
        report.told_at = now;
        STEWARD_CHECK(update_report(transaction, report));
    }
    return {};
}

}  // namespace steward::proactivity
