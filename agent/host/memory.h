// Gives back what only the start needed.
#pragma once

namespace steward::agent {

/// Free heap, and the pages of program text that are mapped but not in use: those that are needed
/// again come back from the page cache. Costs some hundred microseconds; for seldom occasions.
void give_back_memory();

}  // namespace steward::agent
