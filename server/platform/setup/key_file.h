// Writing the master key's file once, so that it is there after a power cut, or not at all.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::setup {

/// Mode 0600, never over an existing file. Failure: Internal "setup.key_file_write" with the reason.
Status write_key_file(const std::string& path, std::string_view text);

}  // namespace steward::setup
