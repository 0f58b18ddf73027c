#include "server/modules/escalation/facts.h"

#include <array>

#include "server/modules/escalation/store_duty.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::escalation {

namespace {
constexpr std::string_view escalation_reader = "escalation.facts";
constexpr int escalation_batch = 50;
constexpr std::array<std::string_view, 8> escalation_kinds = {"steward.facts.v1.TicketCreated",      "steward.facts.v1.TicketReopened",
                                                              "steward.facts.v1.TicketChanged",      "steward.facts.v1.AlertChanged",
                                                              "steward.facts.v1.ClockAtRisk",        "steward.facts.v1.ClockBreached",
                                                              "steward.facts.v1.TicketMessageAdded", "steward.facts.v1.TimeBooked"};

template <typename Message>
Result<Message> fact_in(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "escalation.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

bool is_end_of_ticket(std::string_view state) {
    return state == "resolved" || state == "closed" || state == "cancelled" || state == "merged";
}

// Nothing of a ticket that is over: nobody is called for it.
Result<std::optional<TicketNews>> news_of(Transaction& transaction, const std::string& ticket_id) {
    STEWARD_TRY(const auto ticket, place_of_ticket(transaction, ticket_id));
    if (!ticket || is_end_of_ticket(ticket->state)) return std::optional<TicketNews>{};
    return std::optional(TicketNews{.client = ticket->client,
                                    .ticket_id = ticket_id,
                                    .alert_id = {},
                                    .reference = ticket->reference,
                                    .title = ticket->title,
                                    .priority = ticket->priority});
}

Result<std::optional<TicketNews>> news_of(Transaction& transaction, const std::string& ticket_id, const std::string& priority) {
    STEWARD_TRY(auto news, news_of(transaction, ticket_id));
    if (news) news->priority = priority;
    return news;
}

Status ticket_changed(Transaction& transaction, Escalator& escalator, const facts::v1::TicketChanged& change, Instant at) {
    const AccountId by = AccountId::parse(change.by_account_id()).value_or(AccountId{});
    if (change.field() == "priority") {
        STEWARD_TRY(const auto news, news_of(transaction, change.ticket_id(), change.to()));
        return news ? escalator.priority_changed(transaction, *news, by, at) : Status{};
    }
    if (change.field() != "state") return {};
    if (is_end_of_ticket(change.to())) return escalator.ticket_over(transaction, change.ticket_id(), at);
    if (change.from() == "merged") {
        STEWARD_TRY(const auto news, news_of(transaction, change.ticket_id()));
        return news ? escalator.ticket_back(transaction, *news, at) : Status{};
    }
    // Back to work by the return of its condition is nobody's acknowledgement.
    if (change.to() == "in_progress" && change.from() != "resolved") return escalator.ticket_taken(transaction, change.ticket_id(), by, at);
    return {};
}

// Only the promise of a solution moves the ladder (domain/playbooks.md 5).
Status clock_at_risk(Transaction& transaction, Escalator& escalator, const facts::v1::ClockAtRisk& clock, Instant at) {
    if (clock.kind() != "resolve") return {};
    STEWARD_TRY(const auto news, news_of(transaction, clock.subject_id(), clock.priority()));
    return news ? escalator.clock_reached(transaction, *news, clock.percent(), at) : Status{};
}

Status clock_breached(Transaction& transaction, Escalator& escalator, const facts::v1::ClockBreached& clock, Instant at) {
    STEWARD_CHECK(escalator.promise_missed(transaction, clock, at));
    if (clock.kind() != "resolve") return {};
    STEWARD_TRY(const auto news, news_of(transaction, clock.subject_id(), clock.priority()));
    return news ? escalator.clock_reached(transaction, *news, 100, at) : Status{};
}

// What shows that a ticket moves: its state, words of ours, booked time.
Status note_progress(Transaction& transaction, Handing& handing, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.TicketChanged") {
        STEWARD_TRY(const auto change, fact_in<facts::v1::TicketChanged>(fact));
        const bool moves = change.field() == "state" || change.field() == "assignee" || change.field() == "priority";
        return moves ? handing.work_moved(transaction, change.ticket_id(), fact.at) : Status{};
    }
    if (fact.kind == "steward.facts.v1.TicketMessageAdded") {
        STEWARD_TRY(const auto word, fact_in<facts::v1::TicketMessageAdded>(fact));
        return handing.word_said(transaction, word.ticket_id(), word.message_id(), fact.at);
    }
    if (fact.kind != "steward.facts.v1.TimeBooked") return {};
    STEWARD_TRY(const auto time, fact_in<facts::v1::TimeBooked>(fact));
    return time.ticket_id().empty() || time.worked_s() == 0 ? Status{} : handing.work_moved(transaction, time.ticket_id(), fact.at);
}

Status act_on(Transaction& transaction, Escalator& escalator, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.TicketMessageAdded" || fact.kind == "steward.facts.v1.TimeBooked") return {};
    if (fact.kind == "steward.facts.v1.TicketCreated") {
        STEWARD_TRY(const auto ticket, fact_in<facts::v1::TicketCreated>(fact));
        return escalator.ticket_opened(
            transaction, {fact.client, ticket.ticket_id(), ticket.alert_id(), ticket.reference(), ticket.title(), ticket.priority()},
            fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketReopened") {
        STEWARD_TRY(const auto ticket, fact_in<facts::v1::TicketReopened>(fact));
        return escalator.ticket_opened(
            transaction, {fact.client, ticket.ticket_id(), {}, ticket.reference(), ticket.title(), ticket.priority()}, fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketChanged") {
        STEWARD_TRY(const auto change, fact_in<facts::v1::TicketChanged>(fact));
        return ticket_changed(transaction, escalator, change, fact.at);
    }
    if (fact.kind == "steward.facts.v1.AlertChanged") {
        STEWARD_TRY(const auto change, fact_in<facts::v1::AlertChanged>(fact));
        return change.to() == "acknowledged" ? escalator.alert_taken(transaction, change.alert_id(), change.by(), fact.at) : Status{};
    }
    if (fact.kind == "steward.facts.v1.ClockAtRisk") {
        STEWARD_TRY(const auto clock, fact_in<facts::v1::ClockAtRisk>(fact));
        return clock_at_risk(transaction, escalator, clock, fact.at);
    }
    STEWARD_TRY(const auto clock, fact_in<facts::v1::ClockBreached>(fact));
    return clock_breached(transaction, escalator, clock, fact.at);
}
}  // namespace

Status consume_facts(storage::Database& database, Escalator& escalator, Handing& handing) {
    return journal::consume(database, escalation_reader, escalation_kinds, escalation_batch,
                            [&](Transaction& transaction, const journal::Fact& fact) -> Status {
                                STEWARD_CHECK(note_progress(transaction, handing, fact));
                                return act_on(transaction, escalator, fact);
                            });
}

}  // namespace steward::escalation
