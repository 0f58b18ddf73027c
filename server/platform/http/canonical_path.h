// One way to write a path, and nothing else is accepted (design/trust.md 4.5).
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::http {

/// The segments of "/a/b": {"a", "b"}; of "/": none. They point into `path`. Failure: Invalid
/// "request.path" for percent escapes (nothing of ours needs one), dot segments, empty segments (also
/// at the end), ';', '\', what is not printable ASCII, and more than 512 bytes.
Result<std::vector<std::string_view>> canonical(std::string_view path);

}  // namespace steward::http
