#include "server/modules/figures/records.h"

#include <algorithm>
#include <span>
#include <utility>

namespace steward::figures {

namespace {
using storage::Transaction;

constexpr size_t clocks_at_once = 500, tickets_at_once = 500, few_clients = 5;
constexpr Duration beginning = std::chrono::days(90), repeats_within = std::chrono::days(30);  // domain/kpis.md K09, K07

// What every query of one reading has in common: $1 the end and $2 the begin of the period, then the clients.
struct Selection {
    std::vector<storage::Value> parameters;
    std::string tickets, alerts, care, entries, incidents, beginners;  // " from ... where ..."
};

Selection select(std::span<const ClientId> clients, const Period& period) {
    Selection one{.parameters = {storage::to_value(period.until), storage::to_value(period.from)},
                  .tickets = {},
                  .alerts = {},
                  .care = {},
                  .entries = {},
                  .incidents = {},
                  .beginners = {}};
    // Of a few clients by them, of many by the time: a month is little of what a client ever had.
    const std::string whose = clients.size() > few_clients ? " and t.client_id || '' in ($" : " and t.client_id in ($";
    std::string theirs;
    for (const ClientId client : clients) {
        one.parameters.push_back(storage::to_value(client));
        theirs += (theirs.empty() ? whose : ", $") + std::to_string(one.parameters.size());
    }
    theirs += theirs.empty() ? " and false" : ")";
    one.tickets =
        " from helpdesk_v_course t where t.created_at < $1 and (t.resolved_at is null or t.resolved_at >= $2) and t.state <> 'merged' and "
        "((t.kind <> 'internal' and t.state <> 'cancelled') or t.ticket_id in (select b.subject_id from service_levels_v_consumption b "
        "where b.breach_at >= $2 and b.breach_at < $1))" +
        theirs;
    // Of before accounts were kept there is a name; it counts for an account where it is the name of one alone.
    one.alerts =
        " from alerting_v_acknowledgements t left join access_v_accounts n on n.account_id = coalesce(t.acknowledged_by_id, (select "
        "min(a.account_id) from access_v_accounts a where a.name = t.acknowledged_by having count(*) = 1)) where t.opened_at < $1 and "
        "t.opened_at >= $2" +
        theirs;
    one.care =
        " from directory_v_care t where t.since < $1 and coalesce(t.until, $1) > $2 and t.device_class in ('workstation', 'laptop', "
        "'server')" +
        theirs;
    // A day without a time is looked for in its month by the calendar, which no zone is further from than a day.
    one.entries =
        " from timesheets_v_entries t left join helpdesk_v_course c on c.ticket_id = t.ticket_id left join access_v_accounts a on "
        "a.account_id = "
        "t.account_id where t.day_at < $1 + 86400000 and t.day_at >= $2 - 86400000 * 2 and t.activity in ('reactive', 'travel')" +
        theirs;
    one.incidents = " from helpdesk_v_incident_devices t where t.created_at < $1 and t.created_at >= $2" + theirs;
    one.beginners = " from directory_v_client_starts t where t.since < $1 and t.since > $2 - " + std::to_string(beginning.count()) + theirs;
    return one;
}

Instant instant_or_unset(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }

Result<std::vector<TicketRecord>> read_tickets(Transaction& transaction, const Selection& selection) {
    STEWARD_TRY(const auto rows,
                transaction.run("select t.ticket_id, t.client_id, t.kind, t.source, t.priority, t.state, t.resolution_code, "
                                "t.assignee_id, t.created_at, t.first_response_at, t.resolved_at, t.assignment_count, "
                                "t.public_count + t.internal_count, t.is_repeat, t.reference, t.title, t.assignee_name" +
                                    selection.tickets,
                                selection.parameters));
    std::vector<TicketRecord> tickets;
    for (const auto& row : rows) {
        tickets.push_back({.id = row.id<TicketId>(0),
                           .client = row.id<ClientId>(1),
                           .reference = row.text(14),
                           .title = row.text(15),
                           .kind = row.text(2),
                           .source = row.text(3),
                           .priority = row.text(4),
                           .state = row.text(5),
                           .resolution_code = row.text(6),
                           .technician = row.is_null(7) ? AccountId{} : row.id<AccountId>(7),
                           .technician_name = row.text(16),
                           .created_at = row.instant(8),
                           .first_response_at = instant_or_unset(row, 9),
                           .resolved_at = instant_or_unset(row, 10),
                           .assignments = row.integer(11),
                           .touched = row.integer(11) > 0 || row.integer(12) > 0,
                           .is_repeat = row.boolean(13),
                           .was_on_site = false,
                           .waited_for_parts = false,
                           .asked_approval = false,
                           .resolutions = {},
                           .reopenings = {},
                           .started_at = {},
                           .restored_at = {}});
    }
    return tickets;
}

using RecordsById = std::map<TicketId, TicketRecord*>;

// Asks `begin` in (...) `end` for some of the tickets at a time: which they are was found once, and not by every question again.
template <class Each>
Status ask_of(Transaction& transaction, std::span<const TicketRecord> tickets, const std::string& begin, const std::string& end,
              Each each) {
    for (size_t first = 0; first < tickets.size(); first += tickets_at_once) {
        const auto some = tickets.subspan(first, std::min(tickets_at_once, tickets.size() - first));
        std::vector<storage::Value> parameters;
        std::string places;
        for (const TicketRecord& ticket : some) {
            parameters.push_back(storage::to_value(ticket.id));
            places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
        }
        STEWARD_TRY(const auto rows, transaction.run(begin + " in (" + places + ")" + end, parameters));
        for (const auto& row : rows) each(row);
    }
    return {};
}

// By the machine, of which there are few: neither by the client nor by the category, of which there are many (hence the || '').
// The same machine and category as another incident that was open within the 30 days before.
Status read_repeats(Transaction& transaction, const Selection& selection, const RecordsById& by_id) {
    const std::string before = "t.created_at - " + std::to_string(repeats_within.count());
    STEWARD_TRY(
        const auto repeats,
        transaction.run("select distinct t.ticket_id" + selection.incidents +
                            " and exists (select 1 from helpdesk_v_incident_devices e where e.client_id || '' = t.client_id and "
                            "e.device_id = t.device_id and e.category_id || '' = t.category_id and e.ticket_id <> t.ticket_id and "
                            "e.created_at < "
                            "t.created_at and e.state not in ('cancelled', 'merged') and (e.resolved_at is null or e.resolved_at >= " +
                            before + "))",
                        selection.parameters));
    for (const auto& row : repeats) {
        if (const auto found = by_id.find(row.id<TicketId>(0)); found != by_id.end()) found->second->is_repeat = true;
    }
    return {};
}

// What was missed by then is left out: two people said so.
Status read_excuses(Transaction& transaction, std::span<const TicketRecord> tickets, const RecordsById& by_id) {
    return ask_of(transaction, tickets,
                  "select x.ticket_id, max(x.at) from helpdesk_v_exceptions x where x.state = 'agreed' and x.what <> 'priority_lowered' "
                  "and x.ticket_id",
                  " group by x.ticket_id", [&](const storage::Row& row) { by_id.at(row.id<TicketId>(0))->excused_until = row.instant(1); });
}

// A priority that was lowered counts as it was, until two people said otherwise. The most urgent of several does.
Status read_lowered(Transaction& transaction, std::span<const TicketRecord> tickets, const RecordsById& by_id) {
    return ask_of(transaction, tickets,
                  "select x.ticket_id, min(x.from_value), min(x.at) from helpdesk_v_exceptions x where x.what = 'priority_lowered' and "
                  "x.state in ('pending', 'refused') and x.ticket_id",
                  " group by x.ticket_id", [&](const storage::Row& row) {
                      TicketRecord& ticket = *by_id.at(row.id<TicketId>(0));
                      if (row.text(1) >= ticket.priority) return;
                      ticket.lower_priority = std::exchange(ticket.priority, row.text(1));
                      ticket.lowered_at = row.instant(2);
                  });
}

Status read_moves(Transaction& transaction, std::span<const TicketRecord> tickets, const RecordsById& by_id) {
    return ask_of(transaction, tickets,
                  "select m.ticket_id, m.at, m.actor_kind, m.to_value from helpdesk_v_moves m where (m.to_value in ('resolved', "
                  "'waiting_parts') or m.from_value = 'resolved') and m.ticket_id",
                  " order by m.at", [&](const storage::Row& row) {
                      TicketRecord& ticket = *by_id.at(row.id<TicketId>(0));
                      if (row.text(2) == "staff") ticket.touched = true;
                      if (row.text(3) == "waiting_parts") ticket.waited_for_parts = true;
                      else if (row.text(3) == "resolved") ticket.resolutions.push_back(row.instant(1));
                      else if (row.text(3) != "closed") ticket.reopenings.push_back(row.instant(1));
                  });
}

Status read_courses(Transaction& transaction, const Selection& selection, std::vector<TicketRecord>& tickets) {
    RecordsById by_id;
    for (auto& ticket : tickets) by_id.emplace(ticket.id, &ticket);
    STEWARD_CHECK(read_moves(transaction, tickets, by_id));
    STEWARD_CHECK(ask_of(transaction, tickets, "select w.ticket_id, w.at from helpdesk_v_client_words w where w.ticket_id", "",
                         [&](const storage::Row& row) {
                             TicketRecord& ticket = *by_id.at(row.id<TicketId>(0));
                             const bool is_between = ticket.first_response_at.is_set() && row.instant(1) > ticket.first_response_at &&
                                                     row.instant(1) <= ticket.resolved_at;
                             ticket.came_back = ticket.came_back || is_between;
                         }));
    STEWARD_CHECK(ask_of(transaction, tickets, "select distinct q.ticket_id from approvals_v_asked q where q.ticket_id", "",
                         [&](const storage::Row& row) { by_id.at(row.id<TicketId>(0))->asked_approval = true; }));
    // Somebody went there: travel is booked on it.
    STEWARD_CHECK(ask_of(transaction, tickets,
                         "select distinct e.ticket_id from timesheets_v_entries e where e.activity = 'travel' and e.ticket_id", "",
                         [&](const storage::Row& row) { by_id.at(row.id<TicketId>(0))->was_on_site = true; }));
    STEWARD_CHECK(read_repeats(transaction, selection, by_id));
    STEWARD_CHECK(read_excuses(transaction, tickets, by_id));
    STEWARD_CHECK(read_lowered(transaction, tickets, by_id));
    return ask_of(transaction, tickets,
                  "select d.ticket_id, d.started_at, d.restored_at from proactivity_v_ticket_times d where d.ticket_id", "",
                  [&](const storage::Row& row) {
                      TicketRecord& ticket = *by_id.at(row.id<TicketId>(0));
                      ticket.started_at = row.instant(1);
                      ticket.restored_at = instant_or_unset(row, 2);
                  });
}

Result<std::vector<ClockRecord>> read_clocks(Transaction& transaction, std::span<const TicketRecord> tickets) {
    std::vector<ClockRecord> clocks;
    STEWARD_CHECK(ask_of(transaction, tickets,
                         "select c.subject_id, c.kind, c.state, c.consumed_s, c.started_at, c.breach_at, c.stopped_at from "
                         "service_levels_v_consumption c where c.subject_id",
                         " order by c.subject_id, c.kind, c.round", [&](const storage::Row& row) {
                             clocks.push_back({.ticket = row.id<TicketId>(0),
                                               .kind = row.text(1),
                                               .state = row.text(2),
                                               .consumed_s = static_cast<double>(row.integer(3)),
                                               .started_at = row.instant(4),
                                               .breach_at = instant_or_unset(row, 5),
                                               .stopped_at = instant_or_unset(row, 6)});
                         }));
    return clocks;
}

// A clock that runs was last counted when something happened to it: it is asked for as it stands now.
Status bring_up_to_now(Transaction& transaction, service_levels::ServiceLevels& levels, std::vector<ClockRecord>& clocks, Instant now) {
    std::map<std::pair<std::string, std::string>, ClockRecord*> running;
    std::vector<std::string> subjects;
    for (ClockRecord& clock : clocks) {
        if (clock.stopped_at != Instant{}) continue;
        const std::string subject = clock.ticket.text();
        if (subjects.empty() || subjects.back() != subject) subjects.push_back(subject);
        running[{subject, clock.kind}] = &clock;
    }
    for (size_t begin = 0; begin < subjects.size(); begin += clocks_at_once) {
        const std::span<const std::string> some(subjects.data() + begin, std::min(clocks_at_once, subjects.size() - begin));
        STEWARD_TRY(const auto faces, levels.clocks(transaction, some, false, now));
        for (const auto& face : faces) {
            const auto found = running.find({face.subject, face.kind});
            if (found == running.end() || face.stopped_at != Instant{}) continue;
            found->second->state = face.state;
            found->second->consumed_s = static_cast<double>(face.consumed.count());
            found->second->breach_at = face.breach_at;
        }
    }
    return {};
}

Result<std::vector<EntryRecord>> read_entries(Transaction& transaction, const Selection& selection) {
    STEWARD_TRY(const auto rows,
                transaction.run("select t.entry_id, t.client_id, t.ticket_id, t.account_id, coalesce(a.name, ''), "
                                "coalesce(c.reference, ''), coalesce(c.title, ''), coalesce(c.priority, ''), t.activity, t.from_at, "
                                "t.day_at, t.worked_s, case when t.activity = 'travel' then exists (select 1 from "
                                "timesheets_v_entries r where r.ticket_id = t.ticket_id and r.activity = 'reactive') else true end" +
                                    selection.entries,
                                selection.parameters));
    std::vector<EntryRecord> entries;
    for (const auto& row : rows) {
        entries.push_back({.id = row.text(0),
                           .client = row.id<ClientId>(1),
                           .ticket = row.is_null(2) ? TicketId{} : row.id<TicketId>(2),
                           .account = row.id<AccountId>(3),
                           .person = row.text(4),
                           .reference = row.text(5),
                           .title = row.text(6),
                           .priority = row.text(7),
                           .activity = row.text(8),
                           .has_time = !row.is_null(9),
                           .is_of_reactive = row.boolean(12),
                           .at = row.is_null(9) ? row.instant(10) : row.instant(9),
                           .worked_s = static_cast<double>(row.integer(11))});
    }
    return entries;
}

Result<std::vector<AlertRecord>> read_alerts(Transaction& transaction, const Selection& selection) {
    STEWARD_TRY(const auto rows, transaction.run("select t.alert_id, t.client_id, t.priority, t.opened_at, t.acknowledged_at, "
                                                 "t.cleared_at, t.suppressed_by, t.title, n.account_id, coalesce(n.name, '')" +
                                                     selection.alerts,
                                                 selection.parameters));
    std::vector<AlertRecord> alerts;
    for (const auto& row : rows) {
        alerts.push_back({.id = row.id<AlertId>(0),
                          .client = row.id<ClientId>(1),
                          .title = row.text(7),
                          .priority = row.text(2),
                          .opened_at = row.instant(3),
                          .acknowledged_at = instant_or_unset(row, 4),
                          .cleared_at = instant_or_unset(row, 5),
                          .suppressed = !row.is_null(6),
                          .technician = row.is_null(8) ? AccountId{} : row.id<AccountId>(8),
                          .technician_name = row.text(9)});
    }
    return alerts;
}
}  // namespace

Result<Records> read_records(Transaction& transaction, service_levels::ServiceLevels& levels, std::span<const ClientId> clients,
                             const Period& period, Instant now) {
    const Selection selection = select(clients, period);
    Records records;
    STEWARD_TRY(records.tickets, read_tickets(transaction, selection));
    STEWARD_CHECK(read_courses(transaction, selection, records.tickets));
    STEWARD_TRY(records.clocks, read_clocks(transaction, records.tickets));
    if (period.holds(now)) STEWARD_CHECK(bring_up_to_now(transaction, levels, records.clocks, now));
    STEWARD_TRY(records.alerts, read_alerts(transaction, selection));
    STEWARD_TRY(records.entries, read_entries(transaction, selection));
    STEWARD_TRY(const auto rows, transaction.run("select t.client_id, t.since, t.until" + selection.care, selection.parameters));
    for (const auto& row : rows) records.care.push_back({row.id<ClientId>(0), row.instant(1), instant_or_unset(row, 2)});
    STEWARD_TRY(const auto beginners, transaction.run("select t.client_id" + selection.beginners, selection.parameters));
    for (const auto& row : beginners) records.beginners.insert(row.id<ClientId>(0));
    return records;
}

}  // namespace steward::figures
