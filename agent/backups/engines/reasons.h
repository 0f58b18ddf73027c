// Why a backup failed, as a code for programs and a sentence for people.
#pragma once

#include <string>
#include <string_view>

namespace steward::agent::backups {

/// The code of the first known phrase in an engine's words; empty: none is known.
std::string_view reason_in(std::string_view words);

/// "The repository is locked by another run or by one that was killed." Of a code that is not ours: a sentence all the same.
std::string_view sentence_of(std::string_view reason);

}  // namespace steward::agent::backups
