// A second factor shown just now, for what is dangerous.
#pragma once

#include "server/platform/access/call.h"

namespace steward {

inline constexpr Duration factor_is_fresh = std::chrono::minutes(5);

/// The dispatcher asks it for methods that the schema marks, a handler where only some of what it does is dangerous. Nobody on the server's
/// own machine is asked. Failure: Forbidden "access.step_up_needed".
Status require_step_up(const Caller& caller, Instant now);

}  // namespace steward
