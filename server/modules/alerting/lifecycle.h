// The life of one alert (domain/model.md 5.7), as pure decisions.
//
// No clock, no store, no telling: a condition, the alert as it stands and `now` go in, the alert as
// it becomes and what must be done about it come out. Callers: facts.cpp, service.cpp, time.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace steward::alerting {

enum class AlertState { Open, Suppressed, Acknowledged, Cleared, Closed };
std::string_view to_text(AlertState state);
AlertState alert_state(std::string_view text);

struct Alert {
    AlertId id;
    ClientId client;
    DeviceId device;
    std::string fingerprint, check, item, title, plain_text;
    std::string severity;     // "warning", "critical"
    std::string priority;     // "P1".."P4"
    std::string criticality;  // of the device when the alert opened
    AlertState state = AlertState::Open;
    bool active = true;  // the condition is present now
    int occurrences = 1;
    Instant opened_at, first_soft_at, cleared_at, closed_at;
    double value_at_open = 0, threshold = 0, last_value = 0;
    std::string unit;
    Instant observed_at;
    std::string suppressed_by, suppressed_rule;
    std::string acknowledged_by;
    AccountId acknowledged_by_id;  // nil: of before it was written down, or somebody without an account
    Instant acknowledged_at, snoozed_until;
    std::string closed_reason, close_note;
    std::string closed_by;       // who dismissed it; empty: nobody, or of before it was written down
    AccountId closed_by_id;      // nil: somebody without an account
    IncidentId incident;         // nil: none
    bool ticket_wanted = false;  // the fact TicketWanted was written
    std::string ticket_id, ticket_reference;
    int revision = 1;
};

/// A condition as monitoring reported it.
struct Condition {
    ClientId client;
    DeviceId device;
    std::string fingerprint, check, item, severity, priority, title, plain_text, unit;
    double value = 0, threshold = 0;
    Instant since, observed_at;
};

/// What holds an alert back: a maintenance window (R7) or a silent collector (R6).
struct Suppression {
    std::string by;    // id of the window or of the heartbeat's alert
    std::string rule;  // "R6", "R7"
};

/// One line of an alert's history.
struct AlertEvent {
    std::string kind;  // opened, repeated, reopened, suppressed, released, acknowledged, cleared, closed, ...
    AlertState from = AlertState::Open, to = AlertState::Open;
    std::string by, detail;
};

struct Change {
    Alert alert;
    std::vector<AlertEvent> events;
    bool opened = false;     // it now counts as open and nobody was told of this occurrence yet
    bool recovered = false;  // the condition went away in this change
};

constexpr Duration reopen_window = std::chrono::minutes(15);             // 5.7: cleared → open is the same alert
constexpr Duration settle_after_collector = std::chrono::seconds(180);   // R6: after the cause ended
constexpr Duration settle_after_maintenance = std::chrono::minutes(15);  // R7

/// A heartbeat check: its alert means that the device's other evidence is old.
bool is_heartbeat(std::string_view check);

/// The condition is there and no alert that is not closed has its fingerprint.
Change open_alert(AlertId id, const Condition& condition, std::string criticality, const std::optional<Suppression>& suppression,
                  Instant now);

/// The condition is there and its alert exists (not closed): a duplicate (R11), a new severity, or a
/// re-raise after it had cleared. What would be told is held back by a suppression instead.
Change repeat_alert(Alert alert, const Condition& condition, const std::optional<Suppression>& suppression, Instant now);

/// Whether a condition is the one that a person closed this alert for, and no worse: then it stays closed.
bool stays_dismissed(const Alert& dismissed, const Condition& condition);

/// The condition is gone. A suppressed alert closes at once: nobody was told of it.
Change clear_alert(Alert alert, double value, Instant observed_at, std::string_view reason, Instant now);

/// The cause of a suppression ended at `ended` and the condition is still there.
/// Changes nothing before the settle time of its rule has passed.
Change release_alert(Alert alert, Instant ended, Instant now);

/// The cause ended, but another one holds the alert now.
Change hold_longer(Alert alert, const Suppression& suppression);

/// A cleared alert that stayed quiet for the re-open window is closed.
Change settle_alert(Alert alert, Instant now);

/// Who takes an alert: the name as it is shown, and the account it is counted for.
struct Taker {
    std::string_view name;
    AccountId account = {};
};

/// Taken by a person. Failure: Conflict "alerting.not_open".
Result<Change> acknowledge_alert(Alert alert, const Taker& by, std::string_view note, Instant now);
Result<Change> unacknowledge_alert(Alert alert, std::string_view by, Instant now);

/// No notices until then. Failures: Invalid for a past time or more than 30 days; Conflict when closed.
Result<Change> snooze_alert(Alert alert, Instant until, std::string_view reason, std::string_view by, Instant now);

/// `reason` is "false_alarm" or "tuned", `note` at least ten characters (it feeds the tuning list).
Result<Change> close_alert(Alert alert, std::string_view reason, std::string_view note, const Taker& by, Instant now);

/// What this alert allows a caller who may write alerts.
std::vector<std::string> allowed_actions(const Alert& alert);

}  // namespace steward::alerting
