#include "server/modules/templates/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::templates {

namespace {
constexpr int facts_batch = 100;
constexpr std::array<std::string_view, 1> templates_kinds = {"steward.facts.v1.TicketMerged"};
}  // namespace

Status consume_facts(storage::Database& database, Checklists& checklists) {
    return journal::consume(
        database, "templates.facts", templates_kinds, facts_batch, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            facts::v1::TicketMerged merged;
            if (!merged.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size())))
                return fail(ErrorKind::Internal, "templates.bad_fact", "A fact of the journal cannot be read.", fact.kind);
            return checklists.merged(transaction, ClientId::parse(merged.client_id()).value_or(ClientId{}),
                                     TicketId::parse(merged.ticket_id()).value_or(TicketId{}),
                                     TicketId::parse(merged.into_ticket_id()).value_or(TicketId{}), fact.at);
        });
}

}  // namespace steward::templates
