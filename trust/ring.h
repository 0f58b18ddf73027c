// How long a machine waits before it runs what was published: a few machines go first (design/trust.md 4.1.3, message 6; 4.1.6).
#pragma once

#include "trust/work.h"

namespace steward::trust {

/// After the publication. A machine's ring is its tag "ring-2", signed as all its tags are; of several that `rings` names the longest wait
/// counts. One without such a tag, or of a ring that is not named, waits as long as the last.
Duration ring_wait(const std::vector<RingWait>& rings, const std::vector<std::string>& tags);

}  // namespace steward::trust
