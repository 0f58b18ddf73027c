// Where a request came from, as coarse as an attacker can cheaply change it.
#pragma once

#include <string>
#include <string_view>

namespace steward::access {

/// The /24 of an IPv4 address or the /48 of an IPv6 address, as text; IPv4 inside IPv6 counts as
/// IPv4. What is no address stands for itself, so that nothing escapes a limit by being odd.
std::string network_of(std::string_view address);

}  // namespace steward::access
