// What keeps a record from being taken back: whatever people did here with it since. Reads what the rooms show; nothing is changed.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "server/modules/imports/placing.h"

namespace steward::imports {

/// By the record's id, a sentence for people; a record that nothing holds is not in it.
using Ties = std::unordered_map<std::string, std::string>;

/// Also what was said and booked in them is held then: a conversation is not taken out of a ticket in which somebody works.
Result<Ties> ties_of_tickets(Rooms& rooms, Transaction& transaction, const std::vector<std::string>& tickets);
Result<Ties> ties_of_people(Transaction& transaction, const std::vector<std::string>& people);
Result<Ties> ties_of_sites(Transaction& transaction, const std::vector<std::string>& sites);
Result<Ties> ties_of_clients(Transaction& transaction, const std::vector<std::string>& clients);

}  // namespace steward::imports
