// How old the evidence of an alert is. Its row is written when the condition changes; what was measured
// since then is known to monitoring alone.
#pragma once

#include "server/modules/alerting/lifecycle.h"
#include "server/modules/monitoring/monitoring.h"

namespace steward::alerting {

/// Gives an alert that is not over the newest measurement. True when nothing newer comes: its device is
/// silent, or nobody measures it (any more). Without evidence an alert is never shown as fresh.
bool freshen(Alert& alert, const monitoring::Monitoring* monitoring, Instant now);

}  // namespace steward::alerting
