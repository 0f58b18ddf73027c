// Every process that a run left behind.
#pragma once

namespace steward::gate {

/// Ends all processes that came from this one, also those that made themselves independent: whoever calls this is the one to whom
/// orphans come (PR_SET_CHILD_SUBREAPER). Returns when none is left.
void end_descendants();

}  // namespace steward::gate
