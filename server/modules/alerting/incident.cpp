#include "server/modules/alerting/incident.h"

#include <algorithm>

namespace steward::alerting {

namespace {
constexpr int64_t most_users = 1'000'000, most_cost_minor = 100'000'000'000;

void stop_impact(Incident& incident, Instant at) {
    if (!incident.impact_since.is_set()) return;
    incident.impact += std::max(Duration{}, at - incident.impact_since);
    incident.impact_since = {};
}

bool is_currency(std::string_view code) {
    return code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}
}  // namespace

Duration impact_of(const Incident& incident, Instant now) {
    if (!incident.impact_since.is_set()) return incident.impact;
    return incident.impact + std::max(Duration{}, now - incident.impact_since);
}

Incident moved(Incident incident, std::string_view to, Instant now) {
    incident.state = to;
    if (to == "acknowledged" && !incident.acknowledged_at.is_set()) incident.acknowledged_at = now;
    if (to == "restored") {
        incident.restored_at = now;
        stop_impact(incident, now);
    }
    if (to == "resolved") incident.resolved_at = now;
    if (to == "detected") {
        incident.mitigated_at = incident.restored_at = incident.resolved_at = {};
        incident.mitigated_by.clear();
        if (!incident.impact_since.is_set()) incident.impact_since = now;
    }
    if (to == "discarded") {
        incident.impact = {};
        incident.impact_since = {};
    }
    return incident;
}

bool can_mitigate(const Incident& incident) { return incident.state == "acknowledged"; }

Result<Incident> mitigated(Incident incident, Instant at, std::string_view by, Instant now) {
    if (incident.state == "detected")
        return fail(ErrorKind::Conflict, "alerting.not_taken", "Nobody has taken this incident yet. Take it first.");
    if (!can_mitigate(incident))
        return fail(ErrorKind::Conflict, "alerting.incident_over", "This incident is already " + incident.state + ".");
    if (!at.is_set()) at = now;
    if (at > now) return bad_field("/at_unix_ms", "Not in the future.");
    if (at < incident.impact_since) return bad_field("/at_unix_ms", "Not before people could no longer work.");
    stop_impact(incident, at);
    incident.mitigated_at = at;
    incident.mitigated_by = by;
    return incident;
}

Result<Incident> estimated(Incident incident, const ImpactEstimate& estimate) {
    if (estimate.users_affected) {
        if (*estimate.users_affected < 0 || *estimate.users_affected > most_users)
            return bad_field("/users_affected", "From none to a million people.");
        incident.users_affected = estimate.users_affected;
    }
    if (estimate.cost_minor) incident.cost_minor = *estimate.cost_minor;
    if (estimate.cost_currency) incident.cost_currency = *estimate.cost_currency;
    if (incident.cost_minor < 0 || incident.cost_minor > most_cost_minor) return bad_field("/cost_minor", "From nothing to a milliard.");
    if (incident.cost_minor > 0 && !is_currency(incident.cost_currency))
        return bad_field("/cost_currency", "A cost has a currency, three letters: CHF, EUR.");
    if (incident.cost_minor == 0 && !incident.cost_currency.empty() && !is_currency(incident.cost_currency))
        return bad_field("/cost_currency", "Three letters, such as CHF or EUR; empty: no estimate.");
    return incident;
}

}  // namespace steward::alerting
