#include "server/modules/major_incidents/store.h"

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"

namespace steward::major_incidents {

const std::string_view incident_columns =
    "i.id, i.client_id, i.ticket_id, i.reference, i.title, i.reason, i.state, i.declared_at, i.declared_by, i.commander_id, i.commander, "
    "i.next_update_at, i.reminded_at, i.missed_updates, i.restored_at, i.restored_by, i.end_note_due, i.end_note_at, i.review_due, "
    "i.review, "
    "i.reviewed_at, i.reviewed_by, i.revision, i.communicator_id, i.communicator, i.held_since, i.logged_at, i.first_told_at";

namespace {
std::optional<int64_t> null_for_unset(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
std::optional<std::string> null_for_nil(AccountId id) { return id.is_nil() ? std::nullopt : std::optional(id.text()); }

Result<std::optional<IncidentRow>> first_of(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_incident(**row)) : std::nullopt;
}
}  // namespace

IncidentRow read_incident(const storage::Row& row) {
    IncidentRow incident{.id = row.id<MajorIncidentId>(0),
                         .client = row.id<ClientId>(1),
                         .ticket = row.id<TicketId>(2),
                         .reference = row.text(3),
                         .title = row.text(4),
                         .reason = row.text(5),
                         .state = row.text(6),
                         .declared_at = row.instant(7),
                         .declared_by = row.text(8),
                         .commander_id = row.is_null(9) ? AccountId{} : row.id<AccountId>(9),
                         .commander = row.text(10),
                         .next_update_at = Instant{row.integer_or(11, 0)},
                         .reminded_at = Instant{row.integer_or(12, 0)},
                         .missed_updates = row.integer(13),
                         .restored_at = Instant{row.integer_or(14, 0)},
                         .restored_by = row.text(15),
                         .end_note_due = Instant{row.integer_or(16, 0)},
                         .end_note_at = Instant{row.integer_or(17, 0)},
                         .review_due = Instant{row.integer_or(18, 0)},
                         .review = {},
                         .reviewed_at = Instant{row.integer_or(20, 0)},
                         .reviewed_by = row.text(21),
                         .revision = row.integer(22),
                         .communicator_id = row.is_null(23) ? AccountId{} : row.id<AccountId>(23),
                         .communicator = row.text_or(24),
                         .held_since = Instant{row.integer_or(25, 0)},
                         .logged_at = Instant{row.integer_or(26, 0)},
                         .first_told_at = Instant{row.integer_or(27, 0)}};
    (void)parse_json(row.text(19), incident.review, JsonPurpose::Own);  // ours: what cannot be read is an empty review
    return incident;
}

Result<std::optional<IncidentRow>> find_incident(Transaction& transaction, MajorIncidentId id) {
    return first_of(
        transaction.query_one("select " + std::string(incident_columns) + " from major_incidents_incidents i where i.id = $1", id));
}

Result<std::optional<IncidentRow>> incident_of_ticket(Transaction& transaction, TicketId ticket) {
    return first_of(transaction.query_one(
        "select " + std::string(incident_columns) + " from major_incidents_incidents i where i.ticket_id = $1", ticket));
}

Status insert_incident(Transaction& transaction, const IncidentRow& i) {
    STEWARD_CHECK(transaction.execute(
        "insert into major_incidents_incidents (id, client_id, ticket_id, reference, title, reason, state, declared_at, declared_by, "
        "commander_id, commander, next_update_at, missed_updates, restored_by, review, reviewed_by, revision) values ($1, $2, $3, $4, $5, "
        "$6, "
        "$7, $8, $9, $10, $11, $12, 0, '', '{}', '', 1)",
        i.id, i.client, i.ticket, i.reference, i.title, i.reason, i.state, i.declared_at, i.declared_by, null_for_nil(i.commander_id),
        i.commander, null_for_unset(i.next_update_at)));
    return {};
}

Status save_incident(Transaction& transaction, IncidentRow& i) {
    ++i.revision;
    STEWARD_CHECK(transaction.execute(
        "update major_incidents_incidents set state = $2, commander_id = $3, commander = $4, next_update_at = $5, reminded_at = $6, "
        "missed_updates = $7, restored_at = $8, restored_by = $9, end_note_due = $10, end_note_at = $11, review_due = $12, review = $13, "
        "reviewed_at = $14, reviewed_by = $15, revision = $16, communicator_id = $17, communicator = $18, held_since = $19, first_told_at "
        "= $20 "
        "where id = $1",
        i.id, i.state, null_for_nil(i.commander_id), i.commander, null_for_unset(i.next_update_at), null_for_unset(i.reminded_at),
        i.missed_updates, null_for_unset(i.restored_at), i.restored_by, null_for_unset(i.end_note_due), null_for_unset(i.end_note_at),
        null_for_unset(i.review_due), to_json(i.review), null_for_unset(i.reviewed_at), i.reviewed_by, i.revision,
        null_for_nil(i.communicator_id), i.communicator, null_for_unset(i.held_since), null_for_unset(i.first_told_at)));
    return {};
}

Result<std::vector<IncidentRow>> updates_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select " + std::string(incident_columns) +
                              " from major_incidents_incidents i where i.next_update_at <= $1 and i.state = 'open' and "
                              "(i.reminded_at is null or i.reminded_at < i.next_update_at) order by i.next_update_at, i.id limit $2",
                          now, limit));
    std::vector<IncidentRow> incidents;
    for (const auto& row : rows) incidents.push_back(read_incident(row));
    return incidents;
}

Status add_line(Transaction& transaction, MajorIncidentId incident, const LineRow& line) {
    STEWARD_CHECK(
        transaction.execute("insert into major_incidents_lines (incident_id, number, at, by_name, kind, body, told) values ($1, (select "
                            "coalesce(max(number), 0) + 1 "
                            "from major_incidents_lines where incident_id = $1), $2, $3, $4, $5, $6)",
                            incident, line.at, line.by, line.kind, line.text, line.told));
    STEWARD_CHECK(transaction.execute("update major_incidents_incidents set logged_at = $2 where id = $1", incident, line.at));
    return {};
}

Result<std::vector<LineRow>> lines_of(Transaction& transaction, MajorIncidentId incident) {
    STEWARD_TRY(const auto rows, transaction.query("select at, by_name, kind, body, told from major_incidents_lines where incident_id = $1 "
                                                   "order by number limit 1000",
                                                   incident));
    std::vector<LineRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    return lines;
}

Status note_candidate(Transaction& transaction, const CandidateRow& candidate) {
    STEWARD_CHECK(transaction.execute(
        "insert into major_incidents_candidates (ticket_id, client_id, since_at) values ($1, $2, $3) on conflict (ticket_id) do nothing",
        candidate.ticket, candidate.client, candidate.since));
    return {};
}

Status drop_candidate(Transaction& transaction, TicketId ticket) {
    STEWARD_CHECK(transaction.execute("delete from major_incidents_candidates where ticket_id = $1", ticket));
    return {};
}

Result<std::vector<CandidateRow>> candidates_since(Transaction& transaction, Instant latest, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query("select ticket_id, client_id, since_at from major_incidents_candidates where since_at <= $1 "
                                  "order by since_at, ticket_id limit $2",
                                  latest, limit));
    std::vector<CandidateRow> candidates;
    for (const auto& row : rows) candidates.push_back({row.id<TicketId>(0), row.id<ClientId>(1), row.instant(2)});
    return candidates;
}

}  // namespace steward::major_incidents
