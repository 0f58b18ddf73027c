#include "server/modules/approvals/questions.h"

#include <algorithm>

#include "server/modules/approvals/verdict.h"

namespace steward::approvals {

namespace {
constexpr Duration question_link_life = std::chrono::days(30);

Result<std::vector<Party>> whom(Transaction& transaction, const helpdesk::TicketPaper& ticket, const Question& question) {
    STEWARD_TRY(const auto people, people_of_client(transaction, ticket.client));
    std::vector<Party> chosen;
    for (const PersonId person : question.people) {
        const auto at = std::find_if(people.begin(), people.end(), [&](const Party& one) { return one.person == person; });
        if (at == people.end()) return bad_field("/person_ids", "This client has no such person.");
        const Candidate candidate{
            .roles = at->roles, .limit = at->limit, .is_requester = person == ticket.requester, .is_active = at->is_active};
        const std::string refusal =
            refusal_of_client(candidate, question.kind, {.minor = question.cost_minor, .currency = question.currency});
        if (!refusal.empty()) return bad_field("/person_ids", at->name + ": " + refusal);
        const bool is_there = std::any_of(chosen.begin(), chosen.end(), [&](const Party& one) { return one.person == person; });
        if (!is_there) chosen.push_back(*at);
    }
    return chosen;
}
}  // namespace

Result<ApprovalId> QuestionsOfRooms::ask(storage::Transaction& transaction, const Question& question, Instant now) {
    STEWARD_TRY(const auto ticket, work_.read(transaction, question.ticket));
    if (!ticket) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    if (!ticket->is_alive || ticket->state == "resolved")
        return fail(ErrorKind::Conflict, "approvals.ticket_ended",
                    "This ticket is " + ticket->state + ". There is nothing left to approve in it.");
    if (question.people.empty()) return bad_field("/person_ids", "Choose who is asked.");
    STEWARD_TRY(const auto chosen, whom(transaction, *ticket, question));
    RequestRow row{.id = ApprovalId::make(now, rng_), .client = ticket->client, .ticket = ticket->id};
    row.reference = ticket->reference;
    row.ticket_title = helpdesk::spoken_title(*ticket);
    row.side = "client";
    row.kind = question.kind;
    row.question = question.question;
    row.consequence = question.consequence;
    row.cost_minor = question.cost_minor;
    row.currency = question.currency;
    row.rule = "any";
    row.state = "pending";
    row.due_at = question.due_at;
    row.asked_by_id = question.asker;
    row.asked_by = question.asker_name;
    row.asked_at = now;
    row.expires_at = std::max(question.due_at, now) + question_link_life;
    STEWARD_CHECK(
        acts_.ask(transaction, row, chosen, {.kind = "staff", .account = question.asker, .name = question.asker_name, .role = ""}, now));
    return row.id;
}

}  // namespace steward::approvals
