#include "server/modules/templates/recurrence.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace steward::templates {

namespace {
namespace calendar = std::chrono;
using calendar::days;

constexpr std::string_view day_codes[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::string_view day_names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr size_t longest_rule = 200, most_parts = 31;
constexpr int largest_interval = 99, years_ahead = 30, months_of_a_year = 12;

int weekday_of(Date day) { return static_cast<int>(calendar::weekday(day).iso_encoding()) - 1; }

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (parts.size() <= most_parts) {
        const size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return parts;
}

std::unexpected<Error> bad_rule(std::string sentence) { return bad_field("/rule", std::move(sentence)); }

Result<std::vector<NthWeekday>> read_weekdays(std::string_view text) {
    std::vector<NthWeekday> weekdays;
    for (std::string_view part : parts_of(text, ',')) {
        NthWeekday one;
        const auto code =
            part.size() < 2 ? std::end(day_codes) : std::find(std::begin(day_codes), std::end(day_codes), part.substr(part.size() - 2));
        if (code == std::end(day_codes)) return bad_rule("A weekday is one of MO, TU, WE, TH, FR, SA, SU.");
        one.weekday = static_cast<int>(code - std::begin(day_codes));
        part.remove_suffix(2);
        if (!part.empty()) {
            const auto nth = whole_number(part.front() == '+' ? part.substr(1) : part);
            if (!nth || *nth == 0 || *nth < -1 || *nth > 5)
                return bad_rule("Before a weekday stands 1 to 5, or -1 for the last of the month.");
            one.nth = *nth;
        }
        weekdays.push_back(one);
    }
    std::sort(weekdays.begin(), weekdays.end());
    weekdays.erase(std::unique(weekdays.begin(), weekdays.end()), weekdays.end());
    return weekdays;
}

Result<std::vector<int>> read_month_days(std::string_view text) {
    std::vector<int> month_days;
    for (const std::string_view part : parts_of(text, ',')) {
        const auto day = whole_number(part);
        if (!day || *day == 0 || *day < -1 || *day > 31) return bad_rule("A day of the month is 1 to 31, or -1 for the last.");
        month_days.push_back(*day);
    }
    std::sort(month_days.begin(), month_days.end());
    month_days.erase(std::unique(month_days.begin(), month_days.end()), month_days.end());
    return month_days;
}

Status read_part(std::string_view name, std::string_view value, Recurrence& rule) {
    if (name == "INTERVAL") {
        const auto interval = whole_number(value);
        if (!interval || *interval < 1 || *interval > largest_interval) return bad_rule("INTERVAL is 1 to 99.");
        rule.interval = *interval;
        return {};
    }
    if (name == "BYDAY") {
        STEWARD_TRY(rule.weekdays, read_weekdays(value));
        return {};
    }
    if (name == "BYMONTHDAY") {
        STEWARD_TRY(rule.month_days, read_month_days(value));
        return {};
    }
    return bad_rule("A rule has FREQ, INTERVAL, BYDAY and BYMONTHDAY, each once. The end is a date of its own.");
}

Status fits_together(const Recurrence& rule) {
    const bool has_nth = std::any_of(rule.weekdays.begin(), rule.weekdays.end(), [](const NthWeekday& one) { return one.nth != 0; });
    if (rule.frequency == Frequency::Daily && !rule.weekdays.empty()) return bad_rule("For chosen weekdays write FREQ=WEEKLY.");
    if (rule.frequency == Frequency::Weekly && has_nth) return bad_rule("The second Tuesday is one of a month: write FREQ=MONTHLY.");
    if (rule.frequency != Frequency::Monthly && !rule.month_days.empty()) return bad_rule("BYMONTHDAY goes with FREQ=MONTHLY.");
    if (!rule.weekdays.empty() && !rule.month_days.empty()) return bad_rule("Either days of the month or weekdays, not both.");
    return {};
}

calendar::year_month_day date_of(Date day) { return calendar::year_month_day(day); }

int months_since(calendar::year_month_day begin, calendar::year_month_day day) {
    return (static_cast<int>(day.year()) - static_cast<int>(begin.year())) * months_of_a_year +
           (static_cast<int>(static_cast<unsigned>(day.month())) - static_cast<int>(static_cast<unsigned>(begin.month())));
}

bool is_day_of_month(const Recurrence& rule, calendar::year_month_day begin, Date day) {
    const auto date = date_of(day);
    const int number = static_cast<int>(static_cast<unsigned>(date.day()));
    const int last = static_cast<int>(static_cast<unsigned>((date.year() / date.month() / calendar::last).day()));
    for (const auto& one : rule.weekdays) {
        const bool nth_fits = one.nth == 0 || (one.nth > 0 ? (number - 1) / 7 + 1 == one.nth : last - number < 7);
        if (one.weekday == weekday_of(day) && nth_fits) return true;
    }
    for (const int wanted : rule.month_days) {
        if (wanted == number || (wanted == -1 && number == last)) return true;
    }
    return rule.weekdays.empty() && rule.month_days.empty() && date.day() == begin.day();
}

bool is_day_of_week(const Recurrence& rule, Date starts_on, Date day) {
    if (rule.weekdays.empty()) return weekday_of(day) == weekday_of(starts_on);
    return std::any_of(rule.weekdays.begin(), rule.weekdays.end(), [&](const NthWeekday& one) { return one.weekday == weekday_of(day); });
}

bool is_day_of(const Recurrence& rule, Date starts_on, Date day) {
    switch (rule.frequency) {
        case Frequency::Daily:
            return (day - starts_on).count() % rule.interval == 0;
        case Frequency::Weekly: {
            const Date monday = starts_on - days(weekday_of(starts_on));
            return (day - monday).count() / 7 % rule.interval == 0 && is_day_of_week(rule, starts_on, day);
        }
        case Frequency::Monthly:
            return months_since(date_of(starts_on), date_of(day)) % rule.interval == 0 && is_day_of_month(rule, date_of(starts_on), day);
    }
    return false;
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

std::string nth_name(int nth) {
    constexpr std::string_view names[] = {"first", "second", "third", "fourth", "fifth"};
    return nth < 0 ? "last" : std::string(names[nth - 1]);
}

std::string day_of_month_words(const Recurrence& rule, Date starts_on) {
    std::vector<std::string> words;
    for (const auto& one : rule.weekdays)
        words.push_back(one.nth == 0 ? "every " + std::string(day_names[one.weekday])
                                     : "the " + nth_name(one.nth) + " " + std::string(day_names[one.weekday]));
    for (const int day : rule.month_days) words.push_back(day < 0 ? "the last day" : "day " + std::to_string(day));
    if (words.empty()) words.push_back("day " + std::to_string(static_cast<unsigned>(date_of(starts_on).day())));
    return listed(words);
}
}  // namespace

Result<Recurrence> parse_recurrence(std::string_view text) {
    if (text.starts_with("RRULE:")) text.remove_prefix(6);
    if (text.empty()) return bad_rule("Say how often: FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY.");
    if (text.size() > longest_rule) return bad_rule("This rule is too long.");
    Recurrence rule;
    std::vector<std::string_view> seen;
    for (const std::string_view part : parts_of(text, ';')) {
        const size_t equals = part.find('=');
        const std::string_view name = part.substr(0, equals), value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) return bad_rule("Each part of a rule stands in it once.");
        seen.push_back(name);
        if (name == "FREQ") {
            if (value != "DAILY" && value != "WEEKLY" && value != "MONTHLY") return bad_rule("FREQ is DAILY, WEEKLY or MONTHLY.");
            rule.frequency = value == "DAILY" ? Frequency::Daily : value == "WEEKLY" ? Frequency::Weekly : Frequency::Monthly;
        } else {
            STEWARD_CHECK(read_part(name, value, rule));
        }
    }
    if (seen.front() != "FREQ") return bad_rule("A rule begins with FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY.");
    STEWARD_CHECK(fits_together(rule));
    return rule;
}

std::string to_text(const Recurrence& rule) {
    std::string text = rule.frequency == Frequency::Daily    ? "FREQ=DAILY"
                       : rule.frequency == Frequency::Weekly ? "FREQ=WEEKLY"
                                                             : "FREQ=MONTHLY";
    if (rule.interval != 1) text += ";INTERVAL=" + std::to_string(rule.interval);
    for (size_t i = 0; i < rule.weekdays.size(); ++i) {
        const auto& one = rule.weekdays[i];
        text += (i == 0 ? ";BYDAY=" : ",") + (one.nth == 0 ? "" : std::to_string(one.nth)) + std::string(day_codes[one.weekday]);
    }
    for (size_t i = 0; i < rule.month_days.size(); ++i) text += (i == 0 ? ";BYMONTHDAY=" : ",") + std::to_string(rule.month_days[i]);
    return text;
}

std::string in_words(const Recurrence& rule, Date starts_on) {
    const auto every = [&](const std::string& unit) {
        return rule.interval == 1 ? "every " + unit : "every " + std::to_string(rule.interval) + " " + unit + "s";
    };
    if (rule.frequency == Frequency::Daily) return every("day");
    if (rule.frequency == Frequency::Monthly) return every("month") + " on " + day_of_month_words(rule, starts_on);
    std::vector<std::string> names;
    for (const auto& one : rule.weekdays) names.emplace_back(day_names[one.weekday]);
    if (names.empty()) names.emplace_back(day_names[weekday_of(starts_on)]);
    return every("week") + " on " + listed(names);
}

std::optional<Date> next_day(const Recurrence& rule, Date starts_on, Date from) {
    const Date last = std::max(starts_on, from) + days(366 * years_ahead);
    for (Date day = std::max(starts_on, from); day <= last; day += days(1)) {
        if (is_day_of(rule, starts_on, day)) return day;
    }
    return std::nullopt;
}

std::optional<Instant> next_moment(const Timing& timing, const zones::Zone& zone, Instant after) {
    // From the day before: where the clock goes back over midnight, a day's moment may lie behind the next day's begin.
    Date from = zone.date_at(zones::whole_seconds(after)) - days(1);
    while (const auto day = next_day(timing.rule, timing.starts_on, from)) {
        if (timing.ends_on && *day > *timing.ends_on) return std::nullopt;
        const Instant moment = zones::instant_of(zone.first_moment(*day, timing.second_of_day));
        if (moment > after) return moment;
        from = *day + days(1);
    }
    return std::nullopt;
}

Result<Date> parse_day(std::string_view pointer, std::string_view text) {
    const auto year = whole_number(text.substr(0, std::min<size_t>(4, text.size())));
    const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const auto month = has_form ? whole_number(text.substr(5, 2)) : std::nullopt;
    const auto day = has_form ? whole_number(text.substr(8, 2)) : std::nullopt;
    if (!year || !month || !day || *month < 1 || *day < 1) return bad_field(std::string(pointer), "A date is written as 2026-12-01.");
    const calendar::year_month_day date(calendar::year(*year), calendar::month(static_cast<unsigned>(*month)),
                                        calendar::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *year < 2000 || *year > 2199) return bad_field(std::string(pointer), "There is no such date.");
    return Date(date);
}

std::string day_text(Date day) {
    const auto date = date_of(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

Result<int> parse_time_of_day(std::string_view pointer, std::string_view text) {
    const bool has_form = text.size() == 5 && text[2] == ':';
    const auto hour = has_form ? whole_number(text.substr(0, 2)) : std::nullopt;
    const auto minute = has_form ? whole_number(text.substr(3, 2)) : std::nullopt;
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
        return bad_field(std::string(pointer), "A time of day is written as 08:00.");
    return *hour * 3600 + *minute * 60;
}

}  // namespace steward::templates
