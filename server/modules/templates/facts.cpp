#include "server/modules/templates/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::templates {

namespace {
constexpr int facts_batch = 100;
constexpr std::array<std::string_view, 2> templates_kinds = {"steward.facts.v1.TicketMerged", "steward.facts.v1.TicketUnmerged"};

ClientId client_in(const std::string& text) { return ClientId::parse(text).value_or(ClientId{}); }
TicketId ticket_in(const std::string& text) { return TicketId::parse(text).value_or(TicketId{}); }

template <typename Message>
Result<Message> told_in(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "templates.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}
}  // namespace

Status consume_facts(storage::Database& database, Checklists& checklists) {
    return journal::consume(database, "templates.facts", templates_kinds, facts_batch,
                            [&](Transaction& transaction, const journal::Fact& fact) -> Status {
                                if (fact.kind == "steward.facts.v1.TicketUnmerged") {
                                    STEWARD_TRY(const auto parted, told_in<facts::v1::TicketUnmerged>(fact));
                                    return checklists.unmerged(transaction, client_in(parted.client_id()), ticket_in(parted.ticket_id()),
                                                               ticket_in(parted.from_ticket_id()), fact.at);
                                }
                                STEWARD_TRY(const auto merged, told_in<facts::v1::TicketMerged>(fact));
                                return checklists.merged(transaction, client_in(merged.client_id()), ticket_in(merged.ticket_id()),
                                                         ticket_in(merged.into_ticket_id()), fact.at);
                            });
}

}  // namespace steward::templates
