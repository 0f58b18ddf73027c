// What people, facts and time make of a major incident. Everything in the caller's transaction, rows, words and facts together.
#pragma once

#include "server/modules/escalation/escalation.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/major_incidents/store.h"
#include "server/platform/live/hub.h"

namespace steward::major_incidents {

/// What the client reads (domain/playbooks.md 5).
struct Words {
    std::string affected, known, doing;
    Instant next_at;
};

class Acts {
public:
    Acts(helpdesk::TicketWork& work, escalation::Escalation& escalation, live::Hub& hub, Rng& rng)
        : work_(work), escalation_(escalation), hub_(hub), rng_(rng) {}

    /// Leads: the one who declares, or nobody yet when that is the program. Failure: Conflict "major_incidents.declared" when it is one.
    Result<IncidentRow> declare(Transaction& transaction, const helpdesk::TicketPaper& ticket, std::string_view reason,
                                const helpdesk::Doer& doer, Instant now);
    Status lead(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, Instant now);
    Status log(Transaction& transaction, const IncidentRow& incident, const helpdesk::Doer& doer, std::string text, Instant now);
    Status tell(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const Words& words, Instant now);
    Status restore(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const std::string& text, Instant now);
    Status write_end_note(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, const std::string& text,
                          Instant now);
    Status review(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, v1::Review review, Instant now);
    /// Our people are told that the client waits.
    Status say_update_is_due(Transaction& transaction, IncidentRow& incident, Instant now);

private:
    Status tell_client(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind,
                       const std::string& subject, const std::string& text, Instant now);
    Status add(Transaction& transaction, const IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind, std::string text,
               std::string told, Instant now);
    void publish(Transaction& transaction, const IncidentRow& incident);

    helpdesk::TicketWork& work_;
    escalation::Escalation& escalation_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::major_incidents
