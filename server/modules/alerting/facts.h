// The facts this room acts on, each exactly once, in order.
#pragma once

#include "server/modules/alerting/pipeline.h"

namespace steward::alerting {

/// Acts on the next facts in one transaction each batch, until none is left. While the database
/// is unavailable the cursor stays where it was; a fact that nobody can act on is passed over, and its
/// error is what the run says.
Status consume_facts(storage::Database& database, Pipeline& pipeline, Instant now);

}  // namespace steward::alerting
