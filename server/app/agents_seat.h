// One process at a time serves the agents of an installation. On SQLite the state folder's lock says
// who; on PostgreSQL, where two processes may share the background work, a row among the leases does.
#pragma once

#include <string>

#include "server/platform/storage/database.h"

namespace steward::app {

class AgentsSeat {
public:
    /// `holder` is the same for the same server after a restart: it takes its own seat back at once.
    AgentsSeat(storage::Database& database, std::string holder) : database_(database), holder_(std::move(holder)) {}

    /// Takes the seat or renews it, for a minute. Failure: Conflict "app.agents_served_elsewhere".
    Status take(Instant now);
    void give_back();

private:
    storage::Database& database_;
    std::string holder_;
};

}  // namespace steward::app
