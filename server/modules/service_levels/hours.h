// The hours of a calendar's week in words. Pure.
#pragma once

#include "server/modules/service_levels/calendar.h"

namespace steward::service_levels {

/// "Mon to Thu 08:00 to 17:00, Fri 08:00 to 12:00 and 13:00 to 16:00"; days with the same hours stand together. Empty for
/// a calendar that is always open.
std::string hours_text(const Calendar& calendar);

}  // namespace steward::service_levels
