#include "server/modules/changes/acts.h"

#include <algorithm>

#include "server/platform/journal/journal.h"
#include "server/platform/zones/zones.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::changes {

namespace {
constexpr std::string_view question_in_ticket = "changes.open";
constexpr int days_to_write = 1, days_to_review = 5;

std::string state_words(std::string_view state) {
    std::string words(state);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

// As it is said to people: on the clock of the client.
std::string moment_words(const ChangeRow& change, Instant at) { return zones::minute_text(change.zone, at); }

// Nothing more happens by it: its ticket may be resolved.
bool is_over(std::string_view state) { return state == "completed" || state == "rolled_back" || state == "rejected"; }

helpdesk::TicketOrder internal_ticket(const ChangeRow& change, std::string title, std::string description) {
    helpdesk::TicketOrder order;
    order.client = change.client;
    order.kind = "internal";
    order.source = "change";
    order.title = std::move(title);
    order.description = std::move(description);
    order.impact = "limited";
    order.urgency = "high";
    return order;
}
}  // namespace

const helpdesk::Doer& changes_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

ChangeFace face_of(const ChangeRow& change) {
    return {.type = change.type,
            .state = change.state,
            .plan = change.plan,
            .rollback = change.rollback,
            .test = change.test,
            .impact = change.impact,
            .likelihood = change.likelihood,
            .affects_users = change.affects_users,
            .cost_minor = change.cost_minor,
            .has_second = change.second_at.is_set(),
            .client_approval = change.client_approval,
            .starts_at = change.starts_at,
            .ends_at = change.ends_at,
            .is_withdrawn = change.is_withdrawn(),
            .alone_until = change.alone_until};
}

Status Acts::note(Transaction& transaction, const ChangeRow& change, const helpdesk::Doer& doer, std::string_view kind, std::string from,
                  std::string to, std::string text, Instant now) {
    STEWARD_CHECK(add_line(
        transaction, change.id,
        {.at = now, .by = doer.name, .kind = std::string(kind), .from = std::move(from), .to = std::move(to), .text = std::move(text)}));
    live::Update update{change.client, "change", change.id.text(), R"({"ticket_id":")" + change.ticket.text() + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
    return {};
}

// One move: its rows, its line, its words in the ticket, its fact.
Status Acts::settle(Transaction& transaction, ChangeRow& change, const std::string& from, const std::string& text,
                    const helpdesk::Doer& doer, Instant now) {
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    STEWARD_CHECK(note(transaction, change, doer, "moved", from, change.state, text, now));
    STEWARD_CHECK(work_.say(transaction, change.ticket, doer, true,
                            "Change: " + state_words(from) + " → " + state_words(change.state) + "." + (text.empty() ? "" : "\n\n" + text),
                            now));
    if (is_over(change.state)) STEWARD_CHECK(voice_.settle(transaction, change.ticket, question_in_ticket));
    facts::v1::ChangeMoved fact;
    fact.set_client_id(change.client.text());
    fact.set_change_id(change.id.text());
    fact.set_ticket_id(change.ticket.text());
    fact.set_reference(change.reference);
    fact.set_from(from);
    fact.set_to(change.state);
    fact.set_by(doer.name);
    return journal::append(transaction, now, change.client, change.id.text(), fact);
}

Result<ChangeRow> Acts::draft(Transaction& transaction, ChangeRow change, const std::string& title, const std::vector<DeviceId>& devices,
                              const helpdesk::Doer& doer, Instant now) {
    if (change.ticket.is_nil()) {
        helpdesk::TicketOrder order;
        order.client = change.client;
        order.kind = "change";
        order.source = "change";
        order.title = title;
        order.description = change.reason.empty() ? change.plan : change.reason;
        order.impact = change.impact.empty() ? "limited" : change.impact;
        order.urgency = change.type == "emergency" ? "high" : "low";
        if (!devices.empty()) order.device = devices.front();
        STEWARD_TRY(const auto opened, work_.open(transaction, order, doer, now));
        change.ticket = opened.id;
    }
    change.id = ChangeId::make(now, rng_);
    change.drafted_at = now;
    STEWARD_CHECK(insert_change(transaction, change));
    STEWARD_CHECK(set_devices(transaction, change, devices));
    STEWARD_CHECK(add_writer(transaction, change.id, change.author_id));
    STEWARD_CHECK(note(transaction, change, doer, "drafted", "", "draft",
                       change.source_name.empty() ? "" : "From the template “" + change.source_name + "”.", now));
    STEWARD_CHECK(voice_.ask(
        transaction, change.ticket, question_in_ticket,
        "The change of this ticket is not done. Complete it, take it back or let it be rejected; then this can be resolved.", now));
    STEWARD_TRY(auto stored, find_change(transaction, change.id));
    return stored ? *stored : change;
}

Status Acts::rewrite(Transaction& transaction, ChangeRow& change, const helpdesk::Doer& doer, const std::string& what, Instant now) {
    const bool had_decisions = change.second_at.is_set() || change.alone_until.is_set() || change.client_approval == "approved";
    change.second_id = {};
    change.second_person.clear();
    change.second_at = {};
    change.alone_until = {};
    change.decision_text.clear();
    if (!change.approval_id.empty()) change.client_approval = "not_asked";
    change.approval_id.clear();
    if (change.author_id.is_nil()) {
        change.author_id = doer.account;
        change.author = doer.name;
    }
    change.changed_at = now;
    STEWARD_CHECK(add_writer(transaction, change.id, doer.account));
    STEWARD_CHECK(save_change(transaction, change));
    return note(
        transaction, change, doer, "changed", "", "",
        "Written: " + what + "." + (had_decisions ? " What was approved before was another text: it has to be approved again." : ""), now);
}

Status Acts::move(Transaction& transaction, ChangeRow& change, const ChangeWish& wish, bool service_hurt, const helpdesk::Doer& doer,
                  Instant now) {
    const std::string from = change.state;
    std::string text(wish.text);
    change.state = std::string(wish.to);
    if (change.state == "approved") {
        change.verbal_at = now;
        STEWARD_TRY(change.written_due, levels_.business_days_after(transaction, change.client, now, days_to_write));
        text = change.verbal_by + " approved it by word of mouth and writes it down by " + moment_words(change, change.written_due) + ".";
    }
    if (change.state == "scheduled") {
        change.starts_at = wish.starts_at;
        change.ends_at = wish.ends_at;
        text = moment_words(change, change.starts_at) + " to " + moment_words(change, change.ends_at) +
               (wish.collides ? ", although another change has that time" : "") + "." + (text.empty() ? "" : "\n\n" + text);
    }
    if (change.state == "implementing") {
        change.began_at = now;
        change.implementer = doer.name;
    }
    if (change.state == "completed" || change.state == "rolled_back") {
        change.ended_at = now;
        change.outcome = text;
    }
    if (change.state == "completed") {
        STEWARD_TRY(change.review_due, levels_.business_days_after(transaction, change.client, now, days_to_review));
    }
    if (change.state == "rolled_back" && service_hurt) {
        change.service_hurt = true;
        STEWARD_CHECK(find_hurt(transaction, change, now));
    }
    if (change.state == "reviewed") {
        change.review = text;
        change.reviewed_by = doer.name;
        change.reviewed_at = now;
    }
    return settle(transaction, change, from, text, doer, now);
}

// Findings have no room of their own yet: it is an internal ticket that somebody has to answer.
Status Acts::find_hurt(Transaction& transaction, ChangeRow& change, Instant now) {
    auto order = internal_ticket(
        change, "Finding: " + change.reference + " hurt a service",
        change.title + " was taken back. " + change.outcome + "\n\nFind out why, and write here what will be done differently.");
    order.impact = "significant";
    STEWARD_TRY(const auto opened, work_.open(transaction, order, changes_program(), now));
    change.finding = opened.id;
    return {};
}

Status Acts::decide(Transaction& transaction, ChangeRow& change, bool approves, const std::string& text, const helpdesk::Doer& doer,
                    Instant now) {
    change.decision_text = text;
    if (!approves) {
        change.state = "rejected";
        return settle(transaction, change, "assessed", text, doer, now);
    }
    change.second_id = doer.account;
    change.second_person = doer.name;
    change.second_at = now;
    STEWARD_CHECK(note(transaction, change, doer, "approved", "", "", text, now));
    return approve_if_complete(transaction, change, doer, now);
}

Status Acts::approve_alone(Transaction& transaction, ChangeRow& change, const std::string& text, const helpdesk::Doer& doer, Instant now) {
    change.decision_text = text;
    change.alone_until = now + time_to_object;
    change.changed_at = now;
    STEWARD_CHECK(note(transaction, change, doer, "approved_alone", "", "", text, now));
    STEWARD_CHECK(work_.say(transaction, change.ticket, doer, true, missing_approval(face_of(change)), now));
    if (change.client_approval == "approved") return second_of(transaction, change, "The client's approver", now);
    return save_change(transaction, change);
}

// Somebody who is not of ours, or nobody: whatever stood for the second person.
Status Acts::second_of(Transaction& transaction, ChangeRow& change, const std::string& who, Instant now) {
    change.second_id = {};
    change.second_person = who;
    change.second_at = now;
    const helpdesk::Doer doer{.kind = "system", .account = {}, .name = who, .role = "SYS"};
    STEWARD_CHECK(note(transaction, change, doer, "approved", "", "", "In place of a second person of ours.", now));
    return approve_if_complete(transaction, change, doer, now);
}

Status Acts::time_approves(Transaction& transaction, ChangeRow& change, Instant now) {
    return second_of(transaction, change, "Time (72 hours without a no)", now);
}

Status Acts::approve_if_complete(Transaction& transaction, ChangeRow& change, const helpdesk::Doer& doer, Instant now) {
    change.changed_at = now;
    if (!missing_approval(face_of(change)).empty()) return save_change(transaction, change);
    change.state = "approved";
    return settle(transaction, change, "assessed", change.decision_text, doer, now);
}

Status Acts::ask_client(Transaction& transaction, ChangeRow& change, const std::vector<PersonId>& people, const std::string& words,
                        Instant due_at, const helpdesk::Doer& doer, Instant now) {
    approvals::Question question{.ticket = change.ticket,
                                 .kind = "change",
                                 .question = words.empty() ? "May we do this? " + change.title + "\n\n" + change.reason : words,
                                 .consequence = "What is done: " + change.plan + "\n\nIf it fails: " + change.rollback,
                                 .cost_minor = change.cost_minor,
                                 .currency = change.currency,
                                 .due_at = due_at,
                                 .people = people,
                                 .asker = doer.account,
                                 .asker_name = doer.name};
    if (question.consequence.size() > 4000) question.consequence = "What is done stands in the ticket " + change.reference + ".";
    STEWARD_TRY(const auto approval, questions_.ask(transaction, question, now));
    change.approval_id = approval.text();
    change.client_approval = "pending";
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    return note(transaction, change, doer, "client_asked", "", "", "", now);
}

Status Acts::client_decided(Transaction& transaction, ChangeRow& change, const std::string& state, const std::string& by, Instant now) {
    change.client_approval = state;
    const helpdesk::Doer doer{.kind = "system", .account = {}, .name = by, .role = "SYS"};
    STEWARD_CHECK(note(transaction, change, doer, "client_" + state, "", "", "", now));
    if (state == "rejected" && change.state == "assessed") {
        change.state = "rejected";
        return settle(transaction, change, "assessed", "The client did not approve it.", doer, now);
    }
    if (change.state != "assessed") {
        change.changed_at = now;
        return save_change(transaction, change);
    }
    const bool is_second = state == "approved" && change.alone_until.is_set() && !change.second_at.is_set();
    if (is_second) return second_of(transaction, change, by + " of the client", now);
    return approve_if_complete(transaction, change, doer, now);
}

Status Acts::confirm(Transaction& transaction, ChangeRow& change, const std::string& text, const helpdesk::Doer& doer, Instant now) {
    change.written_at = now;
    change.decision_text = text;
    change.second_id = doer.account;
    change.second_person = doer.name;
    change.second_at = now;
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    return note(transaction, change, doer, "confirmed", "", "", text + (now > change.written_due ? " (Late.)" : ""), now);
}

Status Acts::say_unwritten(Transaction& transaction, ChangeRow& change, Instant now) {
    change.overdue_said = true;
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    auto order = internal_ticket(change, "Not written down: the emergency change " + change.reference,
                                 change.verbal_by + " approved it by word of mouth (" + change.title + "). It had to be written down by " +
                                     moment_words(change, change.written_due) + ". Open the change and confirm it.");
    STEWARD_TRY(const auto who, colleague(transaction, change.verbal_by_id, change.client));
    if (who) order.assignee = change.verbal_by_id;
    if (who) order.assignee_name = who->name;
    STEWARD_TRY(const auto opened, work_.open(transaction, order, changes_program(), now));
    return note(transaction, change, changes_program(), "overdue", "", "", "It is not written down. " + opened.reference + " asks for it.",
                now);
}

Status Acts::say_unreviewed(Transaction& transaction, ChangeRow& change, Instant now) {
    change.review_said = true;
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    STEWARD_CHECK(note(transaction, change, changes_program(), "review_due", "", "", "The review is due.", now));
    STEWARD_CHECK(say_overdue(transaction, change, "change_review", "The review of this change is due", change.review_due, now));
    return work_.say(transaction, change.ticket, changes_program(), true,
                     "The review of this change is due: say what it brought and what it broke.", now);
}

Status Acts::say_without_outcome(Transaction& transaction, ChangeRow& change, Instant now) {
    change.outcome_said = true;
    change.changed_at = now;
    STEWARD_CHECK(save_change(transaction, change));
    STEWARD_CHECK(note(transaction, change, changes_program(), "outcome_due", "", "", "Its window is over.", now));
    STEWARD_CHECK(
        say_overdue(transaction, change, "change_outcome", "The window is over and nobody said what came of it", change.ends_at, now));
    return work_.say(transaction, change.ticket, changes_program(), true,
                     "The window of this change is over. Say what came of it: completed, or taken back.", now);
}

// To those who know it: who wrote it, who approved it.
Status Acts::say_overdue(Transaction& transaction, const ChangeRow& change, std::string_view what, std::string text, Instant due_at,
                         Instant now) {
    facts::v1::WordsOverdue fact;
    fact.set_client_id(change.client.text());
    fact.set_what(std::string(what));
    fact.set_subject_id(change.id.text());
    fact.set_ticket_id(change.ticket.text());
    fact.set_reference(change.reference);
    fact.set_title(change.title);
    fact.set_text(std::move(text));
    if (!change.author_id.is_nil()) fact.add_account_ids(change.author_id.text());
    if (!change.second_id.is_nil() && change.second_id != change.author_id) fact.add_account_ids(change.second_id.text());
    fact.set_due_at_unix_ms(due_at.unix_ms);
    return journal::append(transaction, now, change.client, change.id.text(), fact);
}

}  // namespace steward::changes
