#include "server/modules/figures/month.h"

#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

Result<Period> period_in(std::string_view zone, const std::string& month) {
    STEWARD_TRY(const auto span, service_levels::month_in(zone, month));
    STEWARD_TRY(const auto days, service_levels::month_in("UTC", month));
    return Period{.from = span.begin, .until = span.end, .first_day = days.begin, .day_after = days.end};
}

Result<std::string> last_closed(std::string_view zone, Instant now) {
    STEWARD_TRY(const auto month, service_levels::month_at(zone, now - settling));
    return service_levels::month_before(month, 1);
}

}  // namespace steward::figures
