// What people, facts and time make of a major incident. Everything in the caller's transaction, rows, words and facts together.
#pragma once

#include "server/modules/escalation/escalation.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/major_incidents/store.h"
#include "server/modules/service_levels/service_levels.h"
#include "server/platform/live/hub.h"

namespace steward::major_incidents {

/// What the client reads (domain/playbooks.md 5).
struct Words {
    std::string affected, known, doing;
    Instant next_at;
};

class Acts {
public:
    Acts(helpdesk::TicketWork& work, escalation::Escalation& escalation, service_levels::ServiceLevels* promises, live::Hub& hub, Rng& rng)
        : work_(work), escalation_(escalation), promises_(promises), hub_(hub), rng_(rng) {}

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
    Status communicate(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, Instant now);
    Status finish_action(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, int number, bool done, Instant now);
    /// Nobody of ours wrote in time: our people are told that the client waits, and the client is told what the program knows and
    /// when they hear again, so that no silence is longer than it may be (domain/model.md, invariant 23).
    Status update_is_due(Transaction& transaction, IncidentRow& incident, Instant now);
    /// It came back within the day: the same incident goes on.
    Status reopen(Transaction& transaction, IncidentRow& incident, Instant now);

private:
    Status tell_client(Transaction& transaction, IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind,
                       const std::string& subject, const std::string& text, Instant now);
    Result<Instant> review_is_due(Transaction& transaction, const IncidentRow& incident, Instant restored) const;
    Status add(Transaction& transaction, const IncidentRow& incident, const helpdesk::Doer& doer, std::string_view kind, std::string text,
               std::string told, Instant now);
    void publish(Transaction& transaction, const IncidentRow& incident);

    helpdesk::TicketWork& work_;
    escalation::Escalation& escalation_;
    service_levels::ServiceLevels* promises_;  // null: working days are Monday to Friday
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::major_incidents
