// Which incidents belong to a problem, and what the views of the rooms above say of them.
#include "server/modules/problems/store.h"

namespace steward::problems {

namespace {
// What is no incident after all says the room of the disturbances by why it counts nowhere.
constexpr std::string_view real_incidents =
    " d.state <> 'discarded' and d.exclusion not in ('discarded', 'planned_work', 'no_fault_found', 'question') ";
constexpr std::string_view check_prefix = "check:", category_prefix = "category:";

std::optional<std::string> text_or_null(bool is_there, std::string text) {
    return is_there ? std::optional(std::move(text)) : std::nullopt;
}

std::vector<Incident> incidents_in(const std::vector<storage::Row>& rows) {
    std::vector<Incident> incidents;
    for (const auto& row : rows)
        incidents.push_back({row.id<DisturbanceId>(0), row.is_null(1) ? TicketId{} : row.id<TicketId>(1), row.instant(2)});
    return incidents;
}
}  // namespace

Result<bool> add_incident(Transaction& transaction, const ProblemRow& problem, const LinkedIncident& one) {
    STEWARD_TRY(const int64_t added,
                transaction.execute(
                    "insert into problems_incidents (problem_id, subject_id, client_id, ticket_id, disturbance_id, at, how, after_fix) "
                    "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (problem_id, subject_id) do nothing",
                    problem.id, one.subject, problem.client, text_or_null(!one.ticket.is_nil(), one.ticket.text()),
                    text_or_null(!one.disturbance.is_nil(), one.disturbance.text()), one.at, one.how, one.after_fix));
    return added > 0;
}

Result<int64_t> remove_incident(Transaction& transaction, ProblemId problem, TicketId ticket) {
    return transaction.execute("delete from problems_incidents where problem_id = $1 and ticket_id = $2", problem, ticket);
}

Result<std::vector<LinkedIncident>> incidents_of(Transaction& transaction, ProblemId problem) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select i.subject_id, i.ticket_id, i.disturbance_id, i.at, i.how, i.after_fix, coalesce(t.reference, ''), "
                          "coalesce(t.title, ''), coalesce(t.state, '') from problems_incidents i left join helpdesk_v_desk t on t.id = "
                          "i.ticket_id where i.problem_id = $1 order by i.at desc, i.subject_id limit 500",
                          problem));
    std::vector<LinkedIncident> incidents;
    for (const auto& row : rows) {
        incidents.push_back({.subject = row.text(0),
                             .ticket = row.is_null(1) ? TicketId{} : row.id<TicketId>(1),
                             .disturbance = row.is_null(2) ? DisturbanceId{} : row.id<DisturbanceId>(2),
                             .at = row.instant(3),
                             .how = row.text(4),
                             .after_fix = row.boolean(5),
                             .reference = row.text(6),
                             .title = row.text(7),
                             .ticket_state = row.text(8)});
    }
    return incidents;
}

Result<bool> is_in_open_problem(Transaction& transaction, DisturbanceId disturbance) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select 1 from problems_incidents i join problems_problems p on p.id = i.problem_id join helpdesk_v_desk t on "
                    "t.id = p.ticket_id where i.subject_id = $1 and p.state not in ('closed', 'closed_no_cause') and t.state not in "
                    "('cancelled', 'merged') limit 1",
                    disturbance));
    return row.has_value();
}

Status recount(Transaction& transaction, ProblemRow& problem) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select count(*), coalesce(max(at), 0), coalesce(sum(case when after_fix then 1 else 0 end), 0), "
                              "coalesce(max(case when after_fix then at else 0 end), 0) from problems_incidents where problem_id = $1",
                              problem.id));
    problem.incident_count = row->integer(0);
    problem.last_incident_at = row->instant(1);
    problem.recurrences = row->integer(2);
    if (problem.state == "fixed") problem.quiet_from = std::max(problem.fixed_at, row->instant(3));
    return {};
}

Result<std::vector<SameIncidents>> frequent_incidents(Transaction& transaction, Instant since) {
    std::vector<SameIncidents> all;
    const std::string of = " from proactivity_v_incidents d";
    const std::string where = " where d.started_at >= $1 and d.device_id is not null and" + std::string(real_incidents);
    const std::string often = " having count(*) >= " + std::to_string(pattern_size);
    STEWARD_TRY(const auto checks, transaction.query("select d.client_id, d.device_id, d.check_code" + of + where +
                                                         "and d.check_code <> '' group by d.client_id, d.device_id, d.check_code" + often,
                                                     since));
    for (const auto& row : checks)
        all.push_back({row.id<ClientId>(0), row.id<DeviceId>(1), std::string(check_prefix) + row.text(2), "check " + row.text(2)});
    STEWARD_TRY(const auto categories,
                transaction.query("select d.client_id, d.device_id, k.category_id, max(k.category)" + of +
                                      " join helpdesk_v_ticket_places k on k.ticket_id = d.ticket_id" + where +
                                      "and k.category_id is not null group by d.client_id, d.device_id, k.category_id" + often,
                                  since));
    for (const auto& row : categories)
        all.push_back({row.id<ClientId>(0), row.id<DeviceId>(1), std::string(category_prefix) + row.text(2), row.text_or(3)});
    // Of no device: what has no configuration item is the client's own (a line, a service, a program everybody uses).
    STEWARD_TRY(
        const auto of_client,
        transaction.query("select d.client_id, k.category_id, max(k.category)" + of +
                              " join helpdesk_v_ticket_places k on k.ticket_id = d.ticket_id where d.started_at >= $1 and "
                              "d.device_id is null and" +
                              std::string(real_incidents) + "and k.category_id is not null group by d.client_id, k.category_id" + often,
                          since));
    for (const auto& row : of_client)
        all.push_back({row.id<ClientId>(0), DeviceId{}, std::string(category_prefix) + row.text(1), row.text_or(2)});
    return all;
}

Result<std::vector<Incident>> same_incidents(Transaction& transaction, const SameIncidents& same, Instant since) {
    const bool is_check = same.about.starts_with(check_prefix);
    const std::string value = same.about.substr(is_check ? check_prefix.size() : category_prefix.size());
    STEWARD_TRY(const auto rows,
                transaction.query("select d.disturbance_id, d.ticket_id, d.started_at from proactivity_v_incidents d" +
                                      std::string(is_check ? "" : " join helpdesk_v_ticket_places k on k.ticket_id = d.ticket_id") +
                                      " where d.client_id = $1 and d.started_at >= $2 and coalesce(d.device_id, '') = $3 and" +
                                      std::string(real_incidents) + (is_check ? "and d.check_code = $4" : "and k.category_id = $4"),
                                  same.client, since, same.device.is_nil() ? std::string() : same.device.text(), value));
    return incidents_in(rows);
}

Result<std::vector<Incident>> incidents_of_ticket(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select d.disturbance_id, d.ticket_id, d.started_at from proactivity_v_incidents d where d.ticket_id = $1", ticket));
    return incidents_in(rows);
}

Result<About> about_ticket(Transaction& transaction, TicketId ticket) {
    About about;
    STEWARD_TRY(const auto face,
                transaction.query_one("select t.device_id, t.created_at, k.category_id, k.category from helpdesk_v_desk t left join "
                                      "helpdesk_v_ticket_places k on k.ticket_id = t.id where t.id = $1",
                                      ticket));
    if (!face) return about;
    if (!face->is_null(0)) about.device = face->id<DeviceId>(0);
    about.created_at = face->instant(1);
    STEWARD_TRY(const auto checks,
                transaction.query("select distinct a.check_code from helpdesk_v_alert_tickets j join alerting_v_alert_evidence a on "
                                  "a.alert_id = j.alert_id where j.ticket_id = $1 order by a.check_code limit 10",
                                  ticket));
    for (const auto& row : checks) about.all.emplace_back(std::string(check_prefix) + row.text(0), "check " + row.text(0));
    if (!face->is_null(2)) about.all.emplace_back(std::string(category_prefix) + face->text(2), face->text_or(3));
    return about;
}

Result<int64_t> booked_on(Transaction& transaction, ProblemId problem) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select coalesce(sum(e.worked_s), 0) from timesheets_v_entries e where e.ticket_id in (select "
                                      "i.ticket_id from problems_incidents i where i.problem_id = $1)",
                                      problem));
    return row->integer(0);
}

}  // namespace steward::problems
