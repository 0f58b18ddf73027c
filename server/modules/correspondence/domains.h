// Which mail domains may count as a client's. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::correspondence {

/// In lower case, without an @ before it. Failure: Invalid with /domain: it is no domain, or one in which
/// anybody gets an address.
Result<std::string> read_domain(std::string_view text);

}  // namespace steward::correspondence
