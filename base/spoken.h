// Long numbers as people read them to each other and type them: "1f3a-5b7c-...". One form for what is shown and for what is typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace steward {

/// Hexadecimal digits in groups of four, with - between.
std::string spoken(ByteView bytes);

/// What `spoken` gives, the same with spaces or nothing between, and in capitals. Nothing: another character, or half of a byte.
std::optional<Bytes> from_spoken(std::string_view text);

}  // namespace steward
