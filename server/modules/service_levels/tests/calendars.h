// The calendars of domain/kpis.md B.2 and of scenario S05, and moments as people write them.
#pragma once

#include <gtest/gtest.h>

#include "server/modules/service_levels/explain.h"

namespace steward::service_levels {

constexpr int hour_s = 3600;

inline Instant at(const std::string& rfc3339) {
    const auto parsed = parse_rfc3339(rfc3339);
    EXPECT_TRUE(parsed) << rfc3339;
    return parsed.value_or(Instant{});
}

inline Date date(const std::string& text) { return parse_date(text).value_or(Date{}); }

inline Calendar weekdays(const std::string& zone, std::vector<Window> windows, std::initializer_list<const char*> holidays = {}) {
    Calendar calendar;
    calendar.zone = zone;
    for (size_t day = 0; day < 5; ++day) calendar.week[day] = windows;
    for (const char* holiday : holidays) calendar.holidays[date(holiday)] = "holiday";
    return calendar;
}

inline Calendar ny_bh() { return weekdays("America/New_York", {{8 * hour_s, 18 * hour_s}}, {"2026-11-26", "2026-12-25", "2027-01-01"}); }
inline Calendar uk_bh() {
    return weekdays("Europe/London", {{9 * hour_s, 17 * hour_s + 1800}},
                    {"2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29"});
}
inline Calendar werk_aare() { return weekdays("Europe/Zurich", {{8 * hour_s, 12 * hour_s}, {13 * hour_s, 17 * hour_s}}); }

/// Compiled for the years of the vectors.
inline BusinessTime compiled(const Calendar& calendar) {
    auto time = BusinessTime::compile(calendar, at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
    EXPECT_TRUE(time);
    return time ? *time : BusinessTime::always();
}

inline ClockEvent started(const std::string& when, Seconds target) { return {ClockEventKind::Started, at(when), target, ""}; }
inline ClockEvent paused(const std::string& when, const std::string& reason = "waiting for client") {
    return {ClockEventKind::Paused, at(when), Seconds(0), reason};
}
inline ClockEvent resumed(const std::string& when) { return {ClockEventKind::Resumed, at(when), Seconds(0), ""}; }
inline ClockEvent met(const std::string& when) { return {ClockEventKind::Met, at(when), Seconds(0), ""}; }
inline ClockEvent retargeted(const std::string& when, Seconds target, const std::string& reason) {
    return {ClockEventKind::TargetChanged, at(when), target, reason};
}
inline ClockEvent reopened(const std::string& when) { return {ClockEventKind::Reopened, at(when), Seconds(0), "not fixed"}; }

}  // namespace steward::service_levels
