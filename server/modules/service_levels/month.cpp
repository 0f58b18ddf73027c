// Months as the people of a zone count them.
#include <chrono>
#include <cstdio>

#include "server/modules/service_levels/calendar.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::service_levels {

Result<MonthSpan> month_in(std::string_view zone_name, std::string_view month) {
    const auto first = parse_date(std::string(month) + "-01");
    if (!first || month.size() != 7) return bad_field("/month", "A month is written as 2026-11.");
    STEWARD_TRY(const auto zone, Zone::open(zone_name));
    const std::chrono::year_month_day day{*first};
    const Date next = std::chrono::local_days((day.year() / day.month() + std::chrono::months(1)) / std::chrono::day(1));
    return MonthSpan{instant_of(zone.first_moment(*first, 0)), instant_of(zone.first_moment(next, 0))};
}

Result<std::string> month_at(std::string_view zone_name, Instant now) {
    STEWARD_TRY(const auto zone, Zone::open(zone_name));
    return date_text(zone.date_at(whole_seconds(now))).substr(0, 7);
}

std::string month_before(const std::string& month, int back) {
    const auto then =
        std::chrono::year{std::stoi(month.substr(0, 4))} / std::chrono::month{static_cast<unsigned>(std::stoi(month.substr(5)))} -
        std::chrono::months(back);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(then.year()), static_cast<unsigned>(then.month()));
    return text;
}

}  // namespace steward::service_levels
