// What changed from one text to another, line by line. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace steward::knowledge {

struct Change {
    enum class Kind { Same, Added, Removed };
    Kind kind;
    std::string_view line;  // of one of the two texts
};

/// The fewest lines taken out and put in. Texts that differ in very many lines are said as removed and added whole.
std::vector<Change> difference(std::string_view before, std::string_view after);

}  // namespace steward::knowledge
