#include "server/modules/helpdesk/merge.h"

#include <algorithm>

#include "server/modules/helpdesk/changes.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/states.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
std::string refusal_of(const TicketRow& from, const TicketRow& into) {
    if (from.id == into.id) return "A ticket cannot be merged into itself.";
    if (from.client != into.client) return "Tickets of different clients are never merged.";
    if (!is_open(from.state)) return from.reference + " is " + in_words(from.state) + ". Only an open ticket is merged.";
    if (!is_open(into.state)) return into.reference + " is " + in_words(into.state) + ". Merge into an open ticket.";
    if ((from.kind == "internal") != (into.kind == "internal"))
        return "An internal ticket and one that the client sees are not merged: the client would see what is internal.";
    if (from.confidential != into.confidential)
        return "One of them is confidential and the other is not: it would be read by people who may not read it.";
    if (from.parent == into.id || into.parent == from.id) return "One is part of the other. Take that tie away first.";
    return {};
}

std::string most_urgent(const TicketRow& from, const TicketRow& into) {
    return is_more_urgent(from.priority, into.priority) ? from.priority : into.priority;
}

facts::v1::TicketMerged merged_fact(const TicketRow& from, const TicketRow& into, const Actor& actor) {
    facts::v1::TicketMerged fact;
    fact.set_client_id(from.client.text());
    fact.set_ticket_id(from.id.text());
    fact.set_reference(from.reference);
    fact.set_into_ticket_id(into.id.text());
    fact.set_into_reference(into.reference);
    fact.set_received_at_unix_ms(into.created_at.unix_ms);
    fact.set_by(actor.name);
    return fact;
}

// Both may be asked the same (a checklist each): the survivor's stays, until the room that asked says it anew for both.
Status move_questions(Transaction& transaction, TicketId from, TicketId into) {
    STEWARD_CHECK(
        transaction.execute("insert into helpdesk_questions (ticket_id, question_id, client_id, sentence, asked_at) select $1, "
                            "question_id, client_id, sentence, asked_at from helpdesk_questions where ticket_id = $2 on "
                            "conflict (ticket_id, question_id) do nothing",
                            into, from));
    STEWARD_CHECK(transaction.execute("delete from helpdesk_questions where ticket_id = $1", from));
    return {};
}

Status move_links(Transaction& transaction, TicketId from, TicketId into) {
    for (const auto& [mine, other] : {std::pair("from_id", "to_id"), std::pair("to_id", "from_id")}) {
        const std::string own(mine), far(other);
        const std::string columns = own == "from_id" ? "$1, relation, to_id" : "from_id, relation, $1";
        STEWARD_CHECK(transaction.execute("insert into helpdesk_links (from_id, relation, to_id, client_id, at) select " + columns +
                                              ", client_id, at from helpdesk_links where " + own + " = $2 and " + far +
                                              " <> $1 on conflict (from_id, relation, to_id) do nothing",
                                          into, from));
        STEWARD_CHECK(transaction.execute("delete from helpdesk_links where " + own + " = $1", from));
    }
    return {};
}
}  // namespace

Status watch(Transaction& transaction, const TicketRow& ticket, const Tied& watcher, const Actor& actor, Instant now) {
    STEWARD_TRY(const bool is_new, add_watcher(transaction, ticket, watcher));
    if (!is_new) return {};
    facts::v1::TicketWatched fact;
    fact.set_client_id(ticket.client.text());
    fact.set_ticket_id(ticket.id.text());
    (watcher.kind == "account" ? *fact.mutable_account_id() : *fact.mutable_person_id()) = watcher.id;
    fact.set_how(watcher.how);
    fact.set_by(actor.name);
    if (!actor.account.is_nil()) fact.set_by_account_id(actor.account.text());
    fact.set_reference(ticket.reference);
    fact.set_title(spoken_title(ticket));
    fact.set_name(watcher.name);
    return journal::append(transaction, now, ticket.client, ticket.id.text(), fact);
}

Result<MergePlan> Merging::plan(Transaction& transaction, const TicketRow& from, const TicketRow& into) const {
    MergePlan plan{.refusal = refusal_of(from, into), .effects = {}, .received_at = into.created_at, .priority = most_urgent(from, into)};
    // What was asked of somebody else, before the one was brought in, does not become our delay in the other.
    STEWARD_TRY(const Instant into_brought_in, brought_in_at(transaction, into));
    STEWARD_TRY(const Instant from_since, ours_since(transaction, from));
    plan.received_at = std::min(into_brought_in.is_set() ? from.created_at : from_since, into.created_at);
    STEWARD_TRY(const auto children, count_children(transaction, from.id));
    if (plan.refusal.empty() && children > 0 && !into.parent.is_nil())
        plan.refusal =
            from.reference + " has tickets below it and " + into.reference + " is itself part of another: two levels are the most.";
    if (!plan.refusal.empty()) return plan;
    const auto say = [&](std::string sentence) { plan.effects.push_back(std::move(sentence)); };
    say(into.reference + " goes on; " + from.reference + " ends as merged. It can be taken back: what is said here until then stays here.");
    say(into.reference + " shows what was said in " + from.reference + " (" + std::to_string(from.public_count + from.internal_count) +
        "), each with its own time.");
    if (into_brought_in.is_set()) say(into.reference + " was brought in from elsewhere: neither of them counts in K03 to K07 then.");
    if (plan.received_at < into.created_at) {
        say(into.reference + " counts as received at " + desk_.moment_text(into.client, plan.received_at) + ", when " + from.reference +
            " came: its promises run from then and may be missed by that.");
    }
    if (plan.priority != into.priority) say("Its priority becomes " + plan.priority + ", that of " + from.reference + ".");
    if (!from.requester.is_nil() && from.requester != into.requester)
        say(from.requester_name + " becomes a watcher of " + into.reference + " and sees its public messages.");
    if (!from.assignee.is_nil() && from.assignee != into.assignee) say(from.assignee_name + " becomes a watcher.");
    if (children > 0) say("The tickets below " + from.reference + " are below " + into.reference + " then.");
    say("Files, booked time, checklist and open approvals of " + from.reference + " go with it.");
    say("Answers by mail to " + from.reference + " come to " + into.reference + ".");
    return plan;
}

Status Merging::carry_people(Transaction& transaction, const TicketRow& from, const TicketRow& into, const Actor& actor, Instant now) {
    STEWARD_TRY(auto watchers, watchers_of(transaction, from.id));
    if (!from.requester.is_nil() && from.requester != into.requester)
        watchers.insert(watchers.begin(), Tied{"person", from.requester.text(), from.requester_name, "merged", now});
    if (!from.assignee.is_nil() && from.assignee != into.assignee)
        watchers.insert(watchers.begin(), Tied{"account", from.assignee.text(), from.assignee_name, "merged", now});
    for (auto& watcher : watchers) {
        watcher.since = now;
        STEWARD_CHECK(watch(transaction, into, watcher, actor, now));
    }
    STEWARD_TRY(auto things, affected_of(transaction, from.id));
    if (!from.requester.is_nil() && from.requester != into.requester)
        things.push_back({"person", from.requester.text(), from.requester_name, "", {}});
    if (!from.device.is_nil() && from.device != into.device) things.push_back({"device", from.device.text(), from.device_name, "", {}});
    for (const auto& thing : things) STEWARD_CHECK(add_affected(transaction, into, thing));
    const TicketId both[] = {from.id, into.id};
    STEWARD_TRY(const auto tags, tags_of(transaction, both));
    std::vector<std::string> names;
    for (const auto& one : tags) {
        if (std::find(names.begin(), names.end(), one.tag) == names.end() && names.size() < most_tags) names.push_back(one.tag);
    }
    return replace_tags(transaction, into, names);
}

// What hangs on the duplicate hangs on the survivor.
Status Merging::carry_over(Transaction& transaction, const TicketRow& from, TicketRow& into, const Actor& actor, Instant now) {
    STEWARD_CHECK(carry_people(transaction, from, into, actor, now));
    STEWARD_CHECK(move_links(transaction, from.id, into.id));
    STEWARD_CHECK(move_alerts(transaction, from.id, into.id));
    if (into.alert.is_nil() && !from.alert.is_nil()) {
        STEWARD_CHECK(transaction.execute(
            "update helpdesk_tickets set alert_id = $1, alert_state = $2, incident_id = coalesce(incident_id, $3) where id = $4",
            from.alert, from.alert_state, or_null(from.incident), into.id));
    } else if (into.incident.is_nil() && !from.incident.is_nil()) {
        STEWARD_CHECK(transaction.execute("update helpdesk_tickets set incident_id = $1 where id = $2", from.incident, into.id));
    }
    STEWARD_CHECK(move_questions(transaction, from.id, into.id));
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set parent_id = $1 where parent_id = $2", into.id, from.id));
    // What was merged into the duplicate before stays one step from the survivor.
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set merged_into_id = $1 where merged_into_id = $2", into.id, from.id));
    STEWARD_CHECK(transaction.execute(
        "update helpdesk_tickets set public_count = public_count + $1, internal_count = internal_count + $2 where id = $3",
        from.public_count, from.internal_count, into.id));
    into.public_count += from.public_count;
    into.internal_count += from.internal_count;
    return {};
}

Status Merging::merge(Transaction& transaction, const TicketRow& from, TicketRow& into, const Actor& actor, Instant now) {
    STEWARD_TRY(const auto plan, this->plan(transaction, from, into));
    if (!plan.refusal.empty()) return fail(ErrorKind::Conflict, "helpdesk.cannot_merge", plan.refusal);
    STEWARD_CHECK(write_merge(transaction, from, into, plan.priority, now));
    STEWARD_TRY(const auto mine, holdings_of(transaction, from.id));
    STEWARD_TRY(const auto before, holdings_of(transaction, into.id));
    TicketRow survivor = into;
    survivor.created_at = plan.received_at;
    if (plan.priority != into.priority) {
        survivor.impact = from.impact;
        survivor.urgency = from.urgency;
        survivor.priority = from.priority;
        survivor.priority_reason = from.priority_reason;
    }
    STEWARD_CHECK(desk_.change(transaction, into, survivor, actor, from.reference + " was merged into it.", now));
    into = survivor;
    STEWARD_CHECK(carry_over(transaction, from, into, actor, now));
    STEWARD_TRY(const auto after_carrying, holdings_of(transaction, into.id));
    STEWARD_CHECK(write_parts(transaction, from, mine, before, after_carrying, now));
    // Before the duplicate's own clocks are cancelled.
    STEWARD_CHECK(desk_.promises().merged(transaction, from, into, now));
    TicketRow ended = from;
    ended.state = "merged";
    ended.closed_at = now;
    ended.merged_into = into.id;
    ended.merged_into_reference = into.reference;
    STEWARD_CHECK(desk_.change(transaction, from, ended, actor, "", now));
    STEWARD_CHECK(desk_.remark(transaction, into,
                               {.at = now,
                                .actor = actor,
                                .field = "merged",
                                .from = from.id.text(),
                                .to = "",
                                .reason = "",
                                .text = from.reference + " “" + from.title + "” was merged into this ticket.",
                                .internal = false}));
    STEWARD_CHECK(journal::append(transaction, now, into.client, into.id.text(), merged_fact(from, into, actor)));
    STEWARD_TRY(const auto after, find_ticket(transaction, into.id));
    if (after) into = *after;
    return {};
}

}  // namespace steward::helpdesk
