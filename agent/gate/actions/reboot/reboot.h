// A restart of the machine, announced to who works on it. Done when the machine has started anew.
#pragma once

#include "agent/gate/actions/action.h"
#include "trust/actions.h"

namespace steward::gate {

using trust::RebootAction;
using trust::most_reboot_delay;

}  // namespace steward::gate
