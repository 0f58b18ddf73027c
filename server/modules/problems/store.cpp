#include "server/modules/problems/store.h"

#include "server/platform/storage/columns.h"

namespace steward::problems {

const std::string_view problem_columns =
    "p.id, p.client_id, p.ticket_id, p.state, p.reason, p.opened_by, p.opened_at, p.device_id, p.about, p.about_words, p.cause, "
    "p.workaround, p.fix, p.fix_ticket_id, p.fixed_at, p.last_incident_at, p.incident_count, p.recurrences, p.quiet_from, p.waits_for, "
    "p.evidence, p.ended_at, p.changed_at, p.revision, c.name, t.reference, t.title, t.state, coalesce(d.name, ''), "
    "coalesce(f.reference, '')";
const std::string_view problems_joined =
    " from problems_problems p join directory_v_clients c on c.id = p.client_id join helpdesk_v_desk t on t.id = p.ticket_id left join "
    "directory_v_devices d on d.id = p.device_id and d.client_id = p.client_id left join helpdesk_v_tickets f on f.ticket_id = "
    "p.fix_ticket_id where true";

namespace {
using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil;

Result<std::vector<ProblemRow>> all_of(Result<std::vector<storage::Row>> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::vector<ProblemRow> problems;
    for (const auto& row : *rows) problems.push_back(read_problem(row));
    return problems;
}
Result<std::optional<ProblemRow>> first_of(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_problem(**row)) : std::nullopt;
}
std::string select_problems(std::string_view rest) {
    return "select " + std::string(problem_columns) + std::string(problems_joined) + std::string(rest);
}
}  // namespace

ProblemRow read_problem(const storage::Row& row) {
    return {.id = row.id<ProblemId>(0),
            .client = row.id<ClientId>(1),
            .ticket = row.id<TicketId>(2),
            .state = row.text(3),
            .reason = row.text(4),
            .opened_by = row.text(5),
            .opened_at = row.instant(6),
            .device = id_or_nil<DeviceId>(row, 7),
            .about = row.text(8),
            .about_words = row.text(9),
            .cause = row.text(10),
            .workaround = row.text(11),
            .fix = row.text(12),
            .fix_ticket = id_or_nil<TicketId>(row, 13),
            .fixed_at = Instant{row.integer_or(14, 0)},
            .last_incident_at = Instant{row.integer_or(15, 0)},
            .incident_count = row.integer(16),
            .recurrences = row.integer(17),
            .quiet_from = Instant{row.integer_or(18, 0)},
            .waits_for = row.text(19),
            .evidence = row.text(20),
            .ended_at = Instant{row.integer_or(21, 0)},
            .changed_at = row.instant(22),
            .revision = row.integer(23),
            .client_name = row.text(24),
            .reference = row.text(25),
            .title = row.text(26),
            .ticket_state = row.text(27),
            .device_name = row.text(28),
            .fix_reference = row.text(29)};
}

Status insert_problem(Transaction& transaction, const ProblemRow& p) {
    STEWARD_CHECK(
        transaction.execute("insert into problems_problems (id, client_id, ticket_id, state, reason, opened_by, opened_at, device_id, "
                            "about, about_words, cause, "
                            "workaround, fix, incident_count, recurrences, waits_for, evidence, changed_at, revision) values ($1, $2, $3, "
                            "$4, $5, $6, $7, $8, $9, "
                            "$10, $11, $12, $13, 0, 0, '', '', $7, 1)",
                            p.id, p.client, p.ticket, p.state, p.reason, p.opened_by, p.opened_at, null_for_nil(p.device), p.about,
                            p.about_words, p.cause, p.workaround, p.fix));
    return {};
}

Status save_problem(Transaction& transaction, ProblemRow& p) {
    STEWARD_TRY(const int64_t changed,
                transaction.execute(
                    "update problems_problems set state = $3, cause = $4, workaround = $5, fix = $6, fix_ticket_id = $7, fixed_at = $8, "
                    "last_incident_at = $9, incident_count = $10, recurrences = $11, quiet_from = $12, waits_for = $13, evidence = $14, "
                    "ended_at = $15, changed_at = $16, revision = revision + 1 where id = $1 and revision = $2",
                    p.id, p.revision, p.state, p.cause, p.workaround, p.fix, null_for_nil(p.fix_ticket), null_for_unset(p.fixed_at),
                    null_for_unset(p.last_incident_at), p.incident_count, p.recurrences, null_for_unset(p.quiet_from), p.waits_for,
                    p.evidence, null_for_unset(p.ended_at), p.changed_at));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "problems.changed_meanwhile",
                    "Somebody else changed this a moment ago. Load it again and repeat your change.");
    ++p.revision;
    return {};
}

Result<std::optional<ProblemRow>> find_problem(Transaction& transaction, ProblemId id) {
    return first_of(transaction.query_one(select_problems(" and p.id = $1"), id));
}

Result<std::optional<ProblemRow>> problem_of_ticket(Transaction& transaction, TicketId ticket) {
    return first_of(transaction.query_one(select_problems(" and p.ticket_id = $1"), ticket));
}

Result<std::optional<ProblemRow>> newest_about(Transaction& transaction, ClientId client, DeviceId device, std::string_view about) {
    return first_of(transaction.query_one(
        select_problems(" and p.client_id = $1 and coalesce(p.device_id, '') = $2 and p.about = $3 order by p.opened_at desc, p.id desc "
                        "limit 1"),
        client, device.is_nil() ? std::string() : device.text(), about));
}

Result<std::vector<ProblemRow>> problems_linked_to(Transaction& transaction, TicketId incident) {
    return all_of(transaction.query(
        select_problems(
            " and p.id in (select i.problem_id from problems_incidents i where i.ticket_id = $1) order by p.opened_at desc, p.id limit 5"),
        incident));
}

Result<std::vector<ProblemRow>> known_errors_about(Transaction& transaction, ClientId client, DeviceId device,
                                                   const std::vector<std::string>& about) {
    if (about.empty()) return std::vector<ProblemRow>{};
    std::vector<storage::Value> parameters{storage::to_value(client), storage::to_value(device)};
    std::string list;
    for (const auto& one : about) {
        parameters.push_back(storage::to_value(one));
        list += (list.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    return all_of(
        transaction.run(select_problems(" and p.client_id = $1 and p.state in ('known_error', 'fix_planned', 'fixed') and t.state not in "
                                        "('cancelled', 'merged') and p.about in (" +
                                        list + ") order by case when p.device_id = $2 then 0 else 1 end, p.opened_at desc, p.id limit 5"),
                        parameters));
}

Result<std::vector<ProblemRow>> quiet_since(Transaction& transaction, Instant latest, int limit) {
    return all_of(transaction.query(select_problems(" and p.state = 'fixed' and p.quiet_from <= $1 and t.state not in ('cancelled', "
                                                    "'merged') order by p.quiet_from, p.id limit $2"),
                                    latest, limit));
}

Status add_line(Transaction& transaction, ProblemId problem, const LineRow& line) {
    STEWARD_CHECK(transaction.execute(
        "insert into problems_lines (problem_id, number, at, by_name, kind, from_state, to_state, body) values ($1, (select "
        "coalesce(max(number), 0) + 1 from problems_lines where problem_id = $1), $2, $3, $4, $5, $6, $7)",
        problem, line.at, line.by, line.kind, line.from, line.to, line.text));
    return {};
}

Result<std::vector<LineRow>> lines_of(Transaction& transaction, ProblemId problem) {
    STEWARD_TRY(const auto rows,
                transaction.query("select at, by_name, kind, from_state, to_state, body from problems_lines where problem_id = $1 "
                                  "order by number limit 1000",
                                  problem));
    std::vector<LineRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
    return lines;
}

}  // namespace steward::problems
