#include "server/modules/service_levels/calendar.h"

#include <fmt/format.h>

#include <algorithm>

namespace steward::service_levels {

namespace {
constexpr int day_s = 86'400;

bool is_sound(const Window& window) {
    return window.begin >= 0 && window.begin < day_s && window.end > window.begin && window.end - window.begin <= day_s;
}

bool are_sound(const std::vector<Window>& windows) {
    return windows.size() <= most_windows_a_day && std::all_of(windows.begin(), windows.end(), is_sound);
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}
}  // namespace

const std::vector<Window>& Calendar::windows_on(Date date) const {
    static const std::vector<Window> closed;
    if (const auto exception = exceptions.find(date); exception != exceptions.end()) return exception->second.windows;
    if (holidays.contains(date)) return closed;
    return week[std::chrono::weekday(date).iso_encoding() - 1];
}

Seconds business_day(const Calendar& calendar) {
    if (calendar.always) return std::chrono::hours(24);
    int64_t open_seconds = 0, open_days = 0;
    for (const auto& windows : calendar.week) {
        if (windows.empty()) continue;
        ++open_days;
        auto sorted = windows;
        std::sort(sorted.begin(), sorted.end(), [](const Window& a, const Window& b) { return a.begin < b.begin; });
        int covered = 0;
        for (const auto& window : sorted) {
            open_seconds += std::max(0, window.end - std::max(window.begin, covered));
            covered = std::max(covered, window.end);
        }
    }
    return Seconds(open_days == 0 ? 0 : open_seconds / open_days);
}

Status check_calendar(const Calendar& calendar) {
    if (calendar.always) return {};
    if (auto zone = Zone::open(calendar.zone); !zone) return bad_field("/zone", zone.error().message);
    bool ever_open = false;
    for (const auto& windows : calendar.week) {
        if (!are_sound(windows)) return bad_field("/week", "A window ends after it begins and lasts at most a day; at most 24 a day.");
        ever_open = ever_open || !windows.empty();
    }
    if (!ever_open) return bad_field("/week", "A calendar needs at least one window a week, or is open around the clock.");
    if (calendar.holidays.size() > most_dates) return bad_field("/holidays", "Too many: at most 2,000 dates.");
    if (calendar.exceptions.size() > most_dates) return bad_field("/exceptions", "Too many: at most 2,000 dates.");
    for (const auto& [date, exception] : calendar.exceptions) {
        if (!are_sound(exception.windows))
            return bad_field("/exceptions", date_text(date) + ": a window ends after it begins and lasts at most a day; at most 24 a day.");
    }
    return {};
}

std::optional<int> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = number(text.substr(0, 2)), minute = number(text.substr(3, 2));
    if (!hour || !minute || *minute > 59 || *hour > 24 || (*hour == 24 && *minute != 0)) return std::nullopt;
    return *hour * 3600 + *minute * 60;
}

std::string time_of_day_text(int second_of_day) {
    const int within = second_of_day > day_s ? second_of_day - day_s : second_of_day;
    return fmt::format("{:02}:{:02}", within / 3600, within / 60 % 60);
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
    if (!year || !month || !day || *year < 1970 || *year > 2200) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return Date(date);
}

std::string date_text(Date date) {
    const std::chrono::year_month_day day(date);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

}  // namespace steward::service_levels
