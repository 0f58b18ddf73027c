// Words that people typed into a request: trimmed, bounded, and fit to be shown.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::access {

/// One line, without outer blanks, of at most `most` bytes. Failure: Invalid with `pointer`, here and below.
Result<std::string> typed_line(std::string_view pointer, std::string_view value, size_t most, bool required = true);
/// The same over several lines.
Result<std::string> typed_text(std::string_view pointer, std::string_view value, size_t most, bool required = true);
/// One of `allowed`; an empty one is `otherwise`, when there is such.
Result<std::string> typed_choice(std::string_view pointer, std::string_view value, std::span<const std::string_view> allowed,
                                 std::string_view otherwise = {});

}  // namespace steward::access
