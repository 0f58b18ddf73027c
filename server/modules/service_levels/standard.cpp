#include "server/modules/service_levels/standard.h"

#include <google/protobuf/text_format.h>

namespace steward::service_levels {

extern const std::string_view embedded_standard;  // standard.textproto

Status store_standard(Transaction& transaction, Rng& rng, Instant now) {
    STEWARD_TRY(const bool there, has_standard_policy(transaction));
    if (there) return {};
    v1::Standard standard;
    if (!google::protobuf::TextFormat::ParseFromString(std::string(embedded_standard), &standard))
        return fail(ErrorKind::Internal, "service_levels.unreadable", "The standard policy that the server was built with cannot be read.");
    CalendarRow calendar;
    calendar.id = CalendarId::make(now, rng);
    calendar.name = standard.calendar_name();
    calendar.rules = standard.calendar();
    calendar.changed_at = now;
    calendar.changed_by = "Steward";
    STEWARD_CHECK(insert_calendar(transaction, calendar));
    PolicyRow policy;
    policy.id = PolicyId::make(now, rng);
    policy.name = standard.policy_name();
    policy.rules = standard.policy();
    for (auto& promise : *policy.rules.mutable_promises()) {
        if (!promise.calendar_id().empty()) promise.set_calendar_id(calendar.id.text());
    }
    policy.changed_at = now;
    policy.changed_by = "Steward";
    return insert_policy(transaction, policy);
}

}  // namespace steward::service_levels
