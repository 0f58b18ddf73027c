// The book of disturbances: what facts, time and people's decisions make of them. Every function works in
// the caller's transaction and may be repeated.
//
// ledger.cpp keeps disturbances, ledger_reports.cpp finds where a report belongs, ledger_decisions.cpp is
// what people decide, ledger_exclusions.cpp what leaves the count only by a second person.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/modules/proactivity/store.h"
#include "server/modules/services/services.h"
#include "server/platform/live/hub.h"

namespace steward::proactivity {

/// Who decides something, as the history names them.
struct Decider {
    AccountId account;
    std::string name;
};

enum class Said { Category, Service, Other };

/// A ticket about something that does not work, not opened by an alert.
struct SeenTicket {
    TicketId ticket;
    ClientId client;
    std::string reference, source, text, contact, category;
    PersonId person;  // whoever asked; nil: nobody of the client is named
    DeviceId device;
    Instant at;
};
/// Nothing: an alert's or the calendar's, no incident, or history from elsewhere.
Result<std::optional<SeenTicket>> read_seen_ticket(Transaction& transaction, std::string_view ticket_id);
/// Who saw it, if that was nobody of the client: `by_technician`, `by_vendor`, or empty.
std::string_view observer_of(const SeenTicket& seen);

class Ledger {
public:
    /// `monitoring` may be nullptr: then no prediction is confirmed as still standing; `services` too: then no two devices share one.
    Ledger(directory::Directory& directory, helpdesk::TicketVoice& voice, const monitoring::Monitoring* monitoring,
           services::Services* services, live::Hub& hub, Rng& rng)
        : directory_(directory), voice_(voice), monitoring_(monitoring), services_(services), hub_(hub), rng_(rng) {}

    // From facts.
    Status alert_opened(Transaction& transaction, std::string_view alert_id, Instant now);
    Status alert_taken(Transaction& transaction, std::string_view alert_id, Instant now);  // by a person
    Status ticket_opened(Transaction& transaction, std::string_view ticket_id, Instant now);
    Status ticket_taken(Transaction& transaction, std::string_view ticket_id, Instant now);  // work on it began
    /// Device, service, requester, kind or category of a person's ticket changed: it may speak of something else now.
    Status ticket_said_more(Transaction& transaction, std::string_view ticket_id, Said what, Instant now);
    /// A duplicate's report moves to the disturbance of the ticket that goes on: the earliest report counts. Where
    /// that would improve the figure it is only proposed.
    Status ticket_merged(Transaction& transaction, std::string_view ticket_id, std::string_view into_ticket_id, Instant now);
    /// The report goes back to where it was, unless a person said since where it belongs.
    Status ticket_unmerged(Transaction& transaction, std::string_view ticket_id, std::string_view from_ticket_id, Instant now);
    Status alert_changed(Transaction& transaction, std::string_view alert_id, Instant now);
    Status incident_changed(Transaction& transaction, std::string_view incident_id, Instant now);
    Status ticket_changed(Transaction& transaction, std::string_view ticket_id, Instant now);

    /// A day after restoration without a report: the verdict.
    Status time_passed(Transaction& transaction, Instant now);

    // What people decide. Failures: NotFound, Conflict and Invalid with the next thing to try.
    Result<ReportRow> record(Transaction& transaction, ReportRow report, IncidentId wanted, const Decider& by, Instant now);
    /// Waits for a second person, as a relink does, when a lost disturbance would vanish by it.
    Result<ReportRow> confirm(Transaction& transaction, ReportRow report, const Decider& by, Instant now);
    Result<ReportRow> reject(Transaction& transaction, ReportRow report, const Decider& by, Instant now);
    /// Waits for a second person when it improves the figure: then the report stays where it is.
    Result<ReportRow> relink(Transaction& transaction, ReportRow report, IncidentId target, std::string reason, const Decider& by,
                             Instant now);
    Result<OverrideRow> override_verdict(Transaction& transaction, const Disturbance& disturbance, Verdict to, std::string reason,
                                         const Decider& by, Instant now);
    Result<OverrideRow> approve(Transaction& transaction, OverrideRow asked, const Decider& by, std::string note, Instant now);
    Result<OverrideRow> refuse(Transaction& transaction, OverrideRow asked, const Decider& by, std::string note, Instant now);

private:
    /// Folds all evidence anew, judges, tells callers. `reason` and `by` go to the history when the verdict changes.
    Status refresh(Transaction& transaction, IncidentId id, std::string_view reason, std::string_view by, Instant now);
    Status judge_again(Transaction& transaction, Disturbance& disturbance, Verdict before, std::string_view reason, std::string_view by,
                       Instant now);
    /// A lost P1 or P2 that would leave the count by a person's word: once a second person is asked.
    Status ask_to_exclude(Transaction& transaction, const Disturbance& disturbance, bool is_over, Instant now);
    Status tell_callers(Transaction& transaction, const Disturbance& disturbance, const Evidence& evidence, Instant now);
    Status attach(Transaction& transaction, IncidentId id, std::string_view alert_id, const std::string& fingerprint, Instant now);
    Status note_taken(Transaction& transaction, IncidentId id, Instant now);

    Result<DisturbanceFace> face_of(Transaction& transaction, const Disturbance& disturbance);
    Result<ReportFace> face_of(Transaction& transaction, const ReportRow& report);
    Result<ReportFace> face_of(Transaction& transaction, const SeenTicket& seen);
    /// Of an alert that just opened.
    Result<DisturbanceFace> face_of_fresh(Transaction& transaction, const Disturbance& fresh);
    Status observe(Transaction& transaction, const SeenTicket& seen, Instant now);
    /// What was seen by us before the alert `fresh` is made of, and is surely the same: it stays one disturbance.
    Result<std::optional<IncidentId>> observed_before(Transaction& transaction, const Disturbance& fresh, Instant now);
    Status observation_merged(Transaction& transaction, const Observation& observation, std::string_view into_ticket_id);
    Status observation_unmerged(Transaction& transaction, const Observation& observation, Instant now);
    Status assess(Transaction& transaction, ReportRow& report, Instant now);
    Status link(Transaction& transaction, ReportRow& report, IncidentId to, const Score& score, std::string by, Instant now);
    Status propose(Transaction& transaction, ReportRow& report, const Disturbance& to, const Score& score, Instant now);
    Status open_own(Transaction& transaction, ReportRow& report, std::string by, Instant now);
    /// A disturbance that only reports made and that has none left goes into the one that has them.
    Status merge_if_empty(Transaction& transaction, IncidentId id, IncidentId into, Instant now);
    /// Reports that came before the alert `fresh` is made of, and how much they speak of it.
    struct Speaking {
        ReportRow report;
        Score score;
    };
    Result<std::vector<Speaking>> reports_speaking_of(Transaction& transaction, const Disturbance& fresh, Instant now);
    /// Those that link make one disturbance: the one that began first. Nothing when none links.
    Result<std::optional<IncidentId>> gather(Transaction& transaction, std::vector<Speaking>& speaking, Instant now);
    Status propose_all(Transaction& transaction, std::vector<Speaking>& speaking, const Disturbance& to, Instant now);
    Status move_report(Transaction& transaction, ReportRow& report, IncidentId target, const std::string& by, Instant now);
    Result<bool> confirming_improves(Transaction& transaction, const ReportRow& report, Instant now);
    OverrideRow wish(const Disturbance& on, Verdict to, std::string reason, bool improves, const Decider& by, Instant now);
    OverrideRow relink_wish(const ReportRow& report, const Disturbance& source, IncidentId target, std::string reason, bool improves,
                            const Decider& by, Instant now);
    Result<bool> moving_improves(Transaction& transaction, const ReportRow& report, const Disturbance& source, Instant now);

    directory::Directory& directory_;
    helpdesk::TicketVoice& voice_;
    const monitoring::Monitoring* monitoring_;
    services::Services* services_;
    live::Hub& hub_;
    Rng& rng_;
};

/// What the caller reads: it is known, and being worked on.
std::string known_sentence(const Disturbance& disturbance);

}  // namespace steward::proactivity
