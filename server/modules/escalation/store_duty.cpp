#include "server/modules/escalation/store_duty.h"

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"

namespace steward::escalation {

const std::string_view hand_over_columns =
    "h.id, h.schedule_id, h.schedule_name, h.layer, h.layer_name, h.from_account_id, h.from_name, h.to_account_id, h.to_name, h.at, "
    "h.state, "
    "h.note, h.note_by, h.note_at, h.confirmed_at, h.confirmed_by, h.report, h.revision";

namespace {
constexpr int most_tickets = 200, most_others = 100;
constexpr Duration promised_soon = std::chrono::hours(24);
constexpr std::string_view level_columns = "ticket_id, client_id, level, position, since_at, progress_at, moves_at";

std::optional<int64_t> null_for_unset(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }

LevelRow read_level(const storage::Row& row) {
    return {.ticket_id = row.text(0),
            .client = row.id<ClientId>(1),
            .level = row.text(2),
            .position = row.integer(3),
            .since = row.instant(4),
            .progress_at = row.instant(5),
            .moves_at = Instant{row.integer_or(6, 0)}};
}

Result<std::vector<HandOverRow>> hand_overs_where(Transaction& transaction, const std::string& where,
                                                  std::initializer_list<storage::Value> parameters) {
    STEWARD_TRY(const auto rows,
                transaction.query_values("select " + std::string(hand_over_columns) + " from escalation_hand_overs h where " + where +
                                             " order by h.at, h.id limit 200",
                                         parameters));
    std::vector<HandOverRow> found;
    for (const auto& row : rows) found.push_back(read_hand_over(row));
    return found;
}

// P1 and P2, what the outgoing person has, and what is promised within a day.
Status report_tickets(Transaction& transaction, AccountId outgoing, Instant now, v1::HandOverReport& report) {
    STEWARD_TRY(
        const auto rows,
        transaction.query(
            "select * from (select t.id, t.client_id, t.reference, t.title, t.priority, t.state, coalesce(t.assignee_name, '') as who, "
            "coalesce(t.assignee_id, '') as who_id, (select min(d.due_at) from service_levels_v_due d where d.subject_id = t.id) as due, "
            "(select min(e.kind) from service_levels_v_due e where e.subject_id = t.id and e.due_at = (select min(f.due_at) from "
            "service_levels_v_due f where f.subject_id = t.id)) as promise, coalesce(c.name, '') as client_name "
            "from helpdesk_v_desk t left join directory_v_clients c on c.id = t.client_id where t.state not in ('resolved', 'closed', "
            "'cancelled', 'merged')) o where o.priority in ('P1', 'P2') or o.who_id = $1 or o.due <= $2 "
            "order by o.priority, coalesce(o.due, 9000000000000000), o.reference limit $3",
            outgoing.text(), now + promised_soon, most_tickets + 1));
    for (const auto& row : rows) {
        if (report.tickets_size() == most_tickets) {
            report.set_cut(true);
            break;
        }
        v1::HandOverTicket& ticket = *report.add_tickets();
        ticket.set_ticket_id(row.text(0));
        ticket.set_client_id(row.text(1));
        ticket.set_reference(row.text(2));
        ticket.set_title(row.text(3));
        ticket.set_priority(row.text(4));
        ticket.set_state(row.text(5));
        ticket.set_assignee(row.text(6));
        ticket.set_is_of_outgoing(row.text(7) == outgoing.text());
        ticket.set_due_at_unix_ms(row.integer_or(8, 0));
        ticket.set_promise(row.text_or(9));
        ticket.set_client_name(row.text(10));
        ticket.set_is_late(ticket.due_at_unix_ms() != 0 && ticket.due_at_unix_ms() < now.unix_ms);
    }
    return {};
}
}  // namespace

Result<std::optional<TicketPlace>> place_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select id, client_id, reference, title, state, priority from helpdesk_v_desk where id = $1", ticket_id));
    if (!row) return std::optional<TicketPlace>{};
    return std::optional(TicketPlace{.id = row->id<TicketId>(0),
                                     .client = row->id<ClientId>(1),
                                     .reference = row->text(2),
                                     .title = row->text(3),
                                     .state = row->text(4),
                                     .priority = row->text(5)});
}

Result<std::optional<LevelRow>> level_of_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(level_columns) + " from escalation_levels where ticket_id = $1", ticket_id));
    return row ? std::optional(read_level(*row)) : std::nullopt;
}

Result<std::vector<LevelRow>> levels_due(Transaction& transaction, Instant now, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(level_columns) +
                                                       " from escalation_levels where moves_at <= $1 order by moves_at, ticket_id limit $2",
                                                   now, limit));
    std::vector<LevelRow> due;
    for (const auto& row : rows) due.push_back(read_level(row));
    return due;
}

Status save_level(Transaction& transaction, const LevelRow& r) {
    STEWARD_CHECK(transaction.execute(
        "insert into escalation_levels (ticket_id, client_id, level, position, since_at, progress_at, moves_at) values ($1, $2, $3, $4, "
        "$5, $6, "
        "$7) on conflict (ticket_id) do update set level = excluded.level, position = excluded.position, since_at = excluded.since_at, "
        "progress_at = excluded.progress_at, moves_at = excluded.moves_at",
        r.ticket_id, r.client, r.level, r.position, r.since, r.progress_at, null_for_unset(r.moves_at)));
    return {};
}

Status drop_level(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_CHECK(transaction.execute("delete from escalation_levels where ticket_id = $1", ticket_id));
    return {};
}

Status insert_move(Transaction& transaction, const RawId& id, const MoveRow& m) {
    STEWARD_CHECK(
        transaction.execute("insert into escalation_moves (id, ticket_id, client_id, at, path, from_place, to_place, why, by_name, note, "
                            "account_name) values ($1, $2, "
                            "$3, $4, $5, $6, $7, $8, $9, $10, $11)",
                            to_text(id), m.ticket_id, m.client, m.at, m.path, m.from, m.to, m.why, m.by, m.note, m.account_name));
    return {};
}

Result<std::vector<MoveRow>> moves_of(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(const auto rows,
                transaction.query("select ticket_id, client_id, at, path, from_place, to_place, why, by_name, note, account_name "
                                  "from escalation_moves where ticket_id = $1 order by at desc, id desc limit 50",
                                  ticket_id));
    std::vector<MoveRow> moves;
    for (const auto& row : rows) {
        moves.push_back({.ticket_id = row.text(0),
                         .client = row.id<ClientId>(1),
                         .at = row.instant(2),
                         .path = row.text(3),
                         .from = row.text(4),
                         .to = row.text(5),
                         .why = row.text(6),
                         .by = row.text(7),
                         .note = row.text(8),
                         .account_name = row.text(9)});
    }
    return moves;
}

HandOverRow read_hand_over(const storage::Row& row) {
    HandOverRow found{.id = row.id<HandOverId>(0),
                      .schedule = row.id<ScheduleId>(1),
                      .schedule_name = row.text(2),
                      .layer = static_cast<int>(row.integer(3)),
                      .layer_name = row.text(4),
                      .from = row.id<AccountId>(5),
                      .from_name = row.text(6),
                      .to = row.id<AccountId>(7),
                      .to_name = row.text(8),
                      .at = row.instant(9),
                      .state = row.text(10),
                      .note = row.text(11),
                      .note_by = row.text(12),
                      .note_at = Instant{row.integer_or(13, 0)},
                      .confirmed_at = Instant{row.integer_or(14, 0)},
                      .confirmed_by = row.text(15),
                      .report = {},
                      .revision = row.integer(17)};
    (void)parse_json(row.text(16), found.report, JsonPurpose::Own);  // ours: what cannot be read is an empty report
    return found;
}

Result<std::optional<HandOverRow>> find_hand_over(Transaction& transaction, HandOverId id) {
    STEWARD_TRY(auto found, hand_overs_where(transaction, "h.id = $1", {storage::to_value(id)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<HandOverRow>> planned_hand_overs(Transaction& transaction) {
    return hand_overs_where(transaction, "h.state = 'planned'", {});
}

Result<std::vector<HandOverRow>> waiting_hand_overs(Transaction& transaction, std::string_view state, Instant at_latest) {
    return hand_overs_where(transaction, "h.state = $1 and h.at <= $2", {storage::to_value(state), storage::to_value(at_latest)});
}

Result<bool> insert_hand_over(Transaction& transaction, const HandOverRow& h) {
    STEWARD_TRY(
        const int64_t inserted,
        transaction.execute("insert into escalation_hand_overs (id, schedule_id, schedule_name, layer, layer_name, from_account_id, "
                            "from_name, to_account_id, to_name, at, state, note, note_by, confirmed_by, report, revision) values ($1, $2, "
                            "$3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '{}', 1) on conflict (schedule_id, layer, at) do nothing",
                            h.id, h.schedule, h.schedule_name, h.layer, h.layer_name, h.from, h.from_name, h.to, h.to_name, h.at, h.state));
    return inserted > 0;
}

Status save_hand_over(Transaction& transaction, HandOverRow& h) {
    ++h.revision;
    STEWARD_CHECK(
        transaction.execute("update escalation_hand_overs set state = $2, note = $3, note_by = $4, note_at = $5, confirmed_at = $6, "
                            "confirmed_by = $7, report = $8, revision = $9 where id = $1",
                            h.id, h.state, h.note, h.note_by, null_for_unset(h.note_at), null_for_unset(h.confirmed_at), h.confirmed_by,
                            to_json(h.report), h.revision));
    return {};
}

Status delete_hand_over(Transaction& transaction, HandOverId id) {
    STEWARD_CHECK(transaction.execute("delete from escalation_hand_overs where id = $1", id));
    return {};
}

Result<v1::HandOverReport> report_now(Transaction& transaction, AccountId outgoing, Instant now) {
    v1::HandOverReport report;
    report.set_made_at_unix_ms(now.unix_ms);
    STEWARD_CHECK(report_tickets(transaction, outgoing, now, report));
    STEWARD_TRY(const auto runs,
                transaction.query("select r.id, r.client_id, r.ticket_id, r.reference, r.title, r.priority, r.state, r.acknowledged_by, "
                                  "r.started_at, coalesce(c.name, '') from escalation_runs r left join directory_v_clients c on c.id = "
                                  "r.client_id where r.closed_at is null and r.kind = 'ticket' order by r.priority, r.started_at limit $1",
                                  most_others));
    for (const auto& row : runs) {
        v1::HandOverRun& run = *report.add_runs();
        run.set_run_id(row.text(0));
        run.set_client_id(row.text_or(1));
        run.set_ticket_id(row.text_or(2));
        run.set_reference(row.text(3));
        run.set_title(row.text(4));
        run.set_priority(row.text(5));
        run.set_state(row.text(6));
        run.set_acknowledged_by(row.text(7));
        run.set_started_at_unix_ms(row.integer(8));
        run.set_client_name(row.text(9));
    }
    STEWARD_TRY(
        const auto incidents,
        transaction.query("select i.incident_id, i.client_id, i.reference, i.title, i.state, i.detected_at, coalesce(c.name, '') from "
                          "alerting_v_incidents i left join directory_v_clients c on c.id = i.client_id where i.restored_at is null and "
                          "i.resolved_at is null and i.state not in ('discarded', 'closed', 'reviewed') order by i.detected_at limit $1",
                          most_others));
    for (const auto& row : incidents) {
        v1::HandOverIncident& incident = *report.add_incidents();
        incident.set_incident_id(row.text(0));
        incident.set_client_id(row.text(1));
        incident.set_reference(row.text(2));
        incident.set_title(row.text(3));
        incident.set_state(row.text(4));
        incident.set_since_unix_ms(row.integer(5));
        incident.set_client_name(row.text(6));
    }
    return report;
}

Result<Instant> last_good_test(Transaction& transaction, ScheduleId schedule) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select max(acknowledged_at) from escalation_runs where kind = 'test' and schedule_id = $1 "
                                      "and acknowledged_at is not null",
                                      schedule));
    return row ? Instant{row->integer_or(0, 0)} : Instant{};
}

Result<bool> was_told_since(Transaction& transaction, std::string_view ticket_id, Instant since) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select 1 from escalation_notes where ticket_id = $1 and state = 'handed_over' and kind in "
                                      "('long_disturbance', 'major_incident') and told_at >= $2 limit 1",
                                      ticket_id, since));
    return row.has_value();
}

Result<std::optional<DecisionMaker>> decision_maker_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select name, email from directory_v_people where client_id = $1 and roles like '%CDM%' and "
                                      "email is not null and email <> '' order by id limit 1",
                                      client));
    return row ? std::optional(DecisionMaker{.name = row->text(0), .email = row->text(1)}) : std::nullopt;
}

}  // namespace steward::escalation
