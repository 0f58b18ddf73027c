// All SQL of the room.
#pragma once

#include <optional>
#include <vector>

#include "server/platform/storage/database.h"
#include "steward/major_incidents/v1/major_incidents.pb.h"

namespace steward::major_incidents {

using storage::Transaction;
using MajorIncidentId = Id<struct MajorIncidentTag>;

struct IncidentRow {
    MajorIncidentId id;
    ClientId client;
    TicketId ticket;
    std::string reference, title, reason, state = "open";
    Instant declared_at;
    std::string declared_by;
    AccountId commander_id;  // nil: nobody yet
    std::string commander;
    Instant next_update_at, reminded_at;
    int64_t missed_updates = 0;
    Instant restored_at;
    std::string restored_by;
    Instant end_note_due, end_note_at, review_due;
    v1::Review review;
    Instant reviewed_at;
    std::string reviewed_by;
    int64_t revision = 1;
    AccountId communicator_id = {};  // nil: whoever leads
    std::string communicator = {};
    Instant held_since = {};  // the program told the client, because nobody of ours wrote in time since then
    Instant logged_at = {}, first_told_at = {};
};

struct LineRow {
    Instant at;
    std::string by, kind, text, told;
};

struct CandidateRow {
    TicketId ticket;
    ClientId client;
    Instant since;
};

extern const std::string_view incident_columns;  // of `major_incidents_incidents i`
IncidentRow read_incident(const storage::Row& row);
Result<std::optional<IncidentRow>> find_incident(Transaction& transaction, MajorIncidentId id);
Result<std::optional<IncidentRow>> incident_of_ticket(Transaction& transaction, TicketId ticket);
Status insert_incident(Transaction& transaction, const IncidentRow& incident);
Status save_incident(Transaction& transaction, IncidentRow& incident);  // raises the revision
/// Open, whose update is due and of which nobody was told since.
Result<std::vector<IncidentRow>> updates_due(Transaction& transaction, Instant now, int limit);

Status add_line(Transaction& transaction, MajorIncidentId incident, const LineRow& line);
Result<std::vector<LineRow>> lines_of(Transaction& transaction, MajorIncidentId incident);

Status note_candidate(Transaction& transaction, const CandidateRow& candidate);
Status drop_candidate(Transaction& transaction, TicketId ticket);
Result<std::vector<CandidateRow>> candidates_since(Transaction& transaction, Instant latest, int limit);

}  // namespace steward::major_incidents
