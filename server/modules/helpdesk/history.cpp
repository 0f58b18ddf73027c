#include "server/modules/helpdesk/history.h"

#include <algorithm>

#include "server/modules/helpdesk/categories.h"
#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/relations.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
constexpr size_t longest_past_message = 100'000, longest_author = 200;

constexpr std::string_view past_columns =
    "t.id, t.client_id, t.reference, t.outside_reference, t.kind, t.source, t.title, t.description, t.impact, t.urgency, t.priority, "
    "t.state, "
    "t.queue, coalesce(k.path, ''), t.assignee_id, t.assignee_name, t.requester_id, t.device_id, t.created_at, t.changed_at, "
    "t.first_response_at, t.resolved_at, t.closed_at, t.resolution_code, t.resolution_text, t.root_cause, t.brought_in_at, t.revision, "
    "t.entry_count, t.device_name";
constexpr std::string_view past_from = " from helpdesk_tickets t left join helpdesk_categories k on k.id = t.category_id";
constexpr std::string_view message_columns = "id, ticket_id, client_id, at, author_kind, author_id, author_name, internal, body";

std::optional<Instant> past_or_null(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

template <typename AnyId>
AnyId past_id(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

PastTicket read_past(const storage::Row& row) {
    PastTicket ticket;
    ticket.id = row.id<TicketId>(0);
    ticket.client = row.id<ClientId>(1);
    std::string* const texts[] = {
        &ticket.reference, &ticket.outside_reference, &ticket.kind,     &ticket.source, &ticket.title, &ticket.description,
        &ticket.impact,    &ticket.urgency,           &ticket.priority, &ticket.state,  &ticket.queue, &ticket.category};
    for (size_t i = 0; i < std::size(texts); ++i) *texts[i] = row.text(2 + i);
    ticket.assignee = past_id<AccountId>(row, 14);
    ticket.assignee_name = row.text(15);
    ticket.requester = past_id<PersonId>(row, 16);
    ticket.device = past_id<DeviceId>(row, 17);
    Instant* const times[] = {&ticket.created_at, &ticket.changed_at, &ticket.first_response_at, &ticket.resolved_at, &ticket.closed_at};
    for (size_t i = 0; i < std::size(times); ++i) *times[i] = Instant{row.integer_or(18 + i, 0)};
    ticket.resolution_code = row.text(23);
    ticket.resolution_text = row.text(24);
    ticket.root_cause = row.text(25);
    ticket.was_brought_in = !row.is_null(26);
    ticket.revision = row.integer(27);
    ticket.entry_count = row.integer(28);
    ticket.device_name = row.text(29);
    return ticket;
}

PastMessage read_past_message(const storage::Row& row) {
    return {.id = row.id<MessageId>(0),
            .ticket = row.id<TicketId>(1),
            .client = row.id<ClientId>(2),
            .at = row.instant(3),
            .author_kind = row.text(4),
            .author = past_id<AccountId>(row, 5),
            .author_name = row.text(6),
            .internal = row.boolean(7),
            .text = row.text(8)};
}

Status with_tags(Transaction& transaction, std::vector<PastTicket>& tickets) {
    for (size_t begin = 0; begin < tickets.size(); begin += 100) {
        std::vector<TicketId> ids;
        for (size_t i = begin; i < std::min(tickets.size(), begin + 100); ++i) ids.push_back(tickets[i].id);
        STEWARD_TRY(const auto tags, tags_of(transaction, ids));
        for (const auto& tag : tags) {
            const auto at = std::find_if(tickets.begin(), tickets.end(), [&](const PastTicket& ticket) { return ticket.id == tag.ticket; });
            if (at != tickets.end()) at->tags.push_back(tag.tag);
        }
    }
    return {};
}

std::unexpected<Error> not_brought_in() {
    return fail(ErrorKind::Conflict, "helpdesk.not_brought_in",
                "This ticket was opened here. What lives here is not written over from a file.");
}

Status replace_past_tags(Transaction& transaction, const PastTicket& ticket) {
    TicketRow row;
    row.id = ticket.id;
    row.client = ticket.client;
    return replace_tags(transaction, row, ticket.tags);
}

// The id of a path, "" for none.
Result<std::string> category_of(Transaction& transaction, const std::string& path) {
    if (path.empty()) return std::string();
    STEWARD_TRY(const auto row, transaction.query_one("select id from helpdesk_categories where path = $1", path));
    if (!row) return bad_field("/category", "There is no category “" + path + "”.");
    return row->text(0);
}
}  // namespace

Result<std::optional<PastTicket>> History::find(Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(past_columns) + std::string(past_from) + " where t.id = $1", id));
    if (!row) return std::optional<PastTicket>{};
    std::vector<PastTicket> one = {read_past(*row)};
    STEWARD_CHECK(with_tags(transaction, one));
    return std::optional(std::move(one.front()));
}

Result<std::optional<TicketId>> History::called(Transaction& transaction, std::string_view reference) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from helpdesk_tickets where reference = $1", reference));
    return row ? std::optional(row->id<TicketId>(0)) : std::nullopt;
}

Result<std::optional<PastMessage>> History::find(Transaction& transaction, MessageId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(message_columns) + " from helpdesk_messages where id = $1", id));
    return row ? std::optional(read_past_message(*row)) : std::nullopt;
}

Result<std::string_view> History::consider(Transaction& transaction, PastTicket& ticket, Instant now) {
    std::optional<PastTicket> there;
    std::sort(ticket.tags.begin(), ticket.tags.end());
    if (!ticket.id.is_nil()) {
        STEWARD_TRY(there, find(transaction, ticket.id));
        if (!there) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
        if (*there == ticket) return "unchanged";
    }
    STEWARD_CHECK(settle_past(ticket, now));
    STEWARD_CHECK(category_of(transaction, ticket.category));
    if (!ticket.requester.is_nil() && !ticket.client.is_nil()) {
        STEWARD_TRY(const auto requester, find_requester(transaction, ticket.client, ticket.requester));
        if (!requester) return bad_field("/requester", "This client has no such person.");
    }
    if (!ticket.device.is_nil() && !ticket.client.is_nil()) {
        STEWARD_TRY(const bool theirs, device_was_of_client(transaction, ticket.client, ticket.device));
        if (!theirs) return bad_field("/device", "This client has no such device.");
    }
    if (!there) return "created";
    if (*there == ticket) return "unchanged";
    if (!there->was_brought_in) return not_brought_in();
    return "updated";
}

// As it is called when the ticket speaks of it first; without a device its name there.
void History::name_device(PastTicket& ticket) const {
    const auto card = ticket.device.is_nil() ? std::nullopt : directory_.device(ticket.device);
    if (ticket.device_name.empty() && card && card->client == ticket.client) ticket.device_name = card->name;
}

Result<std::string_view> History::put(Transaction& transaction, PastTicket& ticket, const std::string& came_from, Instant now) {
    STEWARD_TRY(const auto outcome, consider(transaction, ticket, now));
    if (outcome == "created") STEWARD_CHECK(insert(transaction, ticket, came_from, now));
    if (outcome == "updated") STEWARD_CHECK(amend(transaction, ticket));
    return outcome;
}

Status History::insert(Transaction& transaction, PastTicket& ticket, const std::string& came_from, Instant now) {
    ticket.id = TicketId::make(now, rng_);
    ticket.revision = 1;
    ticket.was_brought_in = true;
    STEWARD_TRY(ticket.reference, next_reference(transaction, ticket.created_at));
    name_device(ticket);
    STEWARD_TRY(const auto category, category_of(transaction, ticket.category));
    const auto category_id = category.empty() ? std::nullopt : std::optional(category);
    const Instant ended = is_open(ticket.state) ? ticket.changed_at : ticket.closed_at;
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_tickets (id, client_id, reference, kind, source, title, description, impact, urgency, priority, "
        "priority_reason, state, queue, assignee_id, assignee_name, requester_id, device_id, device_name, alert_state, created_at, "
        "changed_at, first_response_at, resolved_at, closed_at, resolution_code, resolution_text, root_cause, reopened_count, "
        "assignment_count, public_count, internal_count, entry_count, revision, category_id, state_since, brought_in_at, "
        "outside_reference) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, '', $19, $20, $21, "
        "$22, $23, $24, $25, $26, 0, 0, 0, 0, 1, 1, $27, $28, $29, $30)",
        ticket.id, ticket.client, ticket.reference, ticket.kind, ticket.source, ticket.title, ticket.description, ticket.impact,
        ticket.urgency, ticket.priority, matrix_priority(ticket.impact, ticket.urgency) == ticket.priority ? "" : "As it was there.",
        ticket.state, ticket.queue, or_null(ticket.assignee), ticket.assignee_name, or_null(ticket.requester), or_null(ticket.device),
        ticket.device_name, ticket.created_at, ticket.changed_at, past_or_null(ticket.first_response_at), past_or_null(ticket.resolved_at),
        past_or_null(ticket.closed_at), ticket.resolution_code, ticket.resolution_text, ticket.root_cause, category_id, ended, now,
        ticket.outside_reference));
    TicketRow kept;
    kept.id = ticket.id;
    kept.client = ticket.client;
    kept.confidential = is_confidential_by_itself(ticket.kind, CategoryId::parse(category).value_or(CategoryId{}));
    if (kept.confidential) STEWARD_CHECK(write_confidential(transaction, kept, now));
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_events (id, client_id, ticket_id, position, at, actor_kind, actor_name, actor_role, field, from_value, "
        "to_value, reason, body, internal) values ($1, $2, $3, 1, $4, 'system', 'Steward', 'SYS', 'brought_in', '', $5, '', $6, false)",
        to_text(make_raw_id(now, rng_)), ticket.client, ticket.id, now, ticket.state, came_from));
    ticket.entry_count = 1;
    return ticket.tags.empty() ? Status{} : replace_past_tags(transaction, ticket);
}

Status History::amend(Transaction& transaction, PastTicket& ticket) {
    name_device(ticket);
    STEWARD_TRY(const auto category, category_of(transaction, ticket.category));
    const auto category_id = category.empty() ? std::nullopt : std::optional(category);
    STEWARD_TRY(
        const auto changed,
        transaction.execute(
            "update helpdesk_tickets set kind = $1, source = $2, title = $3, description = $4, impact = $5, urgency = $6, priority = $7, "
            "priority_reason = $8, state = $9, queue = $10, assignee_id = $11, assignee_name = $12, requester_id = $13, device_id = $14, "
            "device_name = $15, created_at = $16, changed_at = $17, first_response_at = $18, resolved_at = $19, closed_at = $20, "
            "resolution_code = $21, resolution_text = $22, root_cause = $23, category_id = $24, outside_reference = $25, revision = "
            "revision + 1 where id = $26 and revision = $27 and brought_in_at is not null",
            ticket.kind, ticket.source, ticket.title, ticket.description, ticket.impact, ticket.urgency, ticket.priority,
            matrix_priority(ticket.impact, ticket.urgency) == ticket.priority ? "" : "As it was there.", ticket.state, ticket.queue,
            or_null(ticket.assignee), ticket.assignee_name, or_null(ticket.requester), or_null(ticket.device), ticket.device_name,
            ticket.created_at, ticket.changed_at, past_or_null(ticket.first_response_at), past_or_null(ticket.resolved_at),
            past_or_null(ticket.closed_at), ticket.resolution_code, ticket.resolution_text, ticket.root_cause, category_id,
            ticket.outside_reference, ticket.id, ticket.revision));
    if (changed == 0) {
        STEWARD_TRY(const auto there, find(transaction, ticket.id));
        if (there && !there->was_brought_in) return not_brought_in();
        return fail(ErrorKind::StaleEtag, "helpdesk.changed_meanwhile", "Somebody works in this ticket here since. It stays as it is.");
    }
    ++ticket.revision;
    return replace_past_tags(transaction, ticket);
}

Status History::promise(Transaction& transaction, TicketId id, Instant now) {
    STEWARD_TRY(const auto ticket, find_ticket(transaction, id));
    if (!ticket || !is_open(ticket->state)) return {};
    STEWARD_CHECK(desk_.promises().opened(transaction, *ticket, now));
    if (ticket->first_response_at.is_set()) STEWARD_CHECK(desk_.promises().was_answered(transaction, *ticket, now));
    TicketRow before = *ticket;
    before.state = "new";
    before.assignee = {};
    return desk_.promises().changed(transaction, before, *ticket, true, now);
}

Status History::consider(PastMessage& message, Instant now) {
    Form form;
    message.text = form.text("/text", message.text, longest_past_message, true);
    message.author_name = form.text("/author", message.author_name, longest_author);
    constexpr std::string_view kinds[] = {"staff", "person", "system"};
    message.author_kind = form.choice("/author_kind", message.author_kind, kinds, "staff");
    if (!message.at.is_set()) form.refuse("/at", "When was it said?");
    else if (message.at > now) form.refuse("/at", "That is still to come. Is the zone or the order of day and month right?");
    if (message.author_kind == "person" && message.internal) form.refuse("/internal", "What the client said is not internal.");
    return form.status();
}

Status History::put(Transaction& transaction, PastMessage& message, Instant now) {
    STEWARD_CHECK(consider(message, now));
    const bool answers = message.author_kind == "staff" && !message.internal;
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "update helpdesk_tickets set entry_count = entry_count + 1, " +
                        std::string(message.internal ? "internal_count = internal_count + 1" : "public_count = public_count + 1") +
                        ", first_response_at = case when first_response_at is null and $1 then $2 else first_response_at end "
                        "where id = $3 and brought_in_at is not null returning entry_count, client_id",
                    answers, message.at, message.ticket));
    if (!row) return not_brought_in();
    message.client = row->id<ClientId>(1);
    message.id = MessageId::make(now, rng_);
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_id, author_name, internal, body) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        message.id, message.client, message.ticket, row->integer(0), message.at, message.author_kind, or_null(message.author),
        message.author_name, message.internal, message.text));
    return {};
}

Result<std::unordered_map<std::string, std::string>> History::held(Transaction& transaction, const std::vector<std::string>& tickets) {
    std::unordered_map<std::string, std::string> found;
    constexpr size_t asked_at_once = 200;
    constexpr std::pair<std::string_view, std::string_view> reasons[] = {
        {"select id from helpdesk_tickets where brought_in_at is null and id in (", "It was opened here."},
        // The first line of each says where it came from.
        {"select distinct ticket_id from helpdesk_events where position > 1 and field <> 'brought_in' and ticket_id in (",
         "Something happened in it here since."},
        {"select parent_id from helpdesk_tickets where parent_id in (", "Other tickets are part of it."},
        {"select merged_into_id from helpdesk_tickets where merged_into_id in (", "Another ticket was merged into it."},
        {"select from_id from helpdesk_links where from_id in (", "Another ticket is linked to it."},
        {"select to_id from helpdesk_links where to_id in (", "Another ticket is linked to it."},
        {"select follows_id from helpdesk_follows where follows_id in (", "Another ticket follows it."},
        {"select ticket_id from helpdesk_follows where ticket_id in (", "It follows another ticket."},
        {"select ticket_id from helpdesk_watchers where ticket_id in (", "Somebody watches it."},
        {"select ticket_id from helpdesk_affected where ticket_id in (", "People or devices are named in it as affected."},
        {"select ticket_id from helpdesk_ticket_alerts where ticket_id in (", "An alert is tied to it."},
        {"select ticket_id from helpdesk_questions where ticket_id in (", "Something in it waits for an answer."},
    };
    for (size_t begin = 0; begin < tickets.size(); begin += asked_at_once) {
        std::vector<storage::Value> values;
        std::string places;
        for (size_t i = begin; i < std::min(tickets.size(), begin + asked_at_once); ++i) {
            values.emplace_back(tickets[i]);
            places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
        }
        for (const auto& [select, sentence] : reasons) {
            STEWARD_TRY(const auto rows, transaction.run(std::string(select) + places + ")", values));
            for (const auto& row : rows) found.try_emplace(row.text(0), sentence);
        }
    }
    return found;
}

Result<std::string> History::remove(Transaction& transaction, TicketId id, int64_t revision, Instant now) {
    STEWARD_TRY(const auto ticket, find(transaction, id));
    if (!ticket) return std::string();
    if (!ticket->was_brought_in) return std::string("It was opened here.");
    if (ticket->revision != revision) return std::string("Somebody changed it here since.");
    STEWARD_TRY(const auto said, transaction.query_one("select 1 from helpdesk_messages where ticket_id = $1 limit 1", id));
    if (said) return std::string("Something was said in it that this import did not bring.");
    for (const auto* table : {"helpdesk_tags", "helpdesk_events", "helpdesk_confidential", "helpdesk_reminders"})
        STEWARD_CHECK(transaction.execute("delete from " + std::string(table) + " where ticket_id = $1", id));
    STEWARD_CHECK(desk_.promises().taken_back(transaction, id, now));
    STEWARD_CHECK(transaction.execute("delete from helpdesk_tickets where id = $1", id));
    return std::string();
}

Result<std::string> History::remove(Transaction& transaction, MessageId id) {
    STEWARD_TRY(const auto message, find(transaction, id));
    if (!message) return std::string();
    STEWARD_CHECK(transaction.execute("delete from helpdesk_messages where id = $1", id));
    STEWARD_CHECK(transaction.execute(
        "update helpdesk_tickets set " +
            std::string(message->internal ? "internal_count = internal_count - 1" : "public_count = public_count - 1") + " where id = $1",
        message->ticket));
    return std::string();
}

Status History::recount(Transaction& transaction, const std::vector<ClientId>& clients) {
    for (const ClientId client : clients) {
        STEWARD_TRY(const auto count, count_open(transaction, client));
        transaction.after_commit([this, client, count] { directory_.note_client_counts(client, std::nullopt, static_cast<int>(count)); });
    }
    return {};
}

Result<std::vector<PastTicket>> History::after(Transaction& transaction, TicketId id, int limit) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(past_columns) + std::string(past_from) +
                                                       " where t.id > $1 and t.state <> 'merged' order by t.id limit $2",
                                                   id, limit));
    std::vector<PastTicket> found;
    for (const auto& row : rows) found.push_back(read_past(row));
    STEWARD_CHECK(with_tags(transaction, found));
    return found;
}

Result<std::vector<PastMessage>> History::after(Transaction& transaction, MessageId id, int limit) {
    STEWARD_TRY(const auto rows,
                transaction.query("select " + std::string(message_columns) + " from helpdesk_messages where id > $1 order by id limit $2",
                                  id, limit));
    std::vector<PastMessage> found;
    for (const auto& row : rows) found.push_back(read_past_message(row));
    return found;
}

Result<std::vector<std::string>> History::words(Transaction& transaction, std::string_view list) {
    std::vector<std::string> found;
    const auto all = [&](auto& words) { found.assign(std::begin(words), std::end(words)); };
    if (list == "state") {
        for (const auto state : ticket_states())
            if (state != "merged") found.emplace_back(state);
    } else if (list == "priority") {
        all(priorities);
    } else if (list == "queue") {
        all(queues);
    } else if (list == "kind") {
        all(ticket_kinds);
    } else if (list == "source") {
        all(manual_sources);
        for (const auto* other : {"alert", "scheduled", "survey", "change", "problem"}) found.emplace_back(other);
    } else if (list == "resolution") {
        const auto codes = resolution_codes();
        found.assign(codes.begin(), codes.end());
        found.emplace_back(no_reply_code);
    } else if (list == "category") {
        STEWARD_TRY(const auto rows, transaction.query("select path from helpdesk_categories where archived = false order by path_key"));
        for (const auto& row : rows) found.push_back(row.text(0));
    }
    return found;
}

}  // namespace steward::helpdesk
