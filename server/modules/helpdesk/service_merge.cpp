// Merging and splitting over the API, mentions, and children that are solved with their parent.
#include <algorithm>

#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/mentions.h"
#include "server/modules/helpdesk/service.h"
#include "server/modules/helpdesk/voice.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
// The way to "resolved", each step a move of the table.
std::string_view step_to_resolved(std::string_view state) {
    if (state == "new") return "triaged";
    return state == "in_progress" ? "resolved" : "in_progress";
}

// As much of a note as a notice shows, cut at a letter's end.
std::string beginning_of(const std::string& text) {
    constexpr size_t shown = 500;
    size_t end = std::min(text.size(), shown);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

// Resolved by the words of the parent.
// Whether more people read the child than the parent: then nothing of the parent is said in it.
bool is_read_by_more(const TicketRow& child, const TicketRow& parent) {
    return (parent.confidential && !child.confidential) || (parent.kind == "internal" && child.kind != "internal");
}

std::string solved_words(const TicketRow& child, const TicketRow& parent) {
    if (is_read_by_more(child, parent)) return "Solved together with the ticket that it is part of.";
    return "Solved together with " + parent.reference + ".";
}

TicketRow solved_with(const TicketRow& child, const TicketRow& parent, Instant now) {
    TicketRow after = child;
    const bool is_guarded = is_read_by_more(child, parent);
    const std::string root_cause = is_guarded ? "" : parent.root_cause;
    after.resolved_at = now;
    after.resolution_code = parent.resolution_code;
    after.resolution_text = is_guarded ? solved_words(child, parent) : parent.resolution_text;
    after.root_cause = root_cause.empty() && child.kind == "incident" ? "unknown" : root_cause;
    return after;
}
}  // namespace

Result<v1::TicketMergePlan> Service::preview_ticket_merge(Call& call, const v1::PreviewTicketMergeRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto from, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_TRY(const auto into, load_ticket(*transaction, call, request.into_ticket_id()));
    STEWARD_TRY(const auto plan, merging_.plan(*transaction, from, into));
    v1::TicketMergePlan message;
    message.set_ticket_id(from.id.text());
    message.set_reference(from.reference);
    message.set_into_ticket_id(into.id.text());
    message.set_into_reference(into.reference);
    message.set_into_title(into.title);
    message.set_refusal(plan.refusal);
    for (const auto& effect : plan.effects) message.add_effects(effect);
    message.set_received_at_unix_ms(plan.received_at.unix_ms);
    message.set_priority(plan.priority);
    message.set_message_count(static_cast<int32_t>(from.public_count + from.internal_count + into.public_count + into.internal_count));
    return message;
}

Result<v1::Ticket> Service::merge_ticket(Call& call, const v1::MergeTicketRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_CHECK(require_directing(mover_of(call.caller())));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto from, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(etag_holds(call, from.revision));
    STEWARD_TRY(auto into, load_ticket(*transaction, call, request.into_ticket_id()));
    STEWARD_CHECK(merging_.merge(*transaction, from, into, actor_of(call.caller()), call.now()));
    call.set_audit_subject(from.id.text());
    call.add_audit_detail("into", into.reference);
    return answer(*transaction, into, call);
}

Result<v1::Ticket> Service::unmerge_ticket(Call& call, const v1::UnmergeTicketRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    STEWARD_CHECK(require_directing(mover_of(call.caller())));
    Form form;
    const std::string reason = form.text("/reason", request.reason(), 1000);
    STEWARD_CHECK(form.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(etag_holds(call, ticket.revision));
    call.add_audit_detail("out_of", ticket.merged_into_reference);
    STEWARD_CHECK(merging_.unmerge(*transaction, ticket, actor_of(call.caller()), reason, call.now()));
    call.set_audit_subject(ticket.id.text());
    return answer(*transaction, ticket, call);
}

Result<v1::Ticket> Service::split_ticket(Call& call, const v1::SplitTicketRequest& request) {
    STEWARD_CHECK(require_staff(call.caller()));
    Form form;
    TicketRow fresh;
    fresh.title = form.title("/title", request.title());
    fresh.kind = form.choice("/kind", request.kind(), ticket_kinds, "incident");
    std::vector<MessageId> ids;
    for (const auto& text : request.message_ids()) {
        const auto id = MessageId::parse(text);
        if (!id) form.refuse("/message_ids", id.error().message);
        else if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    if (request.message_ids_size() == 0 || request.message_ids_size() > most_split_messages)
        form.refuse("/message_ids", "Between 1 and " + std::to_string(most_split_messages) + " messages.");
    STEWARD_CHECK(form.status());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto source, load_ticket(*transaction, call, request.ticket_id()));
    STEWARD_CHECK(still_alive(source));
    if ((source.kind == "internal") != (fresh.kind == "internal"))
        return bad_field("/kind", "What was said in an internal ticket stays internal, and what the client read stays readable.");
    STEWARD_CHECK(merging_.split(*transaction, source, ids, fresh, actor_of(call.caller()), call.now()));
    call.set_audit_subject(source.id.text());
    call.add_audit_detail("new_ticket", fresh.reference);
    STEWARD_TRY(const auto loaded, load_ticket(*transaction, call, fresh.id.text()));
    return answer(*transaction, loaded, call);
}

Status Service::mention(Transaction& transaction, const TicketRow& ticket, const MessageRow& message) {
    if (message.text.find('@') == std::string::npos) return {};
    STEWARD_TRY(const auto accounts, list_assignable(transaction, ticket.client));
    for (const auto& account : find_mentions(message.text, accounts)) {
        if (account.id == message.author.account) continue;
        STEWARD_CHECK(
            watch(transaction, ticket, {"account", account.id.text(), account.name, "mentioned", message.at}, message.author, message.at));
        facts::v1::TicketMentioned fact;
        fact.set_client_id(ticket.client.text());
        fact.set_ticket_id(ticket.id.text());
        fact.set_reference(ticket.reference);
        fact.set_title(spoken_title(ticket));
        fact.set_message_id(message.id.text());
        fact.set_account_id(account.id.text());
        fact.set_by(message.author.name);
        if (!ticket.confidential) fact.set_plain_text(beginning_of(message.text));
        if (!message.author.account.is_nil()) fact.set_by_account_id(message.author.account.text());
        STEWARD_CHECK(journal::append(transaction, message.at, ticket.client, ticket.id.text(), fact));
    }
    return {};
}

Status Service::resolve_children(Transaction& transaction, const Call& call, const TicketRow& parent) {
    const Actor actor = actor_of(call.caller());
    STEWARD_TRY(const auto ids, open_children_of(transaction, parent.id));
    for (const TicketId id : ids) {
        STEWARD_TRY(auto child, find_ticket(transaction, id));
        if (!child) continue;
        STEWARD_TRY(const std::string question, open_question(transaction, id));
        if (!question.empty()) return fail(ErrorKind::Conflict, "helpdesk.open_question", child->reference + ": " + question);
        const bool human = call.caller().kind == PrincipalKind::Account;
        const std::string reason = solved_words(*child, parent);
        const std::string words = is_read_by_more(*child, parent) ? reason : reason + " " + parent.resolution_text;
        STEWARD_CHECK(desk_.say(transaction, *child, actor, human, child->kind == "internal", words, call.now()));
        while (is_open(child->state)) {
            const std::string next(step_to_resolved(child->state));
            TicketRow after = next == "resolved" ? solved_with(*child, parent, call.now()) : *child;
            after.state = next;
            STEWARD_CHECK(desk_.change(transaction, *child, after, actor, reason, call.now()));
            child = after;
        }
    }
    return {};
}

}  // namespace steward::helpdesk
