// The rows that figures are made of, from the views of the rooms above.
#pragma once

#include "server/modules/figures/desk.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

/// What may count in the period, of these clients. Open tickets and their clocks are read as they stand at `now` when the period
/// holds it.
Result<Records> read_records(storage::Transaction& transaction, service_levels::ServiceLevels& levels, std::span<const ClientId> clients,
                             const Period& period, Instant now);

}  // namespace steward::figures
