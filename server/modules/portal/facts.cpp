#include "server/modules/portal/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::portal {

namespace {
constexpr std::string_view portal_reader = "portal.facts";
constexpr int portal_batch = 100;
constexpr std::array<std::string_view, 1> portal_kinds = {"steward.facts.v1.TicketChanged"};
constexpr std::string_view waits = "waiting_client";

Status ticket_changed(Transaction& transaction, const journal::Fact& fact) {
    facts::v1::TicketChanged change;
    if (!change.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size())))
        return fail(ErrorKind::Internal, "portal.bad_fact", "A fact of the journal cannot be read.", fact.kind);
    if (change.field() != "state") return {};
    if (change.to() == waits) return question_asked(transaction, fact.client, change.ticket_id(), fact.at);
    // Going on is an answer, by whatever way it came; an end is none.
    if (change.from() == waits) return question_over(transaction, change.ticket_id(), change.to() == "in_progress", fact.at);
    return {};
}
}  // namespace

Status consume_facts(storage::Database& database) {
    return journal::consume(database, portal_reader, portal_kinds, portal_batch, ticket_changed);
}

}  // namespace steward::portal
