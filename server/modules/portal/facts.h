// How long the client's side took: from the facts of the helpdesk to rows.
#pragma once

#include "server/modules/portal/store.h"

namespace steward::portal {

Status consume_facts(storage::Database& database);

}  // namespace steward::portal
