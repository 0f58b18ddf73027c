// Yes or no in the first line of a mail. Pure, total: any text.
#pragma once

#include <string>
#include <string_view>

namespace steward::approvals {

struct ReadAnswer {
    std::string choice;   // approved, rejected; empty: it says neither
    std::string comment;  // what stands below, without a signature
};

/// A decision is never guessed: the first line that is not empty holds one of the known words and nothing else ("Yes.",
/// "approved", "nein", "d'accord"). "Yes, but ..." and "no problem" say neither.
ReadAnswer read_answer(std::string_view text);

}  // namespace steward::approvals
