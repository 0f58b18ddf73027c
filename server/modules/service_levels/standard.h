// What an installation begins with: standard.textproto, once.
#pragma once

#include "base/random.h"
#include "server/modules/service_levels/store.h"

namespace steward::service_levels {

/// Stores the calendar and the policy of the file when there is no standard policy yet. Both hold from the beginning of
/// time, so that what was received before has its promise too.
Status store_standard(Transaction& transaction, Rng& rng, Instant now);

}  // namespace steward::service_levels
