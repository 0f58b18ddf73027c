// Calendars and policies as people write them (JSON of the schema) and as the engine takes them. Pure.
#pragma once

#include "server/modules/service_levels/calendar.h"
#include "steward/service_levels/v1/service_levels.pb.h"

namespace steward::service_levels {

/// The calendar that the rules describe; where they name no zone, `client_zone` holds. Failures: Invalid with
/// the field under "/rules".
Result<Calendar> calendar_of(const v1::CalendarRules& rules, const std::string& client_zone);

/// Failures: Invalid with the field under "/rules": priorities and kinds that do not exist or come twice,
/// a target that is not between 0 s and 5 years or says both seconds and days, more than 20 pauses. Whether the calendars exist
/// is not looked at.
Status check_rules(const v1::SlaRules& rules);

const v1::SlaPromise* promise_for(const v1::SlaRules& rules, std::string_view priority);
/// The target in seconds on this calendar; nothing when the kind is not promised.
std::optional<Seconds> target_of(const v1::SlaPromise& promise, std::string_view kind, const Calendar& calendar);
bool pauses(const v1::SlaRules& rules, std::string_view state, std::string_view kind);

}  // namespace steward::service_levels
