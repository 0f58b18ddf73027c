#include "server/modules/proactivity/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::proactivity {

namespace {
constexpr std::string_view facts_reader = "proactivity.facts";
constexpr int facts_at_once = 50;
constexpr std::array<std::string_view, 8> fact_kinds_read = {"steward.facts.v1.AlertOpened",     "steward.facts.v1.AlertChanged",
                                                             "steward.facts.v1.IncidentChanged", "steward.facts.v1.TicketCreated",
                                                             "steward.facts.v1.TicketJoined",    "steward.facts.v1.TicketChanged",
                                                             "steward.facts.v1.TicketMerged",    "steward.facts.v1.TicketUnmerged"};

template <typename Message>
Result<Message> decode_fact(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "proactivity.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

Status alert_fact(Transaction& transaction, Ledger& ledger, const facts::v1::AlertChanged& change, Instant at) {
    if (change.to() == "acknowledged") STEWARD_CHECK(ledger.alert_taken(transaction, change.alert_id(), at));
    return ledger.alert_changed(transaction, change.alert_id(), at);
}

Status ticket_fact(Transaction& transaction, Ledger& ledger, const facts::v1::TicketChanged& change, Instant at) {
    if (change.field() == "device" || change.field() == "kind" || change.field() == "requester")
        return ledger.ticket_said_more(transaction, change.ticket_id(), Said::Other, at);
    if (change.field() == "category") return ledger.ticket_said_more(transaction, change.ticket_id(), Said::Category, at);
    if (change.field() == "service") return ledger.ticket_said_more(transaction, change.ticket_id(), Said::Service, at);
    if (change.field() != "state") return {};
    if (change.to() == "in_progress") STEWARD_CHECK(ledger.ticket_taken(transaction, change.ticket_id(), at));
    return ledger.ticket_changed(transaction, change.ticket_id(), at);
}

// What happens is dated by the fact, so that a server that was away comes to the same times.
Status act_on_fact(Transaction& transaction, Ledger& ledger, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.AlertOpened") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::AlertOpened>(fact));
        return ledger.alert_opened(transaction, message.alert_id(), fact.at);
    }
    if (fact.kind == "steward.facts.v1.AlertChanged") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::AlertChanged>(fact));
        return alert_fact(transaction, ledger, message, fact.at);
    }
    if (fact.kind == "steward.facts.v1.IncidentChanged") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::IncidentChanged>(fact));
        return ledger.incident_changed(transaction, message.incident_id(), fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketCreated") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::TicketCreated>(fact));
        return ledger.ticket_opened(transaction, message.ticket_id(), fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketJoined") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::TicketJoined>(fact));
        return ledger.ticket_changed(transaction, message.ticket_id(), fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketMerged") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::TicketMerged>(fact));
        return ledger.ticket_merged(transaction, message.ticket_id(), message.into_ticket_id(), fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketUnmerged") {
        STEWARD_TRY(const auto message, decode_fact<facts::v1::TicketUnmerged>(fact));
        return ledger.ticket_unmerged(transaction, message.ticket_id(), message.from_ticket_id(), fact.at);
    }
    STEWARD_TRY(const auto message, decode_fact<facts::v1::TicketChanged>(fact));
    return ticket_fact(transaction, ledger, message, fact.at);
}
}  // namespace

Status consume_facts(storage::Database& database, Ledger& ledger, Instant) {
    return journal::consume(database, facts_reader, fact_kinds_read, facts_at_once,
                            [&](Transaction& transaction, const journal::Fact& fact) { return act_on_fact(transaction, ledger, fact); });
}

}  // namespace steward::proactivity
