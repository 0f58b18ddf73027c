// Every process that a run left behind.
#pragma once

#include <sys/types.h>

#include <string>

namespace steward::gate {

/// Ends all processes that came from this one, also those that made themselves independent: whoever calls this is the one to whom
/// orphans come (PR_SET_CHILD_SUBREAPER). Returns when none is left.
void end_descendants();

/// Ends what a run left behind whose runner is gone, where there is no control group: what carries the numbers of the work and
/// of this machine in its environment, and what is still of the runner's session (0: do not ask; long after its end, the number may be
/// another's).
void end_leftovers(const std::string& device, const std::string& work, pid_t session);

}  // namespace steward::gate
