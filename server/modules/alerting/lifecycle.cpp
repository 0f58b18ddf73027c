#include "server/modules/alerting/lifecycle.h"

#include <array>
#include <cassert>

namespace steward::alerting {

namespace {
constexpr std::array<std::string_view, 5> state_names = {"open", "suppressed", "acknowledged", "cleared", "closed"};

void move(Change& change, AlertState to, std::string kind, std::string_view by, std::string detail) {
    change.events.push_back({std::move(kind), change.alert.state, to, std::string(by), std::move(detail)});
    change.alert.state = to;
    ++change.alert.revision;
}

void take_evidence(Alert& alert, const Condition& condition) {
    alert.last_value = condition.value;
    alert.observed_at = condition.observed_at;
    alert.title = condition.title;
    alert.plain_text = condition.plain_text;
    alert.threshold = condition.threshold;
}

std::unexpected<Error> not_open(const Alert& alert) {
    return fail(ErrorKind::Conflict, "alerting.not_open",
                "This alert is " + std::string(to_text(alert.state)) + ". Only an open alert can be changed this way.");
}

void hold(Change& change, const Suppression& suppression, std::string why) {
    change.alert.suppressed_by = suppression.by;
    change.alert.suppressed_rule = suppression.rule;
    move(change, AlertState::Suppressed, "suppressed", "rule " + suppression.rule, std::move(why));
}

bool needs_person(AlertState state) { return state == AlertState::Open || state == AlertState::Acknowledged; }
}  // namespace

std::string_view to_text(AlertState state) { return state_names[static_cast<size_t>(state)]; }

AlertState alert_state(std::string_view text) {
    for (size_t i = 0; i < state_names.size(); ++i) {
        if (state_names[i] == text) return static_cast<AlertState>(i);
    }
    assert(false && "a state that the table's own code never wrote");
    return AlertState::Open;
}

bool is_heartbeat(std::string_view check) { return check == "A01" || check == "A02"; }

Change open_alert(AlertId id, const Condition& condition, std::string criticality, const std::optional<Suppression>& suppression,
                  Instant now) {
    Change change;
    Alert& alert = change.alert;
    alert = Alert{.id = id,
                  .client = condition.client,
                  .device = condition.device,
                  .fingerprint = condition.fingerprint,
                  .check = condition.check,
                  .item = condition.item,
                  .title = condition.title,
                  .plain_text = condition.plain_text,
                  .severity = condition.severity,
                  .priority = condition.priority,
                  .criticality = std::move(criticality),
                  .opened_at = now,
                  .first_soft_at = condition.since,
                  .value_at_open = condition.value,
                  .threshold = condition.threshold,
                  .last_value = condition.value,
                  .unit = condition.unit,
                  .observed_at = condition.observed_at};
    if (suppression) {
        alert.suppressed_by = suppression->by;
        alert.suppressed_rule = suppression->rule;
        alert.state = AlertState::Suppressed;
        change.events.push_back(
            {"suppressed", AlertState::Suppressed, AlertState::Suppressed, "rule " + suppression->rule, condition.title});
        return change;
    }
    change.events.push_back({"opened", AlertState::Open, AlertState::Open, "monitoring", condition.title});
    change.opened = true;
    return change;
}

Change repeat_alert(Alert before, const Condition& condition, const std::optional<Suppression>& suppression, Instant now) {
    assert(before.state != AlertState::Closed);
    Change change{.alert = std::move(before), .events = {}};
    Alert& alert = change.alert;
    const bool worse = condition.severity == "critical" && alert.severity == "warning";
    const bool severity_changed = condition.severity != alert.severity;
    take_evidence(alert, condition);
    alert.active = true;
    if (severity_changed) {
        change.events.push_back({"severity", alert.state, alert.state, "monitoring", alert.severity + " became " + condition.severity});
        alert.severity = condition.severity;
        alert.priority = condition.priority;
        ++alert.revision;
        // Whoever silenced a warning has not silenced the critical state.
        if (worse && alert.snoozed_until.is_set()) {
            alert.snoozed_until = {};
            change.events.push_back({"snooze_ended", alert.state, alert.state, "monitoring", "it became critical"});
        }
        // Whoever took a warning has not said that the critical state is theirs: it opens again.
        if (worse && suppression && needs_person(alert.state)) {
            hold(change, *suppression, condition.title);
            return change;
        }
        if (worse && alert.state == AlertState::Acknowledged) move(change, AlertState::Open, "worse", "monitoring", condition.title);
        if (worse && needs_person(alert.state)) change.opened = true;
    }
    if (alert.state != AlertState::Cleared) return change;
    ++alert.occurrences;
    alert.cleared_at = {};
    if (suppression) {
        hold(change, *suppression, condition.title);
        return change;
    }
    alert.acknowledged_by.clear();
    alert.acknowledged_by_id = {};
    alert.acknowledged_at = {};
    move(change, AlertState::Open, "reopened", "monitoring", condition.title);
    change.opened = alert.snoozed_until <= now;
    return change;
}

Change clear_alert(Alert before, double value, Instant observed_at, std::string_view reason, Instant now) {
    Change change{.alert = std::move(before), .events = {}};
    Alert& alert = change.alert;
    if (!alert.active || alert.state == AlertState::Closed) return change;
    alert.active = false;
    alert.cleared_at = now;
    if (reason == "recovered") {
        alert.last_value = value;
        alert.observed_at = observed_at;
    }
    change.recovered = true;
    if (alert.state == AlertState::Suppressed) {
        alert.closed_at = now;
        alert.closed_reason = alert.suppressed_rule == "R7" ? "maintenance" : "recovered";
        move(change, AlertState::Closed, "closed", "monitoring", "went away while it was held back");
        return change;
    }
    move(change, AlertState::Cleared, "cleared", "monitoring", std::string(reason));
    // A device or item that is gone cannot raise it again; everything else may, within the re-open window.
    if (reason == "retired" || reason == "moved" || reason == "disabled" || reason == "gone") {
        alert.closed_at = now;
        alert.closed_reason = reason == "disabled" ? "tuned" : "decommissioned";
        move(change, AlertState::Closed, "closed", "monitoring", std::string(reason));
    }
    return change;
}

Change release_alert(Alert before, Instant ended, Instant now) {
    Change change{.alert = std::move(before), .events = {}};
    Alert& alert = change.alert;
    if (alert.state != AlertState::Suppressed || !alert.active) return change;
    const Duration settle = alert.suppressed_rule == "R7" ? settle_after_maintenance : settle_after_collector;
    if (now - ended < settle) return change;
    // suppressed_by stays: the alert keeps the link to what held it back.
    move(change, AlertState::Open, "released", "rule " + alert.suppressed_rule, "still bad after its cause ended");
    change.opened = true;
    return change;
}

Change hold_longer(Alert before, const Suppression& suppression) {
    Change change{.alert = std::move(before), .events = {}};
    if (change.alert.state == AlertState::Suppressed) hold(change, suppression, "its cause ended, another holds it");
    return change;
}

bool stays_dismissed(const Alert& dismissed, const Condition& condition) {
    return dismissed.active && !(dismissed.severity == "warning" && condition.severity == "critical");
}

Change settle_alert(Alert before, Instant now) {
    Change change{.alert = std::move(before), .events = {}};
    Alert& alert = change.alert;
    if (alert.state != AlertState::Cleared || now - alert.cleared_at < reopen_window) return change;
    alert.closed_at = now;
    if (alert.closed_reason.empty()) alert.closed_reason = "recovered";
    move(change, AlertState::Closed, "closed", "time", "stayed quiet for 15 minutes");
    return change;
}

Result<Change> acknowledge_alert(Alert before, const Taker& by, std::string_view note, Instant now) {
    if (before.state != AlertState::Open) return not_open(before);
    Change change{.alert = std::move(before), .events = {}};
    change.alert.acknowledged_by = by.name;
    change.alert.acknowledged_by_id = by.account;
    change.alert.acknowledged_at = now;
    move(change, AlertState::Acknowledged, "acknowledged", by.name, std::string(note));
    return change;
}

Result<Change> unacknowledge_alert(Alert before, std::string_view by, Instant) {
    if (before.state != AlertState::Acknowledged) {
        return fail(ErrorKind::Conflict, "alerting.not_acknowledged", "This alert is not taken by anybody, so it cannot be given back.");
    }
    Change change{.alert = std::move(before), .events = {}};
    change.alert.acknowledged_by.clear();
    change.alert.acknowledged_by_id = {};
    change.alert.acknowledged_at = {};
    move(change, AlertState::Open, "given_back", by, "");
    return change;
}

Result<Change> snooze_alert(Alert before, Instant until, std::string_view reason, std::string_view by, Instant now) {
    if (!needs_person(before.state)) return not_open(before);
    if (until <= now) return bad_field("/until_unix_ms", "Choose a time that is still to come.");
    if (until - now > std::chrono::days(30))
        return bad_field("/until_unix_ms", "An alert can be silent for at most 30 days. For longer, make an exemption.");
    if (reason.size() < 10) return bad_field("/reason", "Say in at least ten characters why nobody needs to hear of it until then.");
    Change change{.alert = std::move(before), .events = {}};
    change.alert.snoozed_until = until;
    change.events.push_back(
        {"snoozed", change.alert.state, change.alert.state, std::string(by), "until " + to_rfc3339(until) + ": " + std::string(reason)});
    ++change.alert.revision;
    return change;
}

Result<Change> close_alert(Alert before, std::string_view reason, std::string_view note, const Taker& by, Instant now) {
    if (!needs_person(before.state)) return not_open(before);
    if (reason != "false_alarm" && reason != "tuned") return bad_field("/reason", "The reason is false_alarm or tuned.");
    if (note.size() < 10) return bad_field("/note", "Say in at least ten characters what was wrong with it: this feeds the tuning list.");
    Change change{.alert = std::move(before), .events = {}};
    change.alert.closed_at = now;
    change.alert.closed_reason = reason;
    change.alert.close_note = note;
    change.alert.closed_by = by.name;
    change.alert.closed_by_id = by.account;
    move(change, AlertState::Closed, "closed", by.name, std::string(note));
    return change;
}

std::vector<std::string> allowed_actions(const Alert& alert) {
    switch (alert.state) {
        case AlertState::Open:
            return {"acknowledge", "snooze", "close", "maintenance"};
        case AlertState::Acknowledged:
            return {"unacknowledge", "snooze", "close", "maintenance"};
        case AlertState::Suppressed:
        case AlertState::Cleared:
        case AlertState::Closed:
            break;
    }
    return {};
}

}  // namespace steward::alerting
