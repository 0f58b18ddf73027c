// Numbers before what they count, as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace steward {

/// "1 machine", "2 machines", "0 machines".
std::string counted(uint64_t number, std::string_view one);

/// For words whose plural is no s at the end: "1 entry", "2 entries".
std::string counted(uint64_t number, std::string_view one, std::string_view several);

}  // namespace steward
