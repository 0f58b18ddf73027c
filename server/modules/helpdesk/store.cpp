#include "server/modules/helpdesk/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

const std::string_view ticket_columns =
    "t.id, t.client_id, t.reference, t.kind, t.source, t.title, t.description, t.impact, t.urgency, t.priority, t.priority_reason, "
    "t.state, t.queue, t.assignee_id, t.assignee_name, t.requester_id, t.device_id, t.device_name, t.alert_id, t.incident_id, "
    "t.alert_state, t.created_at, t.changed_at, t.first_response_at, t.resolved_at, t.closed_at, t.resolution_code, t.resolution_text, "
    "t.root_cause, t.reopened_count, t.assignment_count, t.public_count, t.internal_count, t.entry_count, t.revision, "
    "c.name, d.name, p.name, f.follows_id, e.reference, f.is_repeat, t.category_id, k.path, t.parent_id, above.reference, "
    "t.merged_into_id, survivor.reference, t.state_since, t.until_at, t.pause_ground, t.reminders, t.next_at, "
    "(select count(*) from helpdesk_tickets below where below.parent_id = t.id and below.state in ('new', 'triaged', 'assigned', "
    "'in_progress', 'waiting_client', 'waiting_vendor', 'waiting_parts', 'scheduled')), "
    "t.confidential";

// A device that moved away is joined by both keys, so its new name at the other client is not read.
const std::string_view tickets_joined =
    " from helpdesk_tickets t join directory_v_clients c on c.id = t.client_id "
    "left join directory_v_devices d on d.id = t.device_id and d.client_id = t.client_id "
    "left join directory_v_people p on p.id = t.requester_id and p.client_id = t.client_id "
    "left join helpdesk_follows f on f.ticket_id = t.id left join helpdesk_tickets e on e.id = f.follows_id "
    "left join helpdesk_categories k on k.id = t.category_id left join helpdesk_tickets above on above.id = t.parent_id "
    "left join helpdesk_tickets survivor on survivor.id = t.merged_into_id where true";

namespace {
constexpr std::string_view open_condition =
    "state in ('new', 'triaged', 'assigned', 'in_progress', 'waiting_client', 'waiting_vendor', 'waiting_parts', 'scheduled')";

std::optional<Instant> or_null_time(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

std::unexpected<Error> ticket_changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "helpdesk.changed_meanwhile",
                "Somebody else changed this ticket a moment ago. Load it again and repeat your change.");
}

// The counter in the row gives the position, so that two who write at once take different ones.
Result<int64_t> take_position(Transaction& transaction, TicketRow& ticket, std::string_view counter, Instant now) {
    const std::string set = "update helpdesk_tickets set entry_count = entry_count + 1, changed_at = $1" + std::string(counter) +
                            " where id = $2 returning entry_count";
    STEWARD_TRY(const auto row, transaction.query_one(set, now, ticket.id));
    if (!row) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    ticket.entry_count = row->integer(0);
    ticket.changed_at = now;
    return ticket.entry_count;
}
}  // namespace

TicketRow read_ticket(const storage::Row& row) {
    TicketRow ticket;
    ticket.id = row.id<TicketId>(0);
    ticket.client = row.id<ClientId>(1);
    ticket.reference = row.text(2);
    ticket.kind = row.text(3);
    ticket.source = row.text(4);
    ticket.title = row.text(5);
    ticket.description = row.text(6);
    ticket.impact = row.text(7);
    ticket.urgency = row.text(8);
    ticket.priority = row.text(9);
    ticket.priority_reason = row.text(10);
    ticket.state = row.text(11);
    ticket.queue = row.text(12);
    ticket.assignee = id_or_nil<AccountId>(row, 13);
    ticket.assignee_name = row.text(14);
    ticket.requester = id_or_nil<PersonId>(row, 15);
    ticket.device = id_or_nil<DeviceId>(row, 16);
    ticket.device_name = row.text(17);
    ticket.alert = id_or_nil<AlertId>(row, 18);
    ticket.incident = id_or_nil<IncidentId>(row, 19);
    ticket.alert_state = row.text(20);
    ticket.created_at = row.instant(21);
    ticket.changed_at = row.instant(22);
    ticket.first_response_at = Instant{row.integer_or(23, 0)};
    ticket.resolved_at = Instant{row.integer_or(24, 0)};
    ticket.closed_at = Instant{row.integer_or(25, 0)};
    ticket.resolution_code = row.text(26);
    ticket.resolution_text = row.text(27);
    ticket.root_cause = row.text(28);
    ticket.reopened_count = row.integer(29);
    ticket.assignment_count = row.integer(30);
    ticket.public_count = row.integer(31);
    ticket.internal_count = row.integer(32);
    ticket.entry_count = row.integer(33);
    ticket.revision = row.integer(34);
    ticket.client_name = row.text(35);
    ticket.device_name_now = row.text_or(36);
    ticket.requester_name = row.text_or(37);
    ticket.follows = id_or_nil<TicketId>(row, 38);
    ticket.follows_reference = row.text_or(39);
    ticket.is_repeat = !row.is_null(40) && row.boolean(40);
    ticket.category = id_or_nil<CategoryId>(row, 41);
    ticket.category_path = row.text_or(42);
    ticket.parent = id_or_nil<TicketId>(row, 43);
    ticket.parent_reference = row.text_or(44);
    ticket.merged_into = id_or_nil<TicketId>(row, 45);
    ticket.merged_into_reference = row.text_or(46);
    ticket.state_since = row.instant(47);
    ticket.until = Instant{row.integer_or(48, 0)};
    ticket.pause_ground = row.text(49);
    ticket.reminders = row.integer(50);
    ticket.next_at = Instant{row.integer_or(51, 0)};
    ticket.open_children = row.integer(52);
    ticket.confidential = row.boolean(53);
    return ticket;
}

Result<std::string> next_reference(Transaction& transaction, Instant now) {
    const auto day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(now.unix_ms)));
    const int year = static_cast<int>(std::chrono::year_month_day(day).year());
    STEWARD_TRY(const auto row, transaction.query_one("insert into helpdesk_numbers (year, last) values ($1, 1) on conflict (year) do "
                                                      "update set last = helpdesk_numbers.last + 1 returning last",
                                                      year));
    return fmt::format("TIC-{:04}-{:06}", year, row->integer(0));
}

Status insert_ticket(Transaction& transaction, TicketRow& ticket) {
    ticket.revision = 1;
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_tickets (id, client_id, reference, kind, source, title, description, impact, urgency, priority, "
        "priority_reason, state, queue, assignee_id, assignee_name, requester_id, device_id, device_name, alert_id, incident_id, "
        "alert_state, created_at, changed_at, resolution_code, resolution_text, root_cause, reopened_count, assignment_count, "
        "public_count, internal_count, entry_count, revision, category_id, parent_id, state_since) values ($1, $2, $3, $4, $5, $6, $7, "
        "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, '', '', '', 0, 0, 0, 0, 0, 1, $24, $25, $23)",
        ticket.id, ticket.client, ticket.reference, ticket.kind, ticket.source, ticket.title, ticket.description, ticket.impact,
        ticket.urgency, ticket.priority, ticket.priority_reason, ticket.state, ticket.queue, or_null(ticket.assignee), ticket.assignee_name,
        or_null(ticket.requester), or_null(ticket.device), ticket.device_name, or_null(ticket.alert), or_null(ticket.incident),
        ticket.alert_state, ticket.created_at, ticket.changed_at, or_null(ticket.category), or_null(ticket.parent)));
    return {};
}

Status save_ticket(Transaction& transaction, TicketRow& ticket, Instant now) {
    ticket.changed_at = now;
    STEWARD_TRY(
        const auto changed,
        transaction.execute(
            "update helpdesk_tickets set kind = $1, title = $2, description = $3, impact = $4, urgency = $5, priority = $6, "
            "priority_reason = $7, state = $8, queue = $9, assignee_id = $10, assignee_name = $11, requester_id = $12, device_id = $13, "
            "device_name = $14, changed_at = $15, first_response_at = $16, resolved_at = $17, closed_at = $18, resolution_code = $19, "
            "resolution_text = $20, root_cause = $21, reopened_count = $22, assignment_count = $23, category_id = $24, parent_id = $25, "
            "merged_into_id = $26, state_since = $27, until_at = $28, pause_ground = $29, reminders = $30, next_at = $31, created_at = "
            "$32, "
            "revision = revision + 1 where id = $33 and revision = $34",
            ticket.kind, ticket.title, ticket.description, ticket.impact, ticket.urgency, ticket.priority, ticket.priority_reason,
            ticket.state, ticket.queue, or_null(ticket.assignee), ticket.assignee_name, or_null(ticket.requester), or_null(ticket.device),
            ticket.device_name, ticket.changed_at, or_null_time(ticket.first_response_at), or_null_time(ticket.resolved_at),
            or_null_time(ticket.closed_at), ticket.resolution_code, ticket.resolution_text, ticket.root_cause, ticket.reopened_count,
            ticket.assignment_count, or_null(ticket.category), or_null(ticket.parent), or_null(ticket.merged_into), ticket.state_since,
            or_null_time(ticket.until), ticket.pause_ground, ticket.reminders, or_null_time(ticket.next_at), ticket.created_at, ticket.id,
            ticket.revision));
    if (changed == 0) return ticket_changed_meanwhile();
    ++ticket.revision;
    return {};
}

Result<std::optional<TicketRow>> find_ticket(Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(ticket_columns) + std::string(tickets_joined) + " and t.id = $1", id));
    return row ? std::optional(read_ticket(*row)) : std::nullopt;
}

Result<std::optional<TicketRow>> find_surviving(Transaction& transaction, TicketId id) {
    STEWARD_TRY(auto ticket, find_ticket(transaction, id));
    // Merging keeps them one step from the survivor.
    if (ticket && !ticket->merged_into.is_nil()) return find_ticket(transaction, ticket->merged_into);
    return ticket;
}

Status set_next_look(Transaction& transaction, TicketId id, Instant next) {
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set next_at = $1 where id = $2", or_null_time(next), id));
    return {};
}

Status set_reminders(Transaction& transaction, TicketId id, int64_t reminders, Instant next) {
    STEWARD_CHECK(
        transaction.execute("update helpdesk_tickets set reminders = $1, next_at = $2 where id = $3", reminders, or_null_time(next), id));
    return {};
}

Status insert_reminder(Transaction& transaction, const TicketRow& ticket, MessageId message, Instant now) {
    STEWARD_CHECK(transaction.execute("insert into helpdesk_reminders (ticket_id, client_id, at, message_id) values ($1, $2, $3, $4)",
                                      ticket.id, ticket.client, now, message));
    return {};
}

Result<bool> insert_unreached(Transaction& transaction, const TicketRow& ticket, Instant now) {
    STEWARD_TRY(
        const int64_t inserted,
        transaction.execute("insert into helpdesk_reminders (ticket_id, client_id, at, message_id) select $1, $2, $3, null where not "
                            "exists (select 1 from helpdesk_reminders where ticket_id = $1 and at >= $4 and message_id is null)",
                            ticket.id, ticket.client, now, ticket.state_since));
    return inserted > 0;
}

Result<std::vector<MessageId>> reminders_since(Transaction& transaction, TicketId id, Instant since) {
    STEWARD_TRY(const auto rows, transaction.query("select message_id from helpdesk_reminders where ticket_id = $1 and at >= $2 and "
                                                   "message_id is not null order by at",
                                                   id, since));
    std::vector<MessageId> words;
    for (const auto& row : rows) words.push_back(row.id<MessageId>(0));
    return words;
}

std::string asked_by(const std::string& account) {
    return "(exists (select 1 from helpdesk_events o where o.ticket_id = t.id and o.position = 1 and o.actor_id = " + account +
           ") or exists (select 1 from directory_v_people q join access_v_account_addresses w on w.email_key = lower(q.email) "
           "where q.client_id = t.client_id and q.id = t.requester_id and w.account_id = " +
           account + "))";
}

std::string own_tickets(const std::string& account) {
    return "(" + asked_by(account) +
           " or exists (select 1 from helpdesk_watchers v join directory_v_people q on q.client_id = v.client_id and q.id = v.watcher_id "
           "join access_v_account_addresses w on w.email_key = lower(q.email) where v.ticket_id = t.id and v.kind = 'person' and "
           "w.account_id = " +
           account + "))";
}

std::string tickets_of(storage::Engine engine, bool only_open) {
    return std::string(" from helpdesk_tickets t") +
           (only_open && engine == storage::Engine::Sqlite ? " indexed by helpdesk_tickets_open" : "");
}

namespace {
// As helpdesk_tickets_open_counted has them.
constexpr std::string_view counted_columns[] = {"priority", "confidential", "state", "queue", "assignee_id", "client_id", "id"};
bool is_of_name(char letter) { return letter == '_' || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'); }

// Every "t.name" in the condition is one of those.
bool is_counted_by(std::string_view where) {
    for (size_t at = where.find("t."); at != std::string_view::npos; at = where.find("t.", at + 1)) {
        if (at > 0 && is_of_name(where[at - 1])) continue;
        size_t end = at + 2;
        while (end < where.size() && is_of_name(where[end])) ++end;
        const auto name = where.substr(at + 2, end - at - 2);
        if (std::find(std::begin(counted_columns), std::end(counted_columns), name) == std::end(counted_columns)) return false;
    }
    return true;
}
}  // namespace

std::string tickets_to_count(storage::Engine engine, std::string_view where) {
    const bool is_short = engine == storage::Engine::Sqlite && is_counted_by(where);
    return is_short ? " from helpdesk_tickets t indexed by helpdesk_tickets_open_counted" : tickets_of(engine, true);
}

// Both sides of the addresses in the same form, for SQLite: compared with a column as it stands, the index of people's addresses cannot be
// used, and all tickets were read for one person's own.
std::string own_tickets_of(const std::string& account) {
    const std::string people =
        "select q.client_id, q.id from access_v_account_addresses w join directory_v_people q on lower(q.email) = "
        "lower(w.email_key) where w.account_id = " +
        account;
    return "t.id in (select o.ticket_id from helpdesk_events o where o.position = 1 and o.actor_id = " + account +
           " union select r.id from (" + people +
           ") p join helpdesk_tickets r on r.requester_id = p.id and r.client_id = p.client_id union select v.ticket_id from (" + people +
           ") p join helpdesk_watchers v on v.watcher_id = p.id and v.client_id = p.client_id where v.kind = 'person')";
}

Result<PersonId> person_of_account(Transaction& transaction, ClientId client, AccountId account) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select q.id from directory_v_people q join access_v_account_addresses w on w.email_key = "
                                      "lower(q.email) where q.client_id = $1 and w.account_id = $2 order by q.id limit 1",
                                      client, account));
    return row ? row->id<PersonId>(0) : PersonId{};
}

Result<std::vector<std::string>> said_after(Transaction& transaction, TicketId id, AccountId account, Instant after, bool with_internal,
                                            int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query("select m.id from helpdesk_messages m join helpdesk_tickets t on t.id = m.ticket_id where (t.id = $1 or "
                                  "t.merged_into_id = $1) and m.at > $2 and coalesce(m.author_id, '') <> $3 and m.author_kind <> 'system'" +
                                      std::string(with_internal ? "" : " and m.internal = false") + " order by m.at, m.id limit $4",
                                  id, after, account, limit));
    std::vector<std::string> ids;
    for (const auto& row : rows) ids.push_back(row.text(0));
    return ids;
}

Status add_message(Transaction& transaction, TicketRow& ticket, const MessageRow& message) {
    STEWARD_TRY(
        const auto position,
        take_position(transaction, ticket, message.internal ? ", internal_count = internal_count + 1" : ", public_count = public_count + 1",
                      message.at));
    ++(message.internal ? ticket.internal_count : ticket.public_count);
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_id, author_name, internal, body) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        message.id, ticket.client, ticket.id, position, message.at, message.author.kind, or_null(message.author.account),
        message.author.name, message.internal, message.text));
    return {};
}

Status add_event(Transaction& transaction, TicketRow& ticket, const EventRow& event, Rng& rng) {
    STEWARD_TRY(const auto position, take_position(transaction, ticket, "", event.at));
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_events (id, client_id, ticket_id, position, at, actor_kind, actor_id, actor_name, actor_role, field, "
        "from_value, to_value, reason, body, internal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        to_text(make_raw_id(event.at, rng)), ticket.client, ticket.id, position, event.at, event.actor.kind, or_null(event.actor.account),
        event.actor.name, event.actor.role, event.field, event.from, event.to, event.reason, event.text, event.internal));
    return {};
}

Result<std::optional<TicketAlert>> find_ticket_alert(Transaction& transaction, std::string_view alert_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select ticket_id, incident_id, title, state, fingerprint from helpdesk_ticket_alerts where alert_id = $1", alert_id));
    if (!row) return std::optional<TicketAlert>{};
    return TicketAlert{row->id<TicketId>(0), std::string(alert_id), row->text(1), row->text(2), row->text(3), row->text(4)};
}

Result<std::optional<TicketId>> open_ticket_of_incident(Transaction& transaction, ClientId client, std::string_view incident_id) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from helpdesk_tickets where client_id = $1 and incident_id = $2 and " +
                                                          std::string(open_condition) + " order by created_at desc, id desc limit 1",
                                                      client, incident_id));
    return row ? std::optional(row->id<TicketId>(0)) : std::nullopt;
}

Status link_alert(Transaction& transaction, const TicketRow& ticket, const TicketAlert& alert, Instant now) {
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_ticket_alerts (alert_id, client_id, ticket_id, incident_id, title, state, joined_at, fingerprint) "
        "values ($1, $2, $3, $4, $5, 'open', $6, $7) on conflict (alert_id) do update set ticket_id = $3, incident_id = $4, title = $5, "
        "state = 'open', joined_at = $6",
        alert.alert_id, ticket.client, ticket.id, alert.incident_id, alert.title, now, alert.fingerprint));
    return {};
}

Result<std::optional<TicketId>> newest_ticket_about(Transaction& transaction, ClientId client, std::string_view fingerprint) {
    if (fingerprint.empty()) return std::optional<TicketId>{};
    STEWARD_TRY(const auto row, transaction.query_one("select t.id from helpdesk_ticket_alerts a join helpdesk_tickets t on t.id = "
                                                      "a.ticket_id where a.client_id = $1 and a.fingerprint = $2 "
                                                      "order by t.created_at desc, t.id desc limit 1",
                                                      client, fingerprint));
    return row ? std::optional(row->id<TicketId>(0)) : std::nullopt;
}

Status speak_of_alert(Transaction& transaction, TicketId ticket, std::string_view alert_id, std::string_view incident_id) {
    const auto incident = incident_id.empty() ? std::nullopt : std::optional(std::string(incident_id));
    STEWARD_CHECK(transaction.execute(
        "update helpdesk_tickets set alert_id = $1, alert_state = 'open', incident_id = coalesce($2, incident_id) where id = $3", alert_id,
        incident, ticket));
    return {};
}

Status move_alerts(Transaction& transaction, TicketId from, TicketId into) {
    STEWARD_CHECK(transaction.execute("update helpdesk_ticket_alerts set ticket_id = $1 where ticket_id = $2", into, from));
    return {};
}

Status insert_follows(Transaction& transaction, const TicketRow& ticket) {
    STEWARD_CHECK(transaction.execute("insert into helpdesk_follows (ticket_id, client_id, follows_id, is_repeat) values ($1, $2, $3, $4)",
                                      ticket.id, ticket.client, ticket.follows, ticket.is_repeat));
    return {};
}

Status judge_repeat(Transaction& transaction, TicketRow& ticket) {
    if (ticket.follows.is_nil()) return {};
    STEWARD_TRY(
        const auto ended,
        transaction.query_one("select coalesce(category_id, ''), root_cause, resolved_at, closed_at from helpdesk_tickets where id = $1",
                              ticket.follows));
    if (!ended) return {};
    const std::string category = ticket.category.is_nil() ? std::string() : ticket.category.text();
    const Instant end{std::max(ended->integer_or(2, 0), ended->integer_or(3, 0))};
    ticket.is_repeat =
        ticket.created_at - end <= repeat_within && is_same_cause({ended->text(0), ended->text(1)}, {category, ticket.root_cause});
    STEWARD_CHECK(transaction.execute("update helpdesk_follows set is_repeat = $1 where ticket_id = $2", ticket.is_repeat, ticket.id));
    return {};
}

Status set_alert_state(Transaction& transaction, std::string_view alert_id, std::string_view state) {
    STEWARD_CHECK(transaction.execute("update helpdesk_ticket_alerts set state = $1 where alert_id = $2", state, alert_id));
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set alert_state = $1 where alert_id = $2", state, alert_id));
    return {};
}

Result<int64_t> count_open(Transaction& transaction, ClientId client) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select count(*) from helpdesk_tickets where client_id = $1 and " + std::string(open_condition), client));
    return row->integer(0);
}

Result<std::vector<OpenCount>> count_open_by_client(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select c.id, (select count(*) from helpdesk_tickets where client_id = c.id and " +
                                                   std::string(open_condition) + ") from directory_v_clients c"));
    std::vector<OpenCount> counts;
    for (const auto& row : rows) counts.push_back({row.id<ClientId>(0), row.integer(1)});
    return counts;
}

Result<bool> client_exists(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from directory_v_clients where id = $1", client));
    return row.has_value();
}

Result<bool> device_was_of_client(Transaction& transaction, ClientId client, DeviceId device) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select device_id from directory_v_device_clients where client_id = $1 and device_id = $2", client, device));
    return row.has_value();
}

Result<std::optional<Requester>> find_requester(Transaction& transaction, ClientId client, PersonId person) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select name, vip from directory_v_people where client_id = $1 and id = $2", client, person));
    if (!row) return std::optional<Requester>{};
    return Requester{row->text(0), row->boolean(1)};
}

}  // namespace steward::helpdesk
