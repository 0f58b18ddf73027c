#include "server/modules/approvals/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::approvals {

namespace {
constexpr int facts_batch = 100;
constexpr std::string_view ticket_merged = "steward.facts.v1.TicketMerged";
constexpr std::string_view ticket_unmerged = "steward.facts.v1.TicketUnmerged";
constexpr std::array<std::string_view, 3> approvals_kinds = {"steward.facts.v1.TicketChanged", ticket_merged, ticket_unmerged};

std::unexpected<Error> bad_fact(const journal::Fact& fact) {
    return fail(ErrorKind::Internal, "approvals.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}
TicketId ticket_in(const std::string& text) { return TicketId::parse(text).value_or(TicketId{}); }
}  // namespace

Status consume_facts(storage::Database& database, Acts& acts) {
    return journal::consume(
        database, "approvals.facts", approvals_kinds, facts_batch, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            const auto size = static_cast<int>(fact.body.size());
            if (fact.kind == ticket_merged) {
                facts::v1::TicketMerged merged;
                if (!merged.ParseFromArray(fact.body.data(), size)) return bad_fact(fact);
                return acts.ticket_merged(transaction, ticket_in(merged.ticket_id()), ticket_in(merged.into_ticket_id()));
            }
            if (fact.kind == ticket_unmerged) {
                facts::v1::TicketUnmerged parted;
                if (!parted.ParseFromArray(fact.body.data(), size)) return bad_fact(fact);
                return acts.ticket_unmerged(transaction, ticket_in(parted.ticket_id()), ticket_in(parted.from_ticket_id()));
            }
            facts::v1::TicketChanged change;
            if (!change.ParseFromArray(fact.body.data(), size)) return bad_fact(fact);
            if (change.field() != "state" || (change.to() != "closed" && change.to() != "cancelled")) return {};
            return acts.ticket_ended(transaction, ticket_in(change.ticket_id()), change.to(), fact.at);
        });
}

}  // namespace steward::approvals
