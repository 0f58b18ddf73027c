#include "server/modules/figures/month.h"

#include <chrono>
#include <cstdio>

#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

std::string month_before(const std::string& month, int back) {
    const auto then =
        std::chrono::year{std::stoi(month.substr(0, 4))} / std::chrono::month{static_cast<unsigned>(std::stoi(month.substr(5)))} -
        std::chrono::months(back);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(then.year()), static_cast<unsigned>(then.month()));
    return text;
}

Result<Period> period_in(std::string_view zone, const std::string& month) {
    STEWARD_TRY(const auto span, service_levels::month_in(zone, month));
    STEWARD_TRY(const auto days, service_levels::month_in("UTC", month));
    return Period{.from = span.begin, .until = span.end, .first_day = days.begin, .day_after = days.end};
}

Result<std::string> last_closed(std::string_view zone, Instant now) {
    STEWARD_TRY(const auto month, service_levels::month_at(zone, now - settling));
    return month_before(month, 1);
}

}  // namespace steward::figures
