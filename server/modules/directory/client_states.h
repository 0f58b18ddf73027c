// The life of a client: domain/model.md 5.1, as one table.
#pragma once

#include <string_view>
#include <vector>

namespace steward::directory {

inline constexpr std::string_view client_states =
    "prospect qualified declined assessed proposed onboarding active at_risk offboarding former";

/// Where a client in `state` may go. Pure.
std::vector<std::string_view> next_client_states(std::string_view state);

/// Whether the move is in the table; staying is always allowed.
bool client_may_become(std::string_view from, std::string_view to);

}  // namespace steward::directory
