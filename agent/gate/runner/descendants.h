// Every process that a run left behind.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "agent/gate/machine/machine.h"

namespace steward::gate {

using Everybody = std::map<pid_t, Process>;  // by their numbers

/// Whether a process was begun by another, or by one that it began. Processes are read one after the other, and a number may have become
/// another's meanwhile: parents may form a ring, which ends nothing and says no.
bool comes_from(pid_t one, pid_t ancestor, const Everybody& all);

/// Ends all processes that came from this one, also those that made themselves independent: whoever calls this is the one to whom
/// orphans come (PR_SET_CHILD_SUBREAPER). Returns when none is left.
void end_descendants();

/// Ends what a run left behind whose runner is gone, where there is no control group: what carries the numbers of the work and
/// of this machine in its environment, and what is still of the runner's session (0: do not ask; long after its end, the number may be
/// another's). Programs that begin others faster than they are ended do not hold us up for good: after so many turns it is left at that.
void end_leftovers(const std::string& device, const std::string& work, pid_t session, int turns = 100);

}  // namespace steward::gate
