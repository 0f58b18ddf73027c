// A client's service for the matrix of permissions.
#pragma once

#include <map>
#include <string>

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// A service that needs the client's device, `mark` in every text: "service" beside "client" and "device".
void furnish_services(World& world, std::map<std::string, std::string>& nouns, const std::string& mark);

}  // namespace steward::scenarios
