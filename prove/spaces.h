// The kernel's walls around a restore: name spaces, mounts that nobody can write to, few powers.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace steward::prove {

/// From here on this process mounts what nobody else sees, and what goes with it. False: the kernel does not let us.
bool enter_own_mounts();

/// As fork(2), into new name spaces (CLONE_NEW*). Whoever is first in a new space of processes takes all others of it along when it ends.
pid_t fork_into(int spaces);

/// All that this process can see becomes read-only, but for what is mounted at those places.
bool make_read_only_but(const std::vector<std::string>& writable);

/// No power (CAP_*) but these can be had again, by no program either.
bool keep_powers(const std::vector<int>& powers);

/// Nobody, without any power, and no program gives it one.
bool become_nobody();

/// For a process that reads what others restored: nobody, who may read every file, and no call but reading, memory, and the end. Of its
/// descriptors it keeps those below `first_closed`.
bool become_reader(int first_closed);

}  // namespace steward::prove
