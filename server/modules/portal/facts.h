// From the facts of the helpdesk: how long the client's side took, and whom of the client a change concerns.
#pragma once

#include "server/modules/portal/store.h"
#include "server/platform/live/hub.h"

namespace steward::portal {

Status consume_facts(storage::Database& database, live::Hub& hub);

}  // namespace steward::portal
