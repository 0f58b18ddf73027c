#include "server/modules/backups/schedule.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr std::array<std::string_view, 7> short_days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 7> long_days = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr int all_days = 127;
constexpr Duration before_a_time = 10min, shortest = 5min, longest = std::chrono::hours(24 * 7);

std::unexpected<Error> not_a_schedule() {
    return bad_field("/schedule", "Write when it runs as \"daily 02:00\", \"mon,wed,fri 02:00\", \"every 4h\" or \"every 30m\".");
}

std::string lower(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return small;
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<int> minute_of_day(std::string_view clock) {
    const size_t colon = clock.find(':');
    if (colon == std::string_view::npos || clock.size() - colon != 3) return std::nullopt;
    const auto hours = number(clock.substr(0, colon)), minutes = number(clock.substr(colon + 1));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<int> days_in(std::string_view words) {
    if (words == "daily") return all_days;
    int days = 0;
    while (!words.empty()) {
        const size_t comma = std::min(words.find(','), words.size());
        const auto day = std::find(short_days.begin(), short_days.end(), words.substr(0, comma));
        if (day == short_days.end()) return std::nullopt;
        days |= 1 << (day - short_days.begin());
        words.remove_prefix(std::min(comma + 1, words.size()));
    }
    return days == 0 ? std::nullopt : std::optional(days);
}

std::string clock_text(int minute) {
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return two(minute / 60) + ":" + two(minute % 60);
}

int weekday_of(zones::Date date) {
    return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date.time_since_epoch())).iso_encoding()) - 1;
}

bool is_by_interval(const Schedule& schedule) { return schedule.every > Duration{}; }
}  // namespace

Result<Schedule> parse_schedule(std::string_view text) {
    const std::string words = lower(text);
    const size_t space = words.find(' ');
    if (space == std::string::npos) return not_a_schedule();
    const std::string_view first = std::string_view(words).substr(0, space);
    std::string_view second = std::string_view(words).substr(space);
    while (!second.empty() && second.front() == ' ') second.remove_prefix(1);
    if (first == "every") {
        const auto count = second.empty() ? std::nullopt : number(second.substr(0, second.size() - 1));
        const char unit = second.empty() ? ' ' : second.back();
        if (!count || (unit != 'h' && unit != 'm') || *count > 100'000) return not_a_schedule();
        const Duration every = unit == 'h' ? Duration(std::chrono::hours(*count)) : Duration(std::chrono::minutes(*count));
        if (every < shortest || every > longest) return bad_field("/schedule", "An interval has 5 minutes to 7 days.");
        return Schedule{.every = every};
    }
    const auto days = days_in(first);
    const auto minute = minute_of_day(second);
    if (!days || !minute) return not_a_schedule();
    return Schedule{.weekdays = *days, .minute_of_day = *minute};
}

std::string to_text(const Schedule& schedule) {
    if (is_by_interval(schedule)) {
        const auto minutes = schedule.every / 1min;
        return "every " + (minutes % 60 == 0 ? std::to_string(minutes / 60) + "h" : std::to_string(minutes) + "m");
    }
    if (schedule.weekdays == all_days) return "daily " + clock_text(schedule.minute_of_day);
    std::string days;
    for (size_t day = 0; day < short_days.size(); ++day)
        if ((schedule.weekdays >> day & 1) != 0) days += (days.empty() ? "" : ",") + std::string(short_days[day]);
    return days + " " + clock_text(schedule.minute_of_day);
}

std::string in_words(const Schedule& schedule) {
    if (is_by_interval(schedule)) {
        const auto minutes = schedule.every / 1min;
        if (minutes == 60) return "every hour";
        return "every " + (minutes % 60 == 0 ? std::to_string(minutes / 60) + " hours" : std::to_string(minutes) + " minutes");
    }
    if (schedule.weekdays == all_days) return "every day at " + clock_text(schedule.minute_of_day);
    std::vector<std::string_view> days;
    for (size_t day = 0; day < long_days.size(); ++day)
        if ((schedule.weekdays >> day & 1) != 0) days.push_back(long_days[day]);
    std::string words = "on ";
    for (size_t i = 0; i < days.size(); ++i) words += (i == 0 ? "" : i + 1 == days.size() ? " and " : ", ") + std::string(days[i]);
    return words + " at " + clock_text(schedule.minute_of_day);
}

Tolerance tolerance_of(const Schedule& schedule, Duration late) {
    if (is_by_interval(schedule)) return {schedule.every / 2, std::min(schedule.every / 2, std::max(late, Duration(1min)))};
    return {before_a_time, late};
}

Instant next_time(const Schedule& schedule, const zones::Zone& zone, Instant anchor, Instant after) {
    if (is_by_interval(schedule)) {
        if (after < anchor) return anchor;
        return anchor + schedule.every * ((after - anchor) / schedule.every + 1);
    }
    // A week and a day: the only weekday may have its time already over today.
    const zones::Date today = zone.date_at(zones::whole_seconds(after));
    for (int day = -1; day <= 8; ++day) {
        const zones::Date date = today + std::chrono::days(day);
        if ((schedule.weekdays >> weekday_of(date) & 1) == 0) continue;
        const Instant at = zones::instant_of(zone.first_moment(date, schedule.minute_of_day * 60));
        if (at > after) return at;
    }
    return after + longest;  // not reached: a schedule has a day
}

std::vector<Instant> times_between(const Schedule& schedule, const zones::Zone& zone, Instant anchor, Instant after, Instant until,
                                   int most) {
    std::vector<Instant> times;
    for (Instant at = next_time(schedule, zone, anchor, after); at <= until && static_cast<int>(times.size()) < most;
         at = next_time(schedule, zone, anchor, at))
        times.push_back(at);
    return times;
}

std::optional<Schedule> suggest_schedule(std::vector<Instant> begins, const zones::Zone& zone) {
    if (begins.size() < 3) return std::nullopt;
    std::sort(begins.begin(), begins.end());
    std::vector<Duration> steps;
    for (size_t i = 1; i < begins.size(); ++i) steps.push_back(begins[i] - begins[i - 1]);
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    const Duration step = steps[steps.size() / 2];
    if (step < 20h) {
        const auto minutes = std::max<int64_t>(5, (step + 2min + 30s) / 5min * 5);
        return Schedule{.every = std::chrono::minutes(minutes < 60 ? minutes : (minutes + 30) / 60 * 60)};
    }
    int days = 0;
    std::vector<int> minutes;
    for (const Instant begin : begins) {
        const auto seconds = zones::whole_seconds(begin);
        const zones::Date date = zone.date_at(seconds);
        days |= 1 << weekday_of(date);
        minutes.push_back(static_cast<int>((seconds - zone.first_moment(date, 0)) / 60));
    }
    std::nth_element(minutes.begin(), minutes.begin() + static_cast<std::ptrdiff_t>(minutes.size() / 2), minutes.end());
    const int minute = std::min(minutes[minutes.size() / 2], 1439) / 5 * 5;
    const bool is_daily = step < 30h;
    return Schedule{.weekdays = is_daily ? all_days : days, .minute_of_day = minute};
}

}  // namespace steward::backups
