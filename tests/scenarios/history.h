// The history of another system, brought in while the desk works.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// `step` empty: the file of `client` goes up and is checked: a ticket that was closed in 2024, with what was said and worked, and a P1
/// that is open there since last week. "brought in": it was checked without a rejected row and comes in now. "undone": all of it is
/// taken back. Each goes on in the background.
Status play_history(World& world, const std::string& client, const std::string& step);

}  // namespace steward::scenarios
