// What the gate gives up once it has everything open: it makes no connection, starts no program, traces no process. It stays root over
// files.
#pragma once

#include "base/error.h"

namespace steward::gate {

/// For good, in this process. The launcher was made before. Failure: Internal "gate.not_confined": the gate must not run.
Status confine();

}  // namespace steward::gate
