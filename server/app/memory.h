// Memory that was needed for a moment goes back to the system.
#pragma once

namespace steward::app {

/// A thousand agents that bring a day at once leave the allocator with many half-empty pages. When much
/// more is resident than is in use they are given back; otherwise this costs some microseconds.
void give_back_memory();

}  // namespace steward::app
