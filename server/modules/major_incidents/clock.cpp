#include "server/modules/major_incidents/clock.h"

#include <array>

#include "server/modules/major_incidents/rules.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::major_incidents {

namespace {
constexpr int major_facts_batch = 100, major_at_once = 50;
constexpr std::array<std::string_view, 4> major_kinds = {"steward.facts.v1.TicketCreated", "steward.facts.v1.TicketChanged",
                                                         "steward.facts.v1.TicketReopened", "steward.facts.v1.EscalationAcknowledged"};

helpdesk::Doer steward() { return {.kind = "system", .account = {}, .name = "Steward", .role = ""}; }

TicketId ticket_in(const std::string& text) { return TicketId::parse(text).value_or(TicketId{}); }

// As long as it is P1 and work goes on.
Status declare_if_so(Transaction& transaction, helpdesk::TicketWork& work, Acts& acts, TicketId id, std::string_view reason, Instant now) {
    STEWARD_TRY(const auto ticket, work.read(transaction, id));
    STEWARD_TRY(const auto there, incident_of_ticket(transaction, id));
    if (!ticket || there || !ticket->is_alive || ticket->state == "resolved" || ticket->priority != "P1" || ticket->kind != "incident")
        return drop_candidate(transaction, id);
    STEWARD_CHECK(acts.declare(transaction, *ticket, reason, steward(), now));
    return {};
}

// At once when its impact is extensive, otherwise after half an hour of being a P1 (domain/model.md 5.27).
Status p1_now(Transaction& transaction, helpdesk::TicketWork& work, Acts& acts, TicketId id, Instant at) {
    STEWARD_TRY(const auto ticket, work.read(transaction, id));
    if (!ticket || ticket->priority != "P1") return {};
    if (is_major_at_once(ticket->priority, ticket->impact)) return declare_if_so(transaction, work, acts, id, "p1", at);
    return note_candidate(transaction, {id, ticket->client, at});
}

Status ticket_changed(Transaction& transaction, helpdesk::TicketWork& work, Acts& acts, const facts::v1::TicketChanged& change,
                      Instant at) {
    const TicketId ticket = ticket_in(change.ticket_id());
    if ((change.field() == "priority" && change.to() == "P1") || change.field() == "impact")
        return p1_now(transaction, work, acts, ticket, at);
    const bool is_over = change.field() == "state" &&
                         (change.to() == "resolved" || change.to() == "closed" || change.to() == "cancelled" || change.to() == "merged");
    return is_over || change.field() == "priority" ? drop_candidate(transaction, ticket) : Status{};
}

Status ticket_reopened(Transaction& transaction, helpdesk::TicketWork& work, Acts& acts, TicketId id, Instant at) {
    STEWARD_TRY(auto incident, incident_of_ticket(transaction, id));
    if (!incident) return p1_now(transaction, work, acts, id, at);
    const bool is_same = incident->restored_at.is_set() && at - incident->restored_at <= same_for;
    return incident->state != "open" && is_same ? acts.reopen(transaction, *incident, at) : Status{};
}

// Whoever took the page leads, while nobody does.
Status page_taken(Transaction& transaction, Acts& acts, const facts::v1::EscalationAcknowledged& fact, Instant at) {
    STEWARD_TRY(auto incident, incident_of_ticket(transaction, ticket_in(fact.ticket_id())));
    if (!incident || incident->state != "open" || !incident->commander.empty()) return {};
    const auto account = AccountId::parse(fact.account_id()).value_or(AccountId{});
    return acts.lead(transaction, *incident, {.kind = "staff", .account = account, .name = fact.by(), .role = ""}, at);
}

template <typename Message>
Result<Message> major_fact(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "major_incidents.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}
}  // namespace

Status consume_facts(storage::Database& database, helpdesk::TicketWork& work, Acts& acts) {
    return journal::consume(
        database, "major_incidents.facts", major_kinds, major_facts_batch,
        [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            if (fact.kind == "steward.facts.v1.TicketCreated") {
                STEWARD_TRY(const auto ticket, major_fact<facts::v1::TicketCreated>(fact));
                return ticket.priority() == "P1" ? p1_now(transaction, work, acts, ticket_in(ticket.ticket_id()), fact.at) : Status{};
            }
            if (fact.kind == "steward.facts.v1.TicketChanged") {
                STEWARD_TRY(const auto change, major_fact<facts::v1::TicketChanged>(fact));
                return ticket_changed(transaction, work, acts, change, fact.at);
            }
            if (fact.kind == "steward.facts.v1.TicketReopened") {
                STEWARD_TRY(const auto again, major_fact<facts::v1::TicketReopened>(fact));
                return ticket_reopened(transaction, work, acts, ticket_in(again.ticket_id()), fact.at);
            }
            STEWARD_TRY(const auto taken, major_fact<facts::v1::EscalationAcknowledged>(fact));
            return page_taken(transaction, acts, taken, fact.at);
        });
}

// Usually nothing is due: one look by index, without a write.
Status time_passed(storage::Database& database, helpdesk::TicketWork& work, Acts& acts, Instant now) {
    std::vector<CandidateRow> candidates;
    std::vector<IncidentRow> due;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(candidates, candidates_since(transaction, now - long_p1, major_at_once));
        STEWARD_TRY(due, updates_due(transaction, now + spoken_before, major_at_once));
        return {};
    }));
    if (candidates.empty() && due.empty()) return {};
    return database.write([&](Transaction& transaction) -> Status {
        for (const auto& candidate : candidates) STEWARD_CHECK(declare_if_so(transaction, work, acts, candidate.ticket, "long_p1", now));
        STEWARD_TRY(auto still_due, updates_due(transaction, now + spoken_before, major_at_once));
        for (auto& incident : still_due) STEWARD_CHECK(acts.update_is_due(transaction, incident, now));
        return {};
    });
}

}  // namespace steward::major_incidents
