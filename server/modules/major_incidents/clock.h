// What facts and time bring: P1 tickets that are or become major incidents, updates that are due.
#pragma once

#include "server/modules/major_incidents/acts.h"

namespace steward::major_incidents {

Status consume_facts(storage::Database& database, helpdesk::TicketWork& work, Acts& acts);
Status time_passed(storage::Database& database, helpdesk::TicketWork& work, Acts& acts, Instant now);

}  // namespace steward::major_incidents
