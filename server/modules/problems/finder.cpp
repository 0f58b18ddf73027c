#include "server/modules/problems/finder.h"

#include <array>
#include <tuple>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::problems {

namespace {
constexpr int facts_batch = 100, quiet_at_once = 50;
constexpr std::array<std::string_view, 4> kinds_read = {"steward.facts.v1.TicketCreated", "steward.facts.v1.TicketChanged",
                                                        "steward.facts.v1.TicketLinked", "steward.facts.v1.MajorIncidentRestored"};

template <typename Message>
Result<Message> decoded(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "problems.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

TicketId ticket_in(const std::string& text) { return TicketId::parse(text).value_or(TicketId{}); }

std::vector<LinkedIncident> by_rule(const std::vector<Incident>& incidents) {
    std::vector<LinkedIncident> linked;
    for (const auto& one : incidents)
        linked.push_back({.subject = one.id.text(), .ticket = one.ticket, .disturbance = one.id, .at = one.at, .how = "rule"});
    return linked;
}
}  // namespace

Status Finder::consume_facts() {
    return journal::consume(
        database_, "problems.facts", kinds_read, facts_batch, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            if (fact.kind == "steward.facts.v1.TicketCreated") {
                STEWARD_TRY(const auto message, decoded<facts::v1::TicketCreated>(fact));
                return carry(transaction, ticket_in(message.ticket_id()), fact.at);
            }
            if (fact.kind == "steward.facts.v1.TicketChanged") {
                STEWARD_TRY(const auto message, decoded<facts::v1::TicketChanged>(fact));
                return message.field() == "kind" && message.to() == "problem" ? carry(transaction, ticket_in(message.ticket_id()), fact.at)
                                                                              : Status{};
            }
            if (fact.kind == "steward.facts.v1.TicketLinked") {
                STEWARD_TRY(const auto message, decoded<facts::v1::TicketLinked>(fact));
                if (message.relation() != "caused_by") return {};
                return tied(transaction, ticket_in(message.ticket_id()), ticket_in(message.other_ticket_id()), message.removed(),
                            message.by(), fact.at);
            }
            STEWARD_TRY(const auto message, decoded<facts::v1::MajorIncidentRestored>(fact));
            return major(transaction, ticket_in(message.ticket_id()), message.title(), fact.at);
        });
}

// Somebody opened a ticket of kind problem, or made one of it.
Status Finder::carry(Transaction& transaction, TicketId ticket, Instant at) {
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    if (!paper || paper->kind != "problem" || !paper->is_alive) return {};
    STEWARD_TRY(const auto there, problem_of_ticket(transaction, ticket));
    if (there) return {};
    STEWARD_TRY(const auto about, about_ticket(transaction, ticket));
    Opening opening{
        .client = paper->client, .ticket = ticket, .device = about.device, .reason = "ticket", .title = paper->title, .description = {}};
    if (!about.all.empty()) std::tie(opening.about, opening.about_words) = about.all.front();
    STEWARD_CHECK(acts_.open(transaction, opening, problems_program(), at));
    return {};
}

// Not before it works again: until then everybody works on the incident itself, and one more ticket would be in the way.
Status Finder::major(Transaction& transaction, TicketId ticket, const std::string& title, Instant at) {
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    STEWARD_TRY(const auto there, problems_linked_to(transaction, ticket));
    if (!paper) return {};
    for (const auto& one : there) {
        if (is_open(one.state) && !one.is_withdrawn()) return {};
    }
    STEWARD_TRY(const auto about, about_ticket(transaction, ticket));
    Opening opening{.client = paper->client,
                    .ticket = {},
                    .device = about.device,
                    .reason = "major_incident",
                    .title = "Why it happened: " + title,
                    .description = "The major incident " + paper->reference + " (" + title + ") is over. Find its cause."};
    const auto card = directory_.device(about.device);
    if (!card || card->client != paper->client) opening.device = {};
    if (!about.all.empty()) std::tie(opening.about, opening.about_words) = about.all.front();
    STEWARD_TRY(auto problem, acts_.open(transaction, opening, problems_program(), at));
    STEWARD_CHECK(acts_.link_ticket(transaction, problem, ticket, "rule", problems_program(), at));
    return {};
}

// "Caused by" between an incident's ticket and a problem's is the same word as a link here.
Status Finder::tied(Transaction& transaction, TicketId from, TicketId to, bool removed, const std::string& by, Instant at) {
    STEWARD_TRY(auto problem, problem_of_ticket(transaction, to));
    if (!problem) return {};
    const helpdesk::Doer doer{.kind = "system", .account = {}, .name = by, .role = "SYS"};
    if (removed) return acts_.unlink_ticket(transaction, *problem, from, doer, at);
    STEWARD_TRY(const auto about, about_ticket(transaction, from));
    if (!about.created_at.is_set()) return {};
    STEWARD_CHECK(acts_.link_ticket(transaction, *problem, from, "link", doer, at));
    return {};
}

Status Finder::find_patterns(Instant now) {
    std::vector<SameIncidents> frequent;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(frequent, frequent_incidents(transaction, now - pattern_span));
        return {};
    }));
    // One transaction each: one that cannot be opened holds up no other.
    Status outcome;
    for (const auto& same : frequent) {
        auto done = database_.write([&](Transaction& transaction) { return found(transaction, same, now); });
        if (!done && outcome) outcome = std::move(done);
    }
    return outcome;
}

Status Finder::found(Transaction& transaction, const SameIncidents& same, Instant now) {
    STEWARD_TRY(auto newest, newest_about(transaction, same.client, same.device, same.about));
    STEWARD_TRY(const auto incidents, same_incidents(transaction, same, now - pattern_span));
    const bool goes_on = newest && is_open(newest->state) && !newest->is_withdrawn();
    if (goes_on) {
        STEWARD_CHECK(acts_.link(transaction, *newest, by_rule(incidents), problems_program(), now));
        return {};
    }
    // Of a problem that was withdrawn, what counts is what came after its last incident: nothing is opened twice for the same.
    const Instant since = !newest                     ? Instant{}
                          : newest->ended_at.is_set() ? newest->ended_at
                                                      : std::max(newest->opened_at, newest->last_incident_at);
    const auto pattern = pattern_in(incidents, since, now);
    if (!pattern) return {};
    bool is_known = true;  // all of them have another problem already, by another word for the same
    for (const auto& one : *pattern) {
        STEWARD_TRY(const bool has_one, is_in_open_problem(transaction, one.id));
        is_known = is_known && has_one;
    }
    if (is_known) return {};
    const bool has_device = !same.device.is_nil();
    const auto card = directory_.device(same.device);
    if (has_device && (!card || card->client != same.client || card->retired)) return {};
    const std::string where = has_device ? "on " + card->name : "at " + directory_.client_name(same.client);
    const std::string count = std::to_string(pattern->size());
    STEWARD_TRY(auto problem, acts_.open(transaction,
                                         {.client = same.client,
                                          .ticket = {},
                                          .device = same.device,
                                          .about = same.about,
                                          .about_words = same.about_words,
                                          .reason = "pattern",
                                          .title = "It comes back " + where + ": " + same.about_words,
                                          .description = count + " incidents of the same " + where + " within 90 days (" +
                                                         same.about_words + "). Find the cause."},
                                         problems_program(), now));
    STEWARD_CHECK(acts_.link(transaction, problem, by_rule(*pattern), problems_program(), now));
    return {};
}

Status Finder::verify_fixes(Instant now) {
    std::vector<ProblemRow> quiet;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(quiet, quiet_since(transaction, now - quiet_for, quiet_at_once));
        return {};
    }));
    for (const auto& one : quiet)
        STEWARD_CHECK(database_.write([&](Transaction& transaction) { return verify_one(transaction, one.id, now); }));
    return {};
}

// Read back, not believed: the incidents are looked for again in this transaction.
Status Finder::verify_one(Transaction& transaction, ProblemId id, Instant now) {
    STEWARD_TRY(auto problem, find_problem(transaction, id));
    if (!problem || problem->state != "fixed" || problem->is_withdrawn()) return {};
    if (!problem->about.empty()) {
        STEWARD_TRY(const auto since,
                    same_incidents(transaction, {problem->client, problem->device, problem->about, {}}, problem->fixed_at));
        STEWARD_CHECK(acts_.link(transaction, *problem, by_rule(since), problems_program(), now));
    }
    const auto vital = directory_.vital(problem->device);
    const auto verdict = verify({.quiet_from = problem->quiet_from,
                                 .is_measured = problem->about.starts_with("check:"),
                                 .last_seen = vital ? vital->last_seen : Instant{}},
                                now);
    if (!verdict.holds) {
        if (verdict.waits_for == problem->waits_for) return {};
        problem->waits_for = verdict.waits_for;
        problem->changed_at = now;
        return save_problem(transaction, *problem);
    }
    ProblemRow after = *problem;
    after.state = "verified";
    after.waits_for.clear();
    after.evidence = "No incident of the same from " + to_rfc3339(problem->quiet_from).substr(0, 10) + " to " +
                     to_rfc3339(now).substr(0, 10) + "." +
                     (vital && vital->last_seen.is_set() ? " The device reported last at " + to_rfc3339(vital->last_seen) + "." : "");
    return acts_.move(transaction, *problem, after, problems_program(), after.evidence, now);
}

}  // namespace steward::problems
