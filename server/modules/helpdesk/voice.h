// What rooms below say and ask in a ticket, over the same desk as everything else.
#pragma once

#include "server/modules/helpdesk/desk.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::helpdesk {

class Voice final : public TicketVoice {
public:
    explicit Voice(Desk& desk) : desk_(desk) {}

    void decisions_by(ClientDecisions& decisions) override { desk_.decisions_by(decisions); }
    Status tell(storage::Transaction& transaction, TicketId id, std::string text, Instant now) override;
    Status ask(storage::Transaction& transaction, TicketId id, std::string_view question_id, std::string sentence, Instant now) override;
    Status settle(storage::Transaction& transaction, TicketId id, std::string_view question_id) override;

private:
    Desk& desk_;
};

/// The sentence of the oldest open question of a ticket, or empty.
Result<std::string> open_question(storage::Transaction& transaction, TicketId id);

}  // namespace steward::helpdesk
