#include "server/modules/approvals/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::approvals {

namespace {
constexpr int facts_batch = 100;
constexpr std::array<std::string_view, 1> approvals_kinds = {"steward.facts.v1.TicketChanged"};
}  // namespace

Status consume_facts(storage::Database& database, Acts& acts) {
    return journal::consume(
        database, "approvals.facts", approvals_kinds, facts_batch, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            facts::v1::TicketChanged change;
            if (!change.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size())))
                return fail(ErrorKind::Internal, "approvals.bad_fact", "A fact of the journal cannot be read.", fact.kind);
            if (change.field() != "state" || (change.to() != "closed" && change.to() != "cancelled" && change.to() != "merged")) return {};
            return acts.ticket_ended(transaction, TicketId::parse(change.ticket_id()).value_or(TicketId{}), change.to(), fact.at);
        });
}

}  // namespace steward::approvals
