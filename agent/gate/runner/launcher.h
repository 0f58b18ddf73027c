// Who starts runners: a process of its own, made before the gate gives up the power to start any (process/confine.h). It understands one
// order, the id of a work, and ends with the gate. What it started does not.
#pragma once

#include <memory>

#include "agent/gate/machine/machine.h"
#include "base/error.h"

namespace steward::gate {

/// A seam: the tests of the gate have one that starts nothing.
class Launcher {
public:
    virtual ~Launcher() = default;
    /// Begins the runner of a work whose folder is ready. Failure: Internal "gate.no_launcher": the gate has to start anew.
    virtual Result<ProcessId> start(const trust::ShortId& work) = 0;
};

/// `folder`: of all work.
Result<std::unique_ptr<Launcher>> make_launcher(const std::string& folder);

}  // namespace steward::gate
