// When somebody called, wrote in a chat or stood in the door: whoever writes that down while it lasts, or after it, does not win the
// minutes by that, neither for a promise nor for who knew first.
#pragma once

#include "server/modules/helpdesk/form.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::helpdesk {

/// When a new ticket of this source was received; `began_at_unix_ms` 0: now. What began otherwise is refused in `form`.
Instant contact_began(Form& form, int64_t began_at_unix_ms, std::string_view source, Instant now);

}  // namespace steward::helpdesk
