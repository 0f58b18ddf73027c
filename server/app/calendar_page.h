// The calendar of an on-call schedule, for programs that can show nothing but an address.
#pragma once

#include "server/modules/escalation/escalation.h"
#include "server/platform/http/message.h"

namespace steward::app {

/// `file` is the secret and ".ics". Failures: NotFound "escalation.no_such_calendar", also for what is not good any more; the database's.
Result<http::Response> calendar_page(escalation::Escalation& escalation, std::string_view file, Instant now);

}  // namespace steward::app
