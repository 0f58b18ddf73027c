// A script: an interpreter, its arguments one by one, and a body that is named by its digest. No shell joins them.
#pragma once

#include "agent/gate/actions/action.h"
#include "trust/actions.h"

namespace steward::gate {

using trust::ScriptAction;

}  // namespace steward::gate
