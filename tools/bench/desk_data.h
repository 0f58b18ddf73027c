// A desk of some years for measuring: clients with their people and devices, technicians, tickets with conversations, history,
// promises, tags and time, articles and mails, straight into the tables.
#pragma once

#include "server/platform/storage/database.h"

namespace steward::bench {

struct DeskSize {
    int clients = 100, people_a_client = 20, devices_a_client = 20, technicians = 20;
    int tickets = 200'000, messages_a_ticket = 4, articles = 2'000;
};
/// The same every time. One ticket in twenty is open, nearly all of them among the newest. Rooms whose tables are not there
/// stay without; the standard policy must stand in them already.
Status fill_desk(storage::Database& database, const DeskSize& size, Instant now);

}  // namespace steward::bench
