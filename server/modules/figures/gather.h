// A month as it is shown: what is closed as it was written down, the rest counted now; each client's month in its own zone.
#pragma once

#include "server/modules/figures/closed.h"
#include "server/modules/figures/store.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

struct Gathered {
    Counted counted;
    int closed_clients = 0;
    Instant closed_at;                        // the youngest among them; unset: none is closed
    int64_t definition = definition_version;  // the oldest by which any of them was counted
    Instant from, until;                      // from the first to the last moment, over all zones
};
Result<Gathered> gather(storage::Transaction& transaction, service_levels::ServiceLevels& levels, const std::vector<Whose>& clients,
                        const std::string& month, Instant now);

struct TrendMonth {
    std::string month;
    Totals totals;
    bool closed = false;  // of all clients
    int64_t definition = definition_version;
};
/// The same without records, for these months.
Result<std::vector<TrendMonth>> trend_of(storage::Transaction& transaction, service_levels::ServiceLevels& levels,
                                         const std::vector<Whose>& clients, const std::vector<std::string>& months, Instant now);

}  // namespace steward::figures
