// The rows that figures are made of, from the views of the rooms above.
#pragma once

#include "server/modules/figures/desk.h"
#include "server/modules/service_levels/service_levels.h"
#include "server/platform/access/call.h"

namespace steward::figures {

/// What may count in the period, of the caller's clients and, when `only` is given, of that one. Open
/// tickets and their clocks are read as they stand at `call.now()` when the period holds it.
Result<Records> read_records(Call& call, service_levels::ServiceLevels& levels, const std::optional<ClientId>& only, const Period& period);

}  // namespace steward::figures
