// Phrases about problems and changes.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// The only problem of the device: what it is about ("check S07"), its state, how many incidents.
Status problem_is(World& world, const std::string& device, const std::string& about, const std::string& state, int incidents);
Status no_problem(World& world, const std::string& device);
/// An emergency change on the device, approved by word of mouth of a service manager, begun now.
Status change_begins(World& world, const std::string& device, const std::string& title, const std::string& manager);
/// The tickets of the client that are incidents name the change, or nothing, as their probable cause.
Status cause_is(World& world, const std::string& client, const std::string& title);

}  // namespace steward::scenarios
