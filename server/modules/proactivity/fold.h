// From evidence to the four times of a disturbance, each with where it is known from. Pure.
//
// The evidence is read anew every time and folded from the beginning, so acting on a fact twice, or
// on facts in another order, comes to the same disturbance.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "server/modules/proactivity/count.h"

namespace steward::proactivity {

/// A moment and where it is known from: "alert_opened" and the alert's id.
struct Moment {
    Instant at;
    std::string source, source_id;
    bool operator==(const Moment&) const = default;
};

/// An alert as the alerting room keeps it.
struct AlertEvidence {
    std::string id, check, title;
    DeviceId device;
    bool active = true;                      // the condition is present
    bool closed = false, dismissed = false;  // dismissed: a person closed it as false alarm or tuned
    Instant first_soft_at, opened_at, acknowledged_at, cleared_at, closed_at;
    std::optional<double> days_predicted;  // of a prediction: to the date that it named when it opened
    std::string ticket_id;                 // empty: no ticket about it yet
    Instant ticketed_at;
};

struct IncidentEvidence {
    std::string id, reference, title, state;
    Instant detected_at;
};

struct TicketEvidence {
    std::string id, reference, title, state, resolution_code;
    Instant resolved_at, closed_at;
};

struct ReportEvidence {
    std::string id, ticket_id;
    Instant received_at;
    DeviceId device;
};

/// Who saw it before anybody of the client told us, as the source of a moment names it.
inline constexpr std::string_view by_technician = "technician_saw", by_vendor = "vendor_told";

/// What our own people or a vendor saw, by the ticket that they opened about it.
struct ObservationEvidence {
    std::string ticket_id, by;
    Instant at;
    DeviceId device;
};

struct Evidence {
    std::vector<AlertEvidence> alerts;
    std::optional<IncidentEvidence> incident;
    std::vector<TicketEvidence> tickets;  // of alerts, reports and observations
    std::vector<ReportEvidence> reports;  // linked ones
    std::vector<ObservationEvidence> observations = {};

    bool is_empty() const { return alerts.empty() && reports.empty() && observations.empty(); }
};

struct Disturbance {
    IncidentId id;
    ClientId client;
    std::string reference, title;
    std::string state = "open";  // open, restored, resolved, discarded, merged
    DeviceId device;
    std::string check;
    bool is_prediction = false;
    std::string incident_id, ticket_id, merged_into;
    std::string detected_by = "client";
    Moment started, detected, acted, reported;
    Instant restored_at, resolved_at;
    std::string resolution_code;
    std::optional<double> predicted_days;
    Instant person_acted_at;     // when a person first took it
    bool still_heading = false;  // the prediction stood then
    Verdict derived = Verdict::Undecided, verdict = Verdict::Undecided, original = Verdict::Undecided;
    int64_t definition = definition_version;
    std::string exclusion;
    int64_t report_count = 0;
    int64_t revision = 1;
    bool is_grave = false;  // one of its alerts or tickets is P1 or P2, or a ticket was once
    std::string agreed_exclusion = {};

    Times times() const { return {started.at, detected.at, acted.at, reported.at, restored_at}; }
    Case as_case() const;
    bool operator==(const Disturbance&) const = default;
};

/// What `before` becomes by all evidence. Detection and action keep the earliest that was ever known: an
/// alert that opens again, or joins another ticket, was seen and acted on all the same.
Disturbance fold(Disturbance before, const Evidence& evidence);

}  // namespace steward::proactivity
