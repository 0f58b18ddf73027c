#include "server/modules/alerting/evidence.h"

namespace steward::alerting {

bool freshen(Alert& alert, const monitoring::Monitoring* monitoring, Instant now) {
    const bool is_over = alert.state == AlertState::Cleared || alert.state == AlertState::Closed;
    if (is_over) return false;
    const auto evidence = monitoring ? monitoring->evidence(alert.device, alert.check, alert.item, now) : std::nullopt;
    if (!evidence) return true;
    if (evidence->observed_at >= alert.observed_at) {
        alert.last_value = evidence->value;
        alert.observed_at = evidence->observed_at;
    }
    return evidence->stale;
}

}  // namespace steward::alerting
