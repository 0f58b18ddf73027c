// Facts of the rooms above: a ticket that is merged takes its checklist along.
#pragma once

#include "server/modules/templates/checklist.h"

namespace steward::templates {

Status consume_facts(storage::Database& database, Checklists& checklists);

}  // namespace steward::templates
