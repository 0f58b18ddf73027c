#include "server/modules/helpdesk/desk.h"

#include <algorithm>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/resolution.h"
#include "server/modules/helpdesk/waiting.h"
#include "server/platform/journal/journal.h"
#include "server/platform/live/personal.h"
#include "server/platform/zones/zones.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
template <typename AnyId>
std::string text_or_empty(const AnyId& id) {
    return id.is_nil() ? std::string() : id.text();
}

facts::v1::TicketCreated created_fact(const TicketRow& ticket, bool notify) {
    facts::v1::TicketCreated fact;
    fact.set_client_id(ticket.client.text());
    fact.set_ticket_id(ticket.id.text());
    fact.set_reference(ticket.reference);
    fact.set_title(spoken_title(ticket));
    fact.set_priority(ticket.priority);
    fact.set_alert_id(text_or_empty(ticket.alert));
    fact.set_incident_id(text_or_empty(ticket.incident));
    fact.set_device_id(text_or_empty(ticket.device));
    fact.set_source(ticket.source);
    fact.set_notify(notify);
    if (!ticket.confidential) fact.set_plain_text(ticket.description);
    fact.set_queue(ticket.queue);
    fact.set_follows_ticket_id(text_or_empty(ticket.follows));
    return fact;
}

// Of a confidential ticket facts say states, priorities and who has it, never what somebody wrote.
bool is_plain_word(std::string_view field) {
    return field == "state" || field == "priority" || field == "assignee" || field == "queue" || field == "kind" || field == "impact" ||
           field == "urgency" || field == "received" || field == "confidential" || field == "requester" || field == "device";
}

bool reopens(const TicketRow& before, const TicketRow& after) {
    return !is_open(before.state) && before.state != "merged" && after.state == "in_progress";
}

// P4 is work without a notice, also when it comes back.
facts::v1::TicketReopened reopened_fact(const TicketRow& ticket, const Actor& actor, std::string_view reason) {
    facts::v1::TicketReopened fact;
    fact.set_client_id(ticket.client.text());
    fact.set_ticket_id(ticket.id.text());
    fact.set_reference(ticket.reference);
    fact.set_title(spoken_title(ticket));
    fact.set_priority(ticket.priority);
    fact.set_by(actor.name);
    fact.set_reason(std::string(reason));
    fact.set_queue(ticket.queue);
    fact.set_notify(ticket.priority != "P4");
    return fact;
}
}  // namespace

void follow(TicketRow& ticket, const TicketRow& ended, Instant now) {
    ticket.follows = ended.id;
    ticket.follows_reference = ended.reference;
    ticket.is_repeat = now - std::max(ended.resolved_at, ended.closed_at) <= repeat_within;
}

TicketRow reopened(TicketRow ended) {
    ended.state = "in_progress";
    ended.resolved_at = ended.closed_at = {};
    ++ended.reopened_count;
    return ended;
}

// After the commit: the client's number of open tickets, and whoever looks at it. Of a confidential one only those hear who may read
// it; all others when it becomes one, since it leaves their lists.
Result<std::unordered_map<std::string, std::string>> Desk::decisions_awaited(Transaction& transaction,
                                                                             const std::vector<TicketId>& tickets) const {
    if (!decisions_ || tickets.empty()) return std::unordered_map<std::string, std::string>{};
    return decisions_->awaited(transaction, tickets);
}

Result<std::string> Desk::decision_awaited_of(Transaction& transaction, const TicketRow& ticket) const {
    if (ticket.state != "waiting_client") return std::string();
    STEWARD_TRY(const auto awaited, decisions_awaited(transaction, {ticket.id}));
    const auto at = awaited.find(ticket.id.text());
    return at == awaited.end() ? std::string() : at->second;
}

Status Desk::touch(Transaction& transaction, const TicketRow& ticket, LiveChange change) {
    // Counted where it can be another number: for a client of thousands that is as dear as all the rest of an answer.
    std::optional<int> open_now;
    if (change.how == Before::NotThere || (change.before && is_open(change.before->state) != is_open(ticket.state))) {
        STEWARD_TRY(const auto counted, count_open(transaction, ticket.client));
        open_now = static_cast<int>(counted);
    }
    std::vector<live::Update> updates;
    const bool was_for_all = change.how == Before::Other && !change.before->confidential;
    if (ticket.confidential && !was_for_all && hub_.has_listeners()) {
        STEWARD_TRY(const auto listeners, confidential_listeners(transaction, ticket));
        for (const auto account : listeners) updates.push_back(live::personal_update(ticket.client, account, "ticket"));
    } else {
        const std::string id = ticket.confidential ? std::string() : ticket.id.text();
        std::string words = "{\"ticket_id\":\"" + id + "\"}";
        if (!ticket.confidential && hub_.has_listeners()) {
            STEWARD_TRY(const std::string awaited, decision_awaited_of(transaction, ticket));
            STEWARD_TRY(words, live_words(transaction, promises_, ticket, awaited, change));
        }
        updates.push_back({ticket.client, "ticket", id, std::move(words)});
    }
    transaction.after_commit([this, client = ticket.client, updates = std::move(updates), open_now] {
        if (open_now) directory_.note_client_counts(client, std::nullopt, open_now);
        for (const auto& update : updates) hub_.publish(update);
    });
    return {};
}

Status Desk::open(Transaction& transaction, TicketRow& ticket, const Actor& actor, bool notify, Instant now, Instant received_at,
                  std::optional<Instant> promised_from) {
    ticket.id = TicketId::make(now, rng_);
    ticket.created_at = received_at.is_set() ? std::min(received_at, now) : now;
    ticket.changed_at = ticket.state_since = now;
    STEWARD_TRY(ticket.reference, next_reference(transaction, now));
    STEWARD_CHECK(insert_ticket(transaction, ticket));
    if (ticket.confidential) STEWARD_CHECK(write_confidential(transaction, ticket, now));
    if (!ticket.follows.is_nil()) {
        STEWARD_CHECK(insert_follows(transaction, ticket));
        STEWARD_CHECK(judge_repeat(transaction, ticket));
    }
    STEWARD_CHECK(add_event(transaction, ticket,
                            {.at = now,
                             .actor = actor,
                             .field = "state",
                             .from = "",
                             .to = ticket.state,
                             .reason = ticket.priority_reason,
                             .text = "Opened with priority " + ticket.priority + ".",
                             .internal = false},
                            rng_));
    const Instant since = promised_from.value_or(ticket.created_at);
    if (since.is_set()) STEWARD_CHECK(promises_.opened(transaction, ticket, since));
    STEWARD_CHECK(journal::append(transaction, now, ticket.client, ticket.id.text(), created_fact(ticket, notify)));
    return touch(transaction, ticket, {.how = Before::NotThere});
}

Status Desk::enter(Transaction& transaction, const TicketRow& before, TicketRow& after, Instant now) {
    after.state_since = now;
    after.reminders = 0;
    if (is_open(before.state) && !waits(after.state)) {
        after.until = {};
        after.pause_ground.clear();
    }
    STEWARD_TRY(after.next_at, next_look(transaction, after));
    return {};
}

Result<Instant> Desk::next_look(Transaction& transaction, const TicketRow& ticket) {
    const int days = days_to_next_step(ticket.state, static_cast<int>(ticket.reminders));
    if (days == 0) return ticket.until;
    STEWARD_TRY(const Instant step, promises_.business_days_after(transaction, ticket.client, ticket.state_since, days));
    return ticket.until.is_set() ? std::min(ticket.until, step) : step;
}

Status Desk::change(Transaction& transaction, const TicketRow& before, TicketRow& after, const Actor& actor, std::string_view reason,
                    Instant now) {
    bool words_stand_above = false;
    if (before.state != after.state && after.state == "resolved") {
        STEWARD_TRY(words_stand_above, was_said(transaction, after));
    }
    const auto events = describe_changes(before, after, actor, reason, directory_.client_zone(after.client), now, words_stand_above);
    if (events.empty()) return {};
    if (before.assignee != after.assignee) ++after.assignment_count;
    if (before.state != after.state) STEWARD_CHECK(enter(transaction, before, after, now));
    STEWARD_CHECK(save_ticket(transaction, after, now));
    if (before.confidential != after.confidential) STEWARD_CHECK(write_confidential(transaction, after, now));
    if (before.category != after.category || before.root_cause != after.root_cause) STEWARD_CHECK(judge_repeat(transaction, after));
    const bool by_person = actor.kind != "system" && !actor.by_program;
    STEWARD_CHECK(promises_.changed(transaction, before, after, by_person, now));
    for (const auto& event : events) {
        STEWARD_CHECK(add_event(transaction, after, event, rng_));
        facts::v1::TicketChanged fact;
        fact.set_client_id(after.client.text());
        fact.set_ticket_id(after.id.text());
        fact.set_field(event.field);
        if (!after.confidential || is_plain_word(event.field)) fact.set_from(event.from);
        if (!after.confidential || is_plain_word(event.field)) fact.set_to(event.to);
        fact.set_by(actor.name);
        fact.set_by_account_id(text_or_empty(actor.account));
        STEWARD_CHECK(journal::append(transaction, now, after.client, after.id.text(), fact));
    }
    if (reopens(before, after))
        STEWARD_CHECK(journal::append(transaction, now, after.client, after.id.text(), reopened_fact(after, actor, reason)));
    return touch(transaction, after, {.how = before.confidential ? Before::Unknown : Before::Other, .before = &before});
}

namespace {
// People of a client know who looks after them, not by what program that is done.
Result<std::string> name_to_clients(Transaction& transaction, const std::string& otherwise) {
    STEWARD_TRY(const auto row, transaction.query_one("select provider_name from access_v_installation"));
    return row && !row->text(0).empty() ? row->text(0) : otherwise;
}
}  // namespace

Result<MessageRow> Desk::say(Transaction& transaction, TicketRow& ticket, const Actor& author, bool by_human, bool internal,
                             std::string text, Instant now) {
    MessageRow message{.id = MessageId::make(now, rng_), .at = now, .author = author, .internal = internal, .text = std::move(text)};
    if (!internal && author.kind == "system") {
        STEWARD_TRY(message.author.name, name_to_clients(transaction, author.name));
    }
    STEWARD_CHECK(add_message(transaction, ticket, message));
    const bool told_client = by_human && !internal && author.kind == "staff";
    if (told_client && !ticket.first_response_at.is_set()) {
        ticket.first_response_at = now;
        STEWARD_CHECK(save_ticket(transaction, ticket, now));
    }
    if (told_client) STEWARD_CHECK(promises_.told_client(transaction, ticket, now));
    facts::v1::TicketMessageAdded fact;
    fact.set_client_id(ticket.client.text());
    fact.set_ticket_id(ticket.id.text());
    fact.set_message_id(message.id.text());
    fact.set_internal(internal);
    fact.set_author(message.author.name);
    fact.set_author_kind(author.kind);
    fact.set_author_account_id(text_or_empty(author.account));
    fact.set_reference(ticket.reference);
    fact.set_title(spoken_title(ticket));
    STEWARD_CHECK(journal::append(transaction, now, ticket.client, ticket.id.text(), fact));
    STEWARD_CHECK(touch(transaction, ticket, {.how = Before::Same}));
    return message;
}

Status Desk::remark(Transaction& transaction, TicketRow& ticket, EventRow event) {
    STEWARD_CHECK(add_event(transaction, ticket, event, rng_));
    return touch(transaction, ticket, {});
}

std::string Desk::moment_text(ClientId client, Instant at) const { return zones::minute_text(directory_.client_zone(client), at); }

Status Desk::recount(Transaction& transaction) {
    STEWARD_TRY(const auto counts, count_open_by_client(transaction));
    for (const auto& count : counts) directory_.note_client_counts(count.client, std::nullopt, static_cast<int>(count.count));
    return {};
}

}  // namespace steward::helpdesk
