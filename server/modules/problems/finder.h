// The program's part: problems that incidents make by themselves, and fixes that held.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/problems/acts.h"

namespace steward::problems {

class Finder {
public:
    Finder(storage::Database& database, directory::Directory& directory, helpdesk::TicketWork& work, Acts& acts)
        : database_(database), directory_(directory), work_(work), acts_(acts) {}

    /// Tickets of kind problem get their record, major incidents and ties between tickets become problems and links.
    Status consume_facts();
    /// Three of the same on one device within 90 days are a problem; more of the same join the one that is open.
    Status find_patterns(Instant now);
    /// What is fixed and quiet for 30 days is verified, when its device was heard of.
    Status verify_fixes(Instant now);

private:
    Status found(Transaction& transaction, const SameIncidents& same, Instant now);
    Status carry(Transaction& transaction, TicketId ticket, Instant at);
    Status major(Transaction& transaction, TicketId ticket, const std::string& title, Instant at);
    Status tied(Transaction& transaction, TicketId from, TicketId to, bool removed, const std::string& by, Instant at);
    Status verify_one(Transaction& transaction, ProblemId id, Instant now);

    storage::Database& database_;
    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Acts& acts_;
};

}  // namespace steward::problems
