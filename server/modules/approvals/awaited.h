// Whose decision of the client a ticket waits for, said to the desk: a word is no decision, and takes no ticket on.
#pragma once

#include "server/modules/approvals/store.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::approvals {

class Awaited final : public helpdesk::ClientDecisions {
public:
    explicit Awaited(helpdesk::TicketVoice& voice) { voice.decisions_by(*this); }

    Result<std::unordered_map<std::string, std::string>> awaited(storage::Transaction& transaction,
                                                                 const std::vector<TicketId>& tickets) override;
};

}  // namespace steward::approvals
