#include "server/modules/service_levels/hours.h"

namespace steward::service_levels {

namespace {
constexpr std::string_view days_in_words[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr int second_of_a_day = 86'400;

std::string windows_text(const std::vector<Window>& windows) {
    std::string text;
    for (const auto& window : windows) {
        const int end = window.end > second_of_a_day ? window.end - second_of_a_day : window.end;
        text += (text.empty() ? "" : " and ") + time_of_day_text(window.begin) + " to " + time_of_day_text(end);
    }
    return text;
}
}  // namespace

std::string hours_text(const Calendar& calendar) {
    if (calendar.always) return {};
    std::string text;
    for (size_t first = 0; first < calendar.week.size();) {
        size_t last = first;
        while (last + 1 < calendar.week.size() && calendar.week[last + 1] == calendar.week[first]) ++last;
        if (!calendar.week[first].empty()) {
            text += (text.empty() ? "" : ", ") + std::string(days_in_words[first]);
            if (last > first) text += " to " + std::string(days_in_words[last]);
            text += " " + windows_text(calendar.week[first]);
        }
        first = last + 1;
    }
    return text;
}

}  // namespace steward::service_levels
