// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "server/modules/proactivity/fold.h"
#include "server/modules/proactivity/score.h"
#include "server/modules/services/services.h"
#include "server/platform/storage/database.h"

namespace steward::proactivity {

using storage::Transaction;

using ClientReportId = Id<struct ClientReportTag>;
using OverrideId = Id<struct OverrideTag>;

struct ReportRow {
    ClientReportId id;
    ClientId client;
    std::string contact;
    PersonId person;
    std::string channel;
    Instant received_at, entered_at;
    std::string text;
    TicketId ticket;  // nil: none
    std::string ticket_reference;
    DeviceId device;
    std::string state = "linked";  // linked, proposed
    IncidentId disturbance;        // nil while it is only proposed
    IncidentId proposed;
    Score score;
    std::string linked_by;  // "rule", or who decided
    Instant decided_at, told_at;
};

struct OverrideRow {
    OverrideId id;
    ClientId client;
    IncidentId disturbance;
    std::string kind;  // verdict, relink, exclusion
    Verdict from = Verdict::Undecided, to = Verdict::Undecided, derived_then = Verdict::Undecided;
    ClientReportId report;
    IncidentId target;
    std::string reason;
    bool improves = false;
    std::string state;  // pending, approved, refused, applied
    AccountId requested_by_id;
    std::string requested_by;
    Instant requested_at;
    AccountId decided_by_id;
    std::string decided_by;
    Instant decided_at;
    std::string note;
    std::string exclusion = {};  // of that kind: by what it would leave the count
};

// --- disturbances ---
extern const std::string_view disturbance_columns;  // of `read_disturbance`, with the prefix "d."
Disturbance read_disturbance(const storage::Row& row);
Result<std::optional<Disturbance>> find_disturbance(Transaction& transaction, IncidentId id);
/// The same, or what it went into: a link or proposal may be older than the merge.
Result<std::optional<Disturbance>> find_standing(Transaction& transaction, IncidentId id);
Result<std::optional<IncidentId>> disturbance_of_alert(Transaction& transaction, std::string_view alert_id);
Result<std::optional<IncidentId>> disturbance_of_incident(Transaction& transaction, std::string_view incident_id);
/// The newest one of this fingerprint that an alert joined after `since` and that was not discarded.
Result<std::optional<IncidentId>> disturbance_of_fingerprint(Transaction& transaction, ClientId client, std::string_view fingerprint,
                                                             Instant since);
Result<std::vector<IncidentId>> disturbances_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// Those of the client that a report at `at` may speak of, newest first, at most 200.
Result<std::vector<Disturbance>> disturbances_around(Transaction& transaction, ClientId client, Instant at);
/// Without a verdict and restored not later than `at`.
Result<std::vector<IncidentId>> undecided_restored_by(Transaction& transaction, Instant at);
/// Every one of the client that is not merged; what the figures are made of.
Result<std::vector<Case>> cases_of_client(Transaction& transaction, ClientId client);
/// What every check raised of all clients between two moments, for the noise guard.
Result<std::vector<CheckRecord>> check_records(Transaction& transaction, Instant from, Instant until);
Status insert_disturbance(Transaction& transaction, const Disturbance& disturbance);
Status update_disturbance(Transaction& transaction, Disturbance& disturbance);
Status add_alert(Transaction& transaction, const Disturbance& disturbance, std::string_view alert_id, std::string_view fingerprint,
                 Instant now);

/// All that alerting, the helpdesk and this room know of it now.
Result<Evidence> read_evidence(Transaction& transaction, const Disturbance& disturbance);
/// Devices of its alerts and of what those suppress.
Result<std::vector<DeviceId>> devices_of(Transaction& transaction, const Disturbance& disturbance);
/// What a ticket says is affected; what the tickets of a disturbance's reports and observations do.
Result<std::set<services::ServiceId>> services_named(Transaction& transaction, TicketId ticket);
Result<std::set<services::ServiceId>> services_named(Transaction& transaction, IncidentId disturbance);
Result<std::vector<std::string>> titles_of(Transaction& transaction, const Disturbance& disturbance);

// --- observations ---
/// What our own people or a vendor saw; `at` never changes.
struct Observation {
    TicketId ticket;
    ClientId client;
    IncidentId disturbance;
    std::string by;  // by_technician, by_vendor
    Instant at;
    DeviceId device;
};
Result<std::optional<Observation>> observation_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// Of the client's disturbances that go on, began before `at` and that no alert speaks of; earliest first, at most 1,000.
Result<std::vector<Observation>> observations_without_alert(Transaction& transaction, ClientId client, Instant at);
Status insert_observation(Transaction& transaction, const Observation& observation);

// --- verdicts ---
struct VerdictRow {
    Instant at;
    Verdict verdict = Verdict::Undecided;
    int64_t definition = 0;
    std::string reason, by;
};
Status append_verdict(Transaction& transaction, const Disturbance& disturbance, const VerdictRow& row);
Result<std::vector<VerdictRow>> verdicts_of(Transaction& transaction, IncidentId id);

// --- client reports ---
extern const std::string_view report_columns;  // of `read_report`, with the prefix "r."
ReportRow read_report(const storage::Row& row);
Result<std::optional<ReportRow>> find_report(Transaction& transaction, ClientReportId id);
Result<std::optional<ReportRow>> report_of_ticket(Transaction& transaction, std::string_view ticket_id);
/// Where a report was when its ticket went into another. One is kept for each report, that of the newest merge.
struct Home {
    IncidentId disturbance;  // nil: it was only proposed
    std::string linked_by;
    Instant at;
};
Status remember_home(Transaction& transaction, const ReportRow& report, Instant now);
/// The one that was kept, which is then forgotten; nothing: its ticket went nowhere.
Result<std::optional<Home>> take_home(Transaction& transaction, ClientReportId report);
/// Those linked to it and those proposed for it, at most 1,000.
Result<std::vector<ReportRow>> reports_of(Transaction& transaction, IncidentId disturbance);
/// Those of tickets whose caller was not told yet that it is known.
Result<std::vector<ReportRow>> reports_not_told(Transaction& transaction, IncidentId disturbance);
/// Linked ones of the client's disturbances that go on, began before `at` and that nothing detected yet; earliest first, at most 1,000.
Result<std::vector<ReportRow>> reports_before_detection(Transaction& transaction, ClientId client, Instant at);
Status insert_report(Transaction& transaction, const ReportRow& report);
Status update_report(Transaction& transaction, const ReportRow& report);

// --- overrides ---
extern const std::string_view override_columns;  // of `read_override`, with the prefix "o."
OverrideRow read_override(const storage::Row& row);
Result<std::optional<OverrideRow>> find_override(Transaction& transaction, OverrideId id);
Result<std::vector<OverrideRow>> overrides_of(Transaction& transaction, IncidentId disturbance);
/// The newest decision on the verdict that holds.
Result<std::optional<Override>> decision_on(Transaction& transaction, IncidentId disturbance);
/// The newest wish that it counts nowhere.
Result<std::optional<OverrideRow>> newest_exclusion(Transaction& transaction, IncidentId disturbance);
/// Whether one of its alerts or tickets is P1 or P2, or a ticket was once.
Result<bool> was_grave(Transaction& transaction, IncidentId disturbance);
/// Failure: Conflict "proactivity.override_pending" when one waits already for this disturbance.
Status insert_override(Transaction& transaction, const OverrideRow& row);
Status update_override(Transaction& transaction, const OverrideRow& row);

template <typename Tag>
std::optional<Id<Tag>> or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace steward::proactivity
