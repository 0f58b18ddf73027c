// The history of another system, brought in while the desk works.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// A ticket that was closed in 2024, with what was said and worked, and a P1 that is open there since last week.
/// Uploaded and being checked.
Status upload_history(World& world, const std::string& client);
/// It was checked without a rejected row and comes in now.
Status bring_in_history(World& world);
/// It has come in and is taken back.
Status undo_history(World& world);

}  // namespace steward::scenarios
