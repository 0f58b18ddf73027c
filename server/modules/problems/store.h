// All SQL of the room, once, for both databases.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/modules/problems/pattern.h"
#include "server/platform/storage/database.h"

namespace steward::problems {

using storage::Transaction;
using ProblemId = Id<struct ProblemTag>;

struct ProblemRow {
    ProblemId id;
    ClientId client;
    TicketId ticket;
    std::string state = "opened", reason, opened_by;
    Instant opened_at;
    DeviceId device;  // nil: none
    std::string about, about_words, cause, workaround, fix;
    TicketId fix_ticket;  // nil: none
    Instant fixed_at, last_incident_at;
    int64_t incident_count = 0, recurrences = 0;
    Instant quiet_from;
    std::string waits_for, evidence;
    Instant ended_at, changed_at;
    int64_t revision = 1;
    // Read with it.
    std::string client_name = {}, reference = {}, title = {}, ticket_state = {}, device_name = {}, fix_reference = {};

    bool is_withdrawn() const { return ticket_state == "cancelled" || ticket_state == "merged"; }
};

struct LinkedIncident {
    std::string subject;  // the disturbance's id, or the ticket's
    TicketId ticket;      // nil: none
    DisturbanceId disturbance;
    Instant at;
    std::string how;
    bool after_fix = false;
    std::string reference = {}, title = {}, ticket_state = {};
};

struct LineRow {
    Instant at;
    std::string by, kind, from, to, text;
};

extern const std::string_view problem_columns, problems_joined;
ProblemRow read_problem(const storage::Row& row);

Status insert_problem(Transaction& transaction, const ProblemRow& problem);
/// Raises the revision. Failure: StaleEtag "problems.changed_meanwhile".
Status save_problem(Transaction& transaction, ProblemRow& problem);
Result<std::optional<ProblemRow>> find_problem(Transaction& transaction, ProblemId id);
Result<std::optional<ProblemRow>> problem_of_ticket(Transaction& transaction, TicketId ticket);
/// The newest one about the same.
Result<std::optional<ProblemRow>> newest_about(Transaction& transaction, ClientId client, DeviceId device, std::string_view about);
Result<std::vector<ProblemRow>> problems_linked_to(Transaction& transaction, TicketId incident);
/// Known errors of the client about any of these, those of the device first.
Result<std::vector<ProblemRow>> known_errors_about(Transaction& transaction, ClientId client, DeviceId device,
                                                   const std::vector<std::string>& about);
/// Fixed, and nothing came back since `latest`.
Result<std::vector<ProblemRow>> quiet_since(Transaction& transaction, Instant latest, int limit);

/// Whether it is new.
Result<bool> add_incident(Transaction& transaction, const ProblemRow& problem, const LinkedIncident& incident);
Result<int64_t> remove_incident(Transaction& transaction, ProblemId problem, TicketId ticket);
Result<std::vector<LinkedIncident>> incidents_of(Transaction& transaction, ProblemId problem);
/// Whether some problem that is not over has this disturbance.
Result<bool> is_in_open_problem(Transaction& transaction, DisturbanceId disturbance);
/// Counts and the last time anew from the rows.
Status recount(Transaction& transaction, ProblemRow& problem);

Status add_line(Transaction& transaction, ProblemId problem, const LineRow& line);
Result<std::vector<LineRow>> lines_of(Transaction& transaction, ProblemId problem);

/// What other rooms' views say.
struct SameIncidents {
    ClientId client;
    DeviceId device;
    std::string about, about_words;
};
/// Devices with three or more incidents of the same since `since`.
Result<std::vector<SameIncidents>> frequent_incidents(Transaction& transaction, Instant since);
Result<std::vector<Incident>> same_incidents(Transaction& transaction, const SameIncidents& same, Instant since);
Result<std::vector<Incident>> incidents_of_ticket(Transaction& transaction, TicketId ticket);
/// What a ticket is about: its checks and its category, with words.
struct About {
    DeviceId device;
    Instant created_at;
    std::vector<std::pair<std::string, std::string>> all;  // "check:S04", "check S04"
};
Result<About> about_ticket(Transaction& transaction, TicketId ticket);
/// Seconds that were booked on its incidents' tickets.
Result<int64_t> booked_on(Transaction& transaction, ProblemId problem);

}  // namespace steward::problems
