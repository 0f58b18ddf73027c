// Messages that leave a ticket for one of their own, with their times.
#include <algorithm>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/merge.h"
#include "server/modules/helpdesk/priority.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
struct MovedMessage {
    MessageId id;
    Instant at;
    std::string author_kind;
    bool internal = false;
};

// In the order in which they were said; also those that came by merging.
Result<std::vector<MovedMessage>> messages_to_move(Transaction& transaction, const TicketRow& source, std::span<const MessageId> wanted) {
    std::vector<storage::Value> values = {source.client.text(), source.id.text()};
    std::string places;
    for (const MessageId id : wanted) {
        values.emplace_back(id.text());
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    STEWARD_TRY(const auto rows,
                transaction.run("select m.id, m.at, m.author_kind, m.internal from helpdesk_messages m join helpdesk_tickets t on t.id = "
                                "m.ticket_id where m.client_id = $1 and (t.id = $2 or t.merged_into_id = $2) and m.id in (" +
                                    places + ") order by m.at, m.position",
                                values));
    std::vector<MovedMessage> found;
    for (const auto& row : rows) found.push_back({row.id<MessageId>(0), row.instant(1), row.text(2), row.boolean(3)});
    return found;
}

// What the client said first; without that, what was said first.
Instant received_with(std::span<const MovedMessage> messages) {
    const auto asked = std::find_if(messages.begin(), messages.end(),
                                    [](const MovedMessage& one) { return !one.internal && one.author_kind == "person"; });
    return asked == messages.end() ? messages.front().at : asked->at;
}

Status move_messages(Transaction& transaction, std::span<const MovedMessage> messages, TicketRow& source, TicketRow& fresh, Instant now) {
    for (const auto& message : messages) {
        ++fresh.entry_count;
        STEWARD_CHECK(transaction.execute("update helpdesk_messages set ticket_id = $1, position = $2 where id = $3", fresh.id,
                                          fresh.entry_count, message.id));
        ++(message.internal ? fresh.internal_count : fresh.public_count);
        --(message.internal ? source.internal_count : source.public_count);
    }
    for (const auto* ticket : {&source, &fresh}) {
        STEWARD_CHECK(transaction.execute(
            "update helpdesk_tickets set public_count = $1, internal_count = $2, entry_count = $3, changed_at = $4 where id = $5",
            ticket->public_count, ticket->internal_count, ticket->entry_count, now, ticket->id));
    }
    return {};
}

facts::v1::TicketSplit split_fact(const TicketRow& source, const TicketRow& fresh, std::span<const MovedMessage> messages,
                                  const Actor& actor) {
    facts::v1::TicketSplit fact;
    fact.set_client_id(source.client.text());
    fact.set_ticket_id(source.id.text());
    fact.set_reference(source.reference);
    fact.set_new_ticket_id(fresh.id.text());
    fact.set_new_reference(fresh.reference);
    for (const auto& message : messages) fact.add_message_ids(message.id.text());
    fact.set_by(actor.name);
    return fact;
}

void take_from(const TicketRow& source, TicketRow& fresh) {
    fresh.client = source.client;
    fresh.client_name = source.client_name;
    fresh.source = source.source == "alert" ? "email" : source.source;
    fresh.impact = source.impact;
    fresh.urgency = source.urgency;
    fresh.requester = source.requester;
    fresh.requester_name = source.requester_name;
    fresh.queue = source.queue;
    fresh.confidential = source.confidential;
    fresh.state = "new";
    fresh.priority = source.priority;
    fresh.priority_reason = source.priority_reason;
}

// The first answer went with them, if one of ours spoke to the client among them after the ticket's own first answer.
Instant answered_with(std::span<const MovedMessage> messages, const TicketRow& source, Instant received) {
    for (const auto& message : messages) {
        const bool spoken = message.author_kind == "staff" && !message.internal && message.at >= received;
        if (spoken && source.first_response_at.is_set() && message.at >= source.first_response_at) return message.at;
    }
    return {};
}
}  // namespace

// What was asked of somebody else, before the ticket was brought in, is no figure of ours here either; and it promises what its
// ticket promises, from the same day on.
Status Merging::open_split(Transaction& transaction, const TicketRow& source, TicketRow& fresh, const Actor& actor, Instant received,
                           Instant now) {
    STEWARD_TRY(const Instant brought_in, brought_in_at(transaction, source));
    if (!brought_in.is_set() || received >= brought_in) return desk_.open(transaction, fresh, actor, true, now, received);
    STEWARD_TRY(const bool promises, desk_.promises().has_any(transaction, source.id, now));
    STEWARD_CHECK(desk_.open(transaction, fresh, actor, true, now, received, promises ? brought_in : Instant{}));
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set brought_in_at = $1 where id = $2", brought_in, fresh.id));
    return {};
}

Status Merging::split(Transaction& transaction, TicketRow& source, std::span<const MessageId> messages, TicketRow& fresh,
                      const Actor& actor, Instant now) {
    STEWARD_TRY(const auto moved, messages_to_move(transaction, source, messages));
    if (moved.empty() || moved.size() != messages.size())
        return bad_field("/message_ids", "Choose messages and notes of this ticket. What happened to it stays with it.");
    take_from(source, fresh);
    const Instant received = received_with(moved);
    STEWARD_CHECK(open_split(transaction, source, fresh, actor, received, now));
    STEWARD_CHECK(move_messages(transaction, moved, source, fresh, now));
    const Instant answered = answered_with(moved, source, received);
    if (answered.is_set()) {
        fresh.first_response_at = answered;
        STEWARD_CHECK(save_ticket(transaction, fresh, now));
        STEWARD_TRY(const Instant since, ours_since(transaction, fresh));
        STEWARD_CHECK(desk_.promises().was_answered(transaction, fresh, std::max(answered, since)));
    }
    STEWARD_CHECK(add_link(transaction, fresh, "split_from", source.id, now));
    const std::string count = moved.size() == 1 ? "A message was" : std::to_string(moved.size()) + " messages were";
    const auto line = [&](std::string text) {
        return EventRow{.at = now,
                        .actor = actor,
                        .field = "split",
                        .from = "",
                        .to = fresh.id.text(),
                        .reason = "",
                        .text = std::move(text),
                        .internal = false};
    };
    STEWARD_CHECK(desk_.remark(transaction, source, line(count + " moved to " + fresh.reference + " “" + fresh.title + "”.")));
    STEWARD_CHECK(desk_.remark(transaction, fresh, line(count + " moved here from " + source.reference + ".")));
    return journal::append(transaction, now, source.client, source.id.text(), split_fact(source, fresh, moved, actor));
}

}  // namespace steward::helpdesk
