// How the demonstration's machines stand: what they measured last, with the time of it. No agent says it again after a start, and after
// a while nobody knows how they are: they are unknown then, as any machine that went silent, but nobody is told of it.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/platform/assembly/module.h"

namespace steward::app {

/// What is known of one of them by its newest samples: after a quarter of an hour without any, nothing. Pure.
directory::Vital demo_vital(const std::vector<series::Latest>& newest, Instant now);

/// After all modules started, and now and then. Nothing where there is no demonstration.
Status note_demo_vitals(assembly::Context& context, Instant now);

}  // namespace steward::app
