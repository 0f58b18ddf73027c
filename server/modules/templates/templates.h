// What rooms below may ask of the templates: nothing yet. The ids of the room.
#pragma once

#include "base/id.h"

namespace steward::templates {

using TemplateId = Id<struct TicketTemplateTag>;
using ReplyId = Id<struct CannedReplyTag>;
using ItemId = Id<struct ChecklistItemTag>;
using ScheduleId = Id<struct TicketScheduleTag>;

}  // namespace steward::templates
