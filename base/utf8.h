// Text as bytes: UTF-8 (RFC 3629).
#pragma once

#include <string_view>

namespace steward {

/// How many bytes the first character of `text` has, 1 to 4; 0 when they are none: empty, cut short, overlong, a surrogate, or
/// above U+10FFFF.
size_t utf8_length(std::string_view text);

/// Whether all of `text` is well formed.
bool is_utf8(std::string_view text);

}  // namespace steward
