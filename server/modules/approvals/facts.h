// Facts of the rooms above: a ticket that has ended takes its open questions with it.
#pragma once

#include "server/modules/approvals/acts.h"

namespace steward::approvals {

Status consume_facts(storage::Database& database, Acts& acts);

}  // namespace steward::approvals
