// The exceptions of a month (domain/model.md section 3, rule 5): what a person took out of the figures or judged otherwise than the rule,
// with the reason and with who agreed. Read from the rooms that keep them.
#pragma once

#include "server/modules/figures/store.h"

namespace steward::figures {

struct ExceptionRecord {
    std::string id, kind;  // kind_changed, ticket_cancelled, priority_lowered, verdict, relink, exclusion, alert_dismissed
    ClientId client;
    std::string record;  // id of the ticket, the disturbance or the alert
    std::string reference, title, priority, from, to, detail, reason;
    std::string state;      // pending, agreed, refused, noted
    AccountId asked_by_id;  // nil: a program
    std::string asked_by;
    Instant at;
    std::string decided_by;
    Instant decided_at;  // unset: not yet, or nobody had to
    std::string note;
};

/// Of these clients, each in the month of its own zone; in no order. Failures: those of `period_in`.
Result<std::vector<ExceptionRecord>> exceptions_of(storage::Transaction& transaction, const std::vector<Whose>& clients,
                                                   const std::string& month);

}  // namespace steward::figures
