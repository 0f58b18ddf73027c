// How the demonstration's machines stand: what they measured last, with the time of it. No agent says it again after a start.
#pragma once

#include "server/platform/assembly/module.h"

namespace steward::app {

/// After all modules started. Nothing where there is no demonstration.
Status note_demo_vitals(assembly::Context& context);

}  // namespace steward::app
