// Text of others on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace steward {

/// Safe to print: control characters, marks that turn or hide text, and what is no UTF-8 are written out. `found`: whether there were any.
std::string plain(std::string_view text, bool* found = nullptr);

}  // namespace steward
