// Facts of the rooms above, made into runs.
#pragma once

#include "server/modules/escalation/handing.h"

namespace steward::escalation {

Status consume_facts(storage::Database& database, Escalator& escalator, Handing& handing);

}  // namespace steward::escalation
