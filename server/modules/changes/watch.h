// The program's part: tickets of kind change get their record, incidents after a change are flagged, what is late is said.
#pragma once

#include "server/modules/changes/acts.h"

namespace steward::changes {

class Watch {
public:
    Watch(storage::Database& database, helpdesk::TicketWork& work, Acts& acts) : database_(database), work_(work), acts_(acts) {}

    Status consume_facts();
    Status time_passed(Instant now);

private:
    Status act_on(Transaction& transaction, std::string_view kind, const Bytes& body, Instant at);
    Status carry(Transaction& transaction, TicketId ticket, Instant at);
    Status flag(Transaction& transaction, TicketId ticket);
    Status tied(Transaction& transaction, TicketId from, TicketId to, bool removed, const std::string& by, Instant at);

    storage::Database& database_;
    helpdesk::TicketWork& work_;
    Acts& acts_;
};

}  // namespace steward::changes
