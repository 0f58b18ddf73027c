// What the matrix asks for of the room of the backups.
#pragma once

#include <map>
#include <string>

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// A protected item with a plan and a run that failed, `mark` in every text: "backup_item", "backup_plan" and "backup_run" (and the
/// client's "service") beside "client" and "device".
void furnish_backups(World& world, std::map<std::string, std::string>& nouns, const std::string& mark);

}  // namespace steward::scenarios
