// Rows as the API shows them.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/escalation/people.h"
#include "server/platform/access/call.h"

namespace steward::escalation {

void fill(v1::Override& message, const Override& made, ScheduleId schedule, const Colleagues& colleagues);
void fill(v1::Schedule& message, const ScheduleRow& schedule, const Colleagues& colleagues, const Caller& caller);
void fill(v1::Shift& message, const ScheduleRow& schedule, const Shift& shift, const Colleagues& colleagues, Instant now);
void fill(v1::EscalationPolicy& message, const PolicyRow& policy, const directory::Directory& directory, const Caller& caller);
void fill(v1::Run& message, const RunRow& run, const directory::Directory& directory, const Caller& caller);
void fill(v1::Page& message, const PageRow& page);
void fill(v1::NamedContact& message, const ContactRow& contact);
void fill(v1::ClientNote& message, const NoteRow& note, const directory::Directory& directory);

}  // namespace steward::escalation
