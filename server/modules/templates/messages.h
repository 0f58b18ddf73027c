// Rows as the API says them.
#pragma once

#include "server/modules/templates/store.h"
#include "server/platform/access/call.h"

namespace steward::templates {

void fill(v1::TicketTemplate& message, const TemplateRow& row, const Caller& caller);
void fill(v1::CannedReply& message, const ReplyRow& row, const Caller& caller);
void fill(v1::ChecklistItem& message, const ItemRow& row);
void fill(v1::TicketSchedule& message, const ScheduleRow& row, const Caller& caller);

}  // namespace steward::templates
