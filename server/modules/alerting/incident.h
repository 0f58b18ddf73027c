// An incident: the course of domain/model.md 5.27, and how long it kept people from their work. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace steward::alerting {

struct Incident {
    IncidentId id;
    ClientId client;
    std::string reference, title, priority, state;  // detected, acknowledged, mitigated, restored, resolved, discarded
    DeviceId device;
    std::string fingerprint, detected_by;
    Instant started_at, detected_at, acknowledged_at, restored_at, resolved_at;
    std::string ticket_id, ticket_reference;
    bool ticket_resolved = false;  // the work was called done
    Instant mitigated_at = {};     // people could work again, if provisionally
    std::string mitigated_by = {};
    Duration impact = {};                        // that was over before it began again, or ended
    Instant impact_since = {};                   // unset: it does not run
    std::optional<int64_t> users_affected = {};  // nothing: nobody said
    int64_t cost_minor = 0;                      // an estimate, in hundredths
    std::string cost_currency = {};              // empty: none was made
};

/// How long people could not work: from the beginning until a workaround or until it was restored, by elapsed time. What begins
/// again within the same incident adds to it.
Duration impact_of(const Incident& incident, Instant now);

/// The incident in another state, with its times. What is restored or mitigated stops the impact, what is detected again goes on with
/// it, and what was discarded had none.
Incident moved(Incident incident, std::string_view to, Instant now);

/// Whether somebody may say that people can work again.
bool can_mitigate(const Incident& incident);

/// People can work again since `at`; unset: now. Failures: Conflict "alerting.not_taken" before somebody took it, Conflict
/// "alerting.incident_over" afterwards; Invalid "/at_unix_ms" before the impact began, or in the future.
Result<Incident> mitigated(Incident incident, Instant at, std::string_view by, Instant now);

/// What people were affected and what it cost, as far as it is said. Failures: Invalid with the field.
struct ImpactEstimate {
    std::optional<int64_t> users_affected, cost_minor;
    std::optional<std::string> cost_currency;
};
Result<Incident> estimated(Incident incident, const ImpactEstimate& estimate);

}  // namespace steward::alerting
