#include "server/modules/approvals/acts.h"

#include "server/modules/approvals/verdict.h"
#include "server/modules/approvals/words.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::approvals {

namespace {
constexpr Duration shortest_between_reminders = std::chrono::hours(1);

std::string question_id(const RequestRow& request) { return "approvals." + request.id.text(); }

std::unexpected<Error> has_ended(const RequestRow& request) {
    return fail(ErrorKind::Conflict, "approvals.ended",
                request.state == "withdrawn" ? "This question was taken back: " + request.end_reason : "This is decided already.");
}

std::string decision_words(const ApproverRow& approver, const Decision& decision) {
    std::string text = decision.choice == "approved" ? "Approved by " : "Not approved by ";
    text += approver.name + (decision.via == "link"   ? ", by the link in the mail."
                             : decision.via == "mail" ? ", by answering the mail."
                                                      : ".");
    return decision.comment.empty() ? text : text + "\n\n" + decision.comment;
}
}  // namespace

const helpdesk::Doer& approvals_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

Status Acts::tell_screens(Transaction& transaction, const RequestRow& request) {
    transaction.after_commit([this, client = request.client, id = request.id.text(), ticket = request.ticket.text()] {
        hub_.publish({client, "approval", id, "{\"ticket_id\":\"" + ticket + "\"}"});
    });
    return {};
}

Result<int> Acts::mail_pending(Transaction& transaction, const RequestRow& request, bool is_reminder, Instant now) {
    int sent = 0;
    STEWARD_TRY(const auto approvers, approvers_of(transaction, request.id));
    for (const auto& approver : approvers) {
        if (approver.state != "pending") continue;
        STEWARD_TRY(const auto party, party_of(transaction, approver));
        if (!party || party->address.empty() || !party->is_active) continue;
        facts::v1::MailWanted mail;
        mail.set_client_id(request.client.text());
        mail.set_ticket_id(request.ticket.text());
        mail.set_reference(request.reference);
        mail.set_to(party->address);
        mail.set_subject(mail_subject(request, is_reminder));
        mail.set_text(mail_text(request, party->name, is_reminder));
        mail.set_approver_id(approver.id.text());
        STEWARD_CHECK(journal::append(transaction, now, request.client, request.ticket.text(), mail));
        ++sent;
    }
    return sent;
}

Status Acts::ask(Transaction& transaction, RequestRow& request, const std::vector<Party>& parties, const helpdesk::Doer& asker,
                 Instant now) {
    request.next_at = next_reminder(request.due_at, now).value_or(Instant{});
    STEWARD_CHECK(insert_request(transaction, request));
    STEWARD_TRY(const auto stored, find_request(transaction, request.id));
    if (stored) request.zone = stored->zone;
    int64_t position = 0;
    for (const auto& party : parties) {
        STEWARD_CHECK(insert_approver(transaction, {.id = ApproverId::make(now, rng_),
                                                    .client = request.client,
                                                    .request = request.id,
                                                    .position = ++position,
                                                    .person = party.person,
                                                    .account = party.account,
                                                    .name = party.name,
                                                    .state = "pending",
                                                    .decided_at = {},
                                                    .via = {},
                                                    .comment = {}}));
    }
    STEWARD_CHECK(voice_.ask(transaction, request.ticket, question_id(request),
                             "An approval is still open in this ticket. Let it be decided, or take it back.", now));
    std::string words = asked_words(request, parties);
    if (request.is_of_client()) STEWARD_CHECK(work_.ask_client(transaction, request.ticket, asker, std::move(words), now));
    else STEWARD_CHECK(work_.say(transaction, request.ticket, asker, true, std::move(words), now));
    STEWARD_CHECK(mail_pending(transaction, request, false, now));
    STEWARD_CHECK(say_asked(transaction, request, false, now));
    return tell_screens(transaction, request);
}

Status Acts::say_asked(Transaction& transaction, const RequestRow& request, bool is_reminder, Instant now) {
    facts::v1::ApprovalAsked fact;
    fact.set_client_id(request.client.text());
    fact.set_approval_id(request.id.text());
    fact.set_ticket_id(request.ticket.text());
    fact.set_reference(request.reference);
    fact.set_title(request.ticket_title);
    fact.set_side(request.side);
    fact.set_question(request.question);
    fact.set_by(request.asked_by);
    if (!request.asked_by_id.is_nil()) fact.set_by_account_id(request.asked_by_id.text());
    fact.set_is_reminder(is_reminder);
    STEWARD_TRY(const auto approvers, approvers_of(transaction, request.id));
    for (const auto& approver : approvers) {
        if (approver.state == "pending" && !approver.account.is_nil()) fact.add_account_ids(approver.account.text());
    }
    return journal::append(transaction, now, request.client, request.ticket.text(), fact);
}

Status Acts::end(Transaction& transaction, RequestRow& request, const std::string& by, AccountId account, const std::string& sentence,
                 Instant now) {
    request.ended_at = now;
    request.next_at = {};
    STEWARD_TRY(const bool is_first, save_request(transaction, request));
    if (!is_first) return has_ended(request);
    STEWARD_CHECK(release_others(transaction, request.id));
    STEWARD_CHECK(voice_.settle(transaction, request.ticket, question_id(request)));
    facts::v1::ApprovalEnded fact;
    fact.set_client_id(request.client.text());
    fact.set_approval_id(request.id.text());
    fact.set_ticket_id(request.ticket.text());
    fact.set_reference(request.reference);
    fact.set_state(request.state);
    fact.set_by(by);
    if (!account.is_nil()) fact.set_by_account_id(account.text());
    STEWARD_CHECK(journal::append(transaction, now, request.client, request.ticket.text(), fact));
    if (!request.is_of_client()) return {};
    STEWARD_TRY(const auto others, pending_of_ticket(transaction, request.ticket));
    for (const auto& other : others) {
        if (other.is_of_client()) return {};  // the client is still waited for
    }
    return work_.client_answered(transaction, request.ticket, sentence, now);
}

// The approval's own row is written first: of two who decide at once, the second sees what the first decided.
Status Acts::decide(Transaction& transaction, RequestRow& request, ApproverRow approver, const Decision& decision, Instant now) {
    if (!request.is_pending()) return has_ended(request);
    STEWARD_TRY(const bool is_pending, save_request(transaction, request));
    if (!is_pending) return has_ended(request);
    approver.state = decision.choice;
    approver.comment = decision.comment;
    approver.via = decision.via;
    approver.decided_at = now;
    STEWARD_TRY(const bool is_first, save_decision(transaction, approver));
    if (!is_first) return fail(ErrorKind::Conflict, "approvals.already_decided", "You decided this already. A decision is not changed.");
    const helpdesk::Doer doer{.kind = request.is_of_client() ? "person" : "staff",
                              .account = decision.account,
                              .name = approver.name,
                              .role = request.is_of_client() ? "CAP" : ""};
    STEWARD_CHECK(work_.say(transaction, request.ticket, doer, !request.is_of_client(), decision_words(approver, decision), now));
    STEWARD_TRY(const auto all, approvers_of(transaction, request.id));
    std::vector<std::string> states;
    for (const auto& one : all) states.push_back(one.state);
    const std::string_view outcome = verdict(request.rule, states);
    STEWARD_CHECK(tell_screens(transaction, request));
    if (outcome == "pending") return {};
    request.state = outcome;
    return end(transaction, request, approver.name, approver.account, outcome == "approved" ? "It was approved." : "It was not approved.",
               now);
}

Status Acts::remind(Transaction& transaction, RequestRow& request, const helpdesk::Doer* by, Instant now) {
    if (!request.is_pending()) return has_ended(request);
    const Instant last = request.reminded_at.is_set() ? request.reminded_at : request.asked_at;
    if (by && now - last < shortest_between_reminders)
        return fail(ErrorKind::Conflict, "approvals.reminded_lately", "They were written to within the last hour. Wait a little.");
    request.next_at = next_reminder(request.due_at, now).value_or(Instant{});
    STEWARD_TRY(const int sent, mail_pending(transaction, request, true, now));
    if (by && sent == 0)
        return fail(ErrorKind::Conflict, "approvals.nobody_to_remind", "None of those who have not decided has a mail address. Call them.");
    if (sent > 0) {
        ++request.reminder_count;
        request.reminded_at = now;
    }
    STEWARD_TRY(const bool is_pending, save_request(transaction, request));
    if (!is_pending) return has_ended(request);
    STEWARD_CHECK(say_asked(transaction, request, true, now));
    const bool overdue = request.due_at.is_set() && now >= request.due_at;
    const std::string words = (sent > 0 ? "Reminded of the approval: " + std::to_string(sent) + (sent == 1 ? " person." : " people.")
                                        : std::string("The approval has nobody with a mail address who could be reminded.")) +
                              (overdue ? " It was due " + due_words(request) + "." : "");
    STEWARD_CHECK(work_.say(transaction, request.ticket, by ? *by : approvals_program(), true, words, now));
    return tell_screens(transaction, request);
}

Status Acts::withdraw(Transaction& transaction, RequestRow& request, const helpdesk::Doer& by, std::string reason, Instant now) {
    if (!request.is_pending()) return has_ended(request);
    request.state = "withdrawn";
    request.end_reason = std::move(reason);
    STEWARD_CHECK(end(transaction, request, by.name, by.account, "The question was taken back.", now));
    STEWARD_CHECK(work_.say(transaction, request.ticket, by, !request.is_of_client(),
                            "The question for approval was taken back: " + request.end_reason, now));
    return tell_screens(transaction, request);
}

Status Acts::ticket_merged(Transaction& transaction, TicketId from, TicketId into) {
    STEWARD_TRY(const auto survivor, work_.read(transaction, into));
    if (!survivor) return {};
    STEWARD_CHECK(move_requests(transaction, from, into, survivor->reference, helpdesk::spoken_title(*survivor)));
    STEWARD_TRY(const auto pending, pending_of_ticket(transaction, into));
    for (const auto& request : pending) STEWARD_CHECK(tell_screens(transaction, request));
    return {};
}

Status Acts::ticket_unmerged(Transaction& transaction, TicketId ticket, TicketId out_of) {
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    if (!paper) return {};
    STEWARD_CHECK(move_requests_back(transaction, ticket, out_of, paper->reference, helpdesk::spoken_title(*paper)));
    STEWARD_TRY(const auto pending, pending_of_ticket(transaction, ticket));
    for (const auto& request : pending) STEWARD_CHECK(tell_screens(transaction, request));
    return {};
}

Status Acts::ticket_ended(Transaction& transaction, TicketId ticket, const std::string& state, Instant now) {
    STEWARD_TRY(auto pending, pending_of_ticket(transaction, ticket));
    for (auto& request : pending) {
        request.state = "withdrawn";
        request.end_reason = "The ticket is " + state + ".";
        STEWARD_CHECK(end(transaction, request, approvals_program().name, {}, request.end_reason, now));
        STEWARD_CHECK(tell_screens(transaction, request));
    }
    return {};
}

}  // namespace steward::approvals
