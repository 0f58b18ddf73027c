// Questions of the rooms below to people of a client.
#pragma once

#include "server/modules/approvals/acts.h"

namespace steward::approvals {

class QuestionsOfRooms final : public Questions {
public:
    QuestionsOfRooms(helpdesk::TicketWork& work, Acts& acts, Rng& rng) : work_(work), acts_(acts), rng_(rng) {}

    Result<ApprovalId> ask(storage::Transaction& transaction, const Question& question, Instant now) override;

private:
    helpdesk::TicketWork& work_;
    Acts& acts_;
    Rng& rng_;
};

}  // namespace steward::approvals
