// A portal's own address: one word behind /portal/. Pure.
#pragma once

#include <string_view>

namespace steward::portal {

/// 3 to 40 of a-z, 0-9 and single hyphens between them, and none of the portal's own pages.
bool is_address(std::string_view text);

}  // namespace steward::portal
