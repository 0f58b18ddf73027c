// What people, facts and time make of a problem. Everything in the caller's transaction: rows, words in the tickets, screens.
#pragma once

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/problems/states.h"
#include "server/modules/problems/store.h"
#include "server/platform/live/hub.h"

namespace steward::problems {

/// A problem that is opened. Without a ticket, one of kind problem is opened with it.
struct Opening {
    ClientId client;
    TicketId ticket;
    DeviceId device;
    std::string about, about_words, reason, title, description;
};

class Acts {
public:
    Acts(helpdesk::TicketWork& work, helpdesk::TicketVoice& voice, live::Hub& hub, Rng& rng)
        : work_(work), voice_(voice), hub_(hub), rng_(rng) {}

    Result<ProblemRow> open(Transaction& transaction, const Opening& opening, const helpdesk::Doer& doer, Instant now);

    /// Stores `after`, which is `before` moved on.
    Status move(Transaction& transaction, const ProblemRow& before, ProblemRow after, const helpdesk::Doer& doer, const std::string& reason,
                Instant now);
    /// Stores what was written down.
    Status change(Transaction& transaction, ProblemRow& problem, const helpdesk::Doer& doer, const std::string& what, Instant now);

    /// Links incidents; those after the fix are said to have come back. How many were new.
    Result<int> link(Transaction& transaction, ProblemRow& problem, const std::vector<LinkedIncident>& incidents,
                     const helpdesk::Doer& doer, Instant now);
    /// All incidents of one ticket. Failure: NotFound "helpdesk.ticket_not_found".
    Result<int> link_ticket(Transaction& transaction, ProblemRow& problem, TicketId ticket, std::string_view how,
                            const helpdesk::Doer& doer, Instant now);
    Status unlink_ticket(Transaction& transaction, ProblemRow& problem, TicketId ticket, const helpdesk::Doer& doer, Instant now);

private:
    Status publish_workaround(Transaction& transaction, const ProblemRow& problem, const helpdesk::Doer& doer, Instant now);
    void publish(Transaction& transaction, const ProblemRow& problem);

    helpdesk::TicketWork& work_;
    helpdesk::TicketVoice& voice_;
    live::Hub& hub_;
    Rng& rng_;
};

const helpdesk::Doer& problems_program();

}  // namespace steward::problems
