// What the stories of two tickets need beside the phrases: words in a ticket, merging, splitting, the clock of one of several.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// Tickets are named by their titles.
Status write_in(World& world, const std::string& ticket, const std::string& text);
Status merge_tickets(World& world, const std::string& ticket, const std::string& into);
/// The merge is taken back.
Status part_tickets(World& world, const std::string& ticket);
/// The message that says `text` becomes a ticket of its own.
Status split_off(World& world, const std::string& ticket, const std::string& text, const std::string& title);
Status ticket_clock_is(World& world, const std::string& kind, const std::string& ticket, const std::string& state,
                       const std::string& seconds);

}  // namespace steward::scenarios
