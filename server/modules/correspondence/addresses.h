// Addresses that take no mail of ours. They are marked, never silently left out: the next mail may arrive.
#pragma once

#include "server/modules/correspondence/sent.h"

namespace steward::correspondence {

struct AddressMark {
    std::string address;  // lower case
    Instant since, last;
    int64_t how_many = 0;
    std::string note;  // what was said the last time
};

/// A mail did not arrive: the address is marked, and the people of its ticket are told, once a day for an address.
Status mark_address(Transaction& transaction, const SentRow& lost, Instant now);
/// Somebody wrote from there: it is good again.
Status clear_address(Transaction& transaction, const std::string& address);
/// Of whoever asked in the ticket, and of whom a mail went to from it.
Result<std::vector<AddressMark>> marks_around(Transaction& transaction, ClientId client, TicketId ticket);

}  // namespace steward::correspondence
