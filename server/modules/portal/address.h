// A portal's own address: one word behind /portal/. Pure.
#pragma once

#include <string_view>

namespace steward::portal {

/// 3 to 40 of a-z, 0-9 and single hyphens between them, and none of the portal's own pages.
bool is_address(std::string_view text);

/// A host name as browsers send it: two labels or more of a-z, 0-9 and hyphens, at most 253 bytes, no IP address and no port.
bool is_host(std::string_view text);

/// The host of "https://desk.example.org:8443"; empty of no such address.
std::string_view host_in(std::string_view url);

}  // namespace steward::portal
