// Words anywhere in what a list shows of a ticket, found by their letters: among two hundred thousand titles, a word that few have
// would otherwise be looked for in each.
#pragma once

#include <optional>
#include <span>

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

/// The ids of the tickets in which `word` stands (title, number, device, client), as one parameter of `among_ids`. Nothing: they are many,
/// the word is shorter than three letters, or the database has no such index; then nothing is known. What it finds may be too much by
/// a device's former name or another spelling, never too little.
Result<std::optional<std::string>> few_with_letters(Transaction& transaction, const std::string& word);
/// Words that so many of a thousand have are not few: none of them need be asked for.
inline constexpr int64_t many_of_a_thousand = 30;

/// Of PostgreSQL: in how many of a thousand tickets all of these patterns ("%word%") stand, by a sample. Its planner does not see the words
/// when it chooses how to look for them.
Result<int64_t> in_a_thousand(Transaction& transaction, std::span<const storage::Value> patterns);

/// One parameter for many ids: a thousand parameters cost more than the rows. " in (...)" and what it is bound to.
std::string among_ids(storage::Engine engine, const std::string& place);
std::string list_of_ids(storage::Engine engine, std::span<const std::string> ids);

}  // namespace steward::helpdesk
