// What can be answered for a word of another system.
#pragma once

#include "server/modules/imports/placing.h"

namespace steward::imports {

struct Choice {
    std::string list, value, label;
};
Result<std::vector<Choice>> choices_of(Transaction& transaction, Rooms& rooms);

/// The file itself brings the client of this name; or it is made with the first row that speaks of it.
inline constexpr std::string_view in_file_answer = "=file", new_answer = "=new";

}  // namespace steward::imports
