#include "server/modules/problems/acts.h"

#include <algorithm>
#include <set>

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::problems {

namespace {
constexpr std::string_view question = "problems.open";
constexpr size_t most_tickets_told = 50;

std::string state_words(std::string_view state) {
    std::string words(state);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}
}  // namespace

const helpdesk::Doer& problems_program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

void Acts::publish(Transaction& transaction, const ProblemRow& problem) {
    live::Update update{problem.client, "problem", problem.id.text(), R"({"ticket_id":")" + problem.ticket.text() + "\"}"};
    transaction.after_commit([this, update] { hub_.publish(update); });
}

Result<ProblemRow> Acts::open(Transaction& transaction, const Opening& opening, const helpdesk::Doer& doer, Instant now) {
    TicketId ticket = opening.ticket;
    if (ticket.is_nil()) {
        helpdesk::TicketOrder order;
        order.client = opening.client;
        order.kind = "problem";
        order.source = "problem";
        order.title = opening.title;
        order.description = opening.description;
        order.impact = "significant";
        order.urgency = "low";
        order.device = opening.device;
        STEWARD_TRY(const auto opened, work_.open(transaction, order, doer, now));
        ticket = opened.id;
    }
    ProblemRow problem{.id = ProblemId::make(now, rng_), .client = opening.client, .ticket = ticket};
    problem.reason = opening.reason;
    problem.opened_by = doer.name;
    problem.opened_at = now;
    problem.device = opening.device;
    problem.about = opening.about;
    problem.about_words = opening.about_words;
    STEWARD_CHECK(insert_problem(transaction, problem));
    STEWARD_CHECK(add_line(transaction, problem.id,
                           {.at = now, .by = doer.name, .kind = "opened", .from = {}, .to = "opened", .text = opening.description}));
    STEWARD_CHECK(voice_.ask(transaction, ticket, question,
                             "The problem of this ticket is neither fixed nor closed. Move the problem on; then this can be resolved.",
                             now));
    publish(transaction, problem);
    STEWARD_TRY(auto stored, find_problem(transaction, problem.id));
    return stored ? *stored : problem;
}

Status Acts::move(Transaction& transaction, const ProblemRow& before, ProblemRow after, const helpdesk::Doer& doer,
                  const std::string& reason, Instant now) {
    after.changed_at = now;
    if (after.state == "fixed") after.fixed_at = after.quiet_from = now;
    if (!is_open(after.state)) after.ended_at = now;
    STEWARD_CHECK(save_problem(transaction, after));
    STEWARD_CHECK(add_line(transaction, after.id,
                           {.at = now, .by = doer.name, .kind = "moved", .from = before.state, .to = after.state, .text = reason}));
    STEWARD_CHECK(work_.say(
        transaction, after.ticket, doer, true,
        "Problem: " + state_words(before.state) + " → " + state_words(after.state) + "." + (reason.empty() ? "" : "\n\n" + reason), now));
    if (after.state == "known_error") STEWARD_CHECK(publish_workaround(transaction, after, doer, now));
    if (after.state == "fixed" || after.state == "closed_no_cause") STEWARD_CHECK(voice_.settle(transaction, after.ticket, question));
    facts::v1::ProblemMoved fact;
    fact.set_client_id(after.client.text());
    fact.set_problem_id(after.id.text());
    fact.set_ticket_id(after.ticket.text());
    fact.set_reference(after.reference);
    fact.set_from(before.state);
    fact.set_to(after.state);
    fact.set_by(doer.name);
    STEWARD_CHECK(journal::append(transaction, now, after.client, after.id.text(), fact));
    publish(transaction, after);
    return {};
}

// Whoever works on one of its incidents reads there what helps.
Status Acts::publish_workaround(Transaction& transaction, const ProblemRow& problem, const helpdesk::Doer& doer, Instant now) {
    STEWARD_TRY(const auto incidents, incidents_of(transaction, problem.id));
    std::set<TicketId> told;
    for (const auto& incident : incidents) {
        if (incident.ticket.is_nil() || told.size() >= most_tickets_told || !told.insert(incident.ticket).second) continue;
        STEWARD_TRY(const auto ticket, work_.read(transaction, incident.ticket));
        if (!ticket || !ticket->is_alive) continue;
        STEWARD_CHECK(work_.say(transaction, incident.ticket, doer, true,
                                "Known error " + problem.reference + ". What helps: " + problem.workaround, now));
    }
    return {};
}

Status Acts::change(Transaction& transaction, ProblemRow& problem, const helpdesk::Doer& doer, const std::string& what, Instant now) {
    problem.changed_at = now;
    STEWARD_CHECK(save_problem(transaction, problem));
    STEWARD_CHECK(add_line(transaction, problem.id, {.at = now, .by = doer.name, .kind = "changed", .from = {}, .to = {}, .text = what}));
    publish(transaction, problem);
    return {};
}

Result<int> Acts::link(Transaction& transaction, ProblemRow& problem, const std::vector<LinkedIncident>& incidents,
                       const helpdesk::Doer& doer, Instant now) {
    int added = 0, came_back = 0;
    for (LinkedIncident incident : incidents) {
        incident.after_fix = problem.fixed_at.is_set() && incident.at > problem.fixed_at;
        STEWARD_TRY(const bool is_new, add_incident(transaction, problem, incident));
        if (!is_new) continue;
        ++added;
        if (incident.after_fix) ++came_back;
    }
    if (added == 0) return 0;
    STEWARD_CHECK(recount(transaction, problem));
    problem.changed_at = now;
    STEWARD_CHECK(save_problem(transaction, problem));
    const std::string words = added == 1 ? "One incident was linked." : std::to_string(added) + " incidents were linked.";
    STEWARD_CHECK(
        add_line(transaction, problem.id,
                 {.at = now, .by = doer.name, .kind = came_back > 0 ? "came_back" : "linked", .from = {}, .to = {}, .text = words}));
    if (came_back > 0)
        STEWARD_CHECK(
            work_.say(transaction, problem.ticket, doer, true,
                      "It came back after it was called fixed: the fix did not hold. The 30 days until it is verified begin anew.", now));
    publish(transaction, problem);
    return added;
}

Result<int> Acts::link_ticket(Transaction& transaction, ProblemRow& problem, TicketId ticket, std::string_view how,
                              const helpdesk::Doer& doer, Instant now) {
    STEWARD_TRY(const auto about, about_ticket(transaction, ticket));
    if (!about.created_at.is_set()) return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket.");
    STEWARD_TRY(const auto incidents, incidents_of_ticket(transaction, ticket));
    std::vector<LinkedIncident> linked;
    for (const auto& one : incidents)
        linked.push_back({.subject = one.id.text(), .ticket = ticket, .disturbance = one.id, .at = one.at, .how = std::string(how)});
    if (linked.empty())
        linked.push_back({.subject = ticket.text(), .ticket = ticket, .disturbance = {}, .at = about.created_at, .how = std::string(how)});
    return link(transaction, problem, linked, doer, now);
}

Status Acts::unlink_ticket(Transaction& transaction, ProblemRow& problem, TicketId ticket, const helpdesk::Doer& doer, Instant now) {
    STEWARD_TRY(const int64_t removed, remove_incident(transaction, problem.id, ticket));
    if (removed == 0) return {};
    STEWARD_CHECK(recount(transaction, problem));
    problem.changed_at = now;
    STEWARD_CHECK(save_problem(transaction, problem));
    STEWARD_CHECK(
        add_line(transaction, problem.id,
                 {.at = now, .by = doer.name, .kind = "unlinked", .from = {}, .to = {}, .text = "An incident has another cause."}));
    publish(transaction, problem);
    return {};
}

}  // namespace steward::problems
