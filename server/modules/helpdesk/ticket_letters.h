// Words anywhere in what a list shows of a ticket, found by their letters: among two hundred thousand titles, a word that few have
// would otherwise be looked for in each.
#pragma once

#include "server/modules/helpdesk/store.h"

namespace steward::helpdesk {

/// A select of the ids of the tickets in which `word` stands (title, number, device, client), with the word between '%' as parameter
/// number `place`. Empty: they are many, the word is shorter than three letters, or the database has no such index; then nothing is
/// known. What it finds may be too much by a device's former name or another spelling, never too little.
Result<std::string> few_with_letters(Transaction& transaction, const std::string& word, size_t place);

}  // namespace steward::helpdesk
