// How many persons a class of jobs needs by the roster, and which keys count among them (design/trust.md 4.1.5). The machine's own limits
// may want more; they are the gate's.
#pragma once

#include "trust/authority.h"

namespace steward::trust {

/// What the roster says of the class. Where it says nothing: two persons for what changes accounts, the agent itself or what leaves the
/// machine, otherwise one for up to 25 machines and two for more.
ClassRule class_rule(JobClass job_class, const RosterRules& rules);

/// Whether a key may sign work of this class for this client: by its role, its classes and clients, and no browser's.
bool is_fit(const KeyRecord& key, Role role, JobClass job_class, const ShortId& client);

}  // namespace steward::trust
