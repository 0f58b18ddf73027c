// A file in lines, bounded: a line longer than any that an export has ends the reading.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace steward::verify {

enum class Reading { Whole, Stopped, Unreadable, LongLine };

/// Calls `take` for each line without its end, until it answers false. Bytes behind the last line end are a line, too.
Reading read_lines(const std::string& path, const std::function<bool(std::string_view)>& take);

}  // namespace steward::verify
