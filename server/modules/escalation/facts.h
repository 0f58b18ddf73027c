// Facts of the rooms above, made into runs.
#pragma once

#include "server/modules/escalation/escalator.h"

namespace steward::escalation {

Status consume_facts(storage::Database& database, Escalator& escalator);

}  // namespace steward::escalation
