#include "server/modules/service_levels/holiday_file.h"

#include <algorithm>
#include <chrono>

namespace steward::service_levels {

namespace {
constexpr size_t most_name_bytes = 100, most_left_out = 100;
constexpr int longest_days = 31;  // of one entry: school holidays are longer, and no such thing

struct Line {
    std::string name, parameters, value;
};

std::string upper(std::string_view text) {
    std::string raised(text);
    for (char& c : raised) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return raised;
}

// Logical lines: a line that begins with a blank goes on with the one before.
std::vector<Line> lines_of(std::string_view text) {
    std::vector<std::string> whole;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.ends_with('\r')) line.remove_suffix(1);
        const bool goes_on = !line.empty() && (line.front() == ' ' || line.front() == '\t');
        if (goes_on && !whole.empty()) whole.back() += line.substr(1);
        else whole.emplace_back(line);
    }
    std::vector<Line> lines;
    for (const auto& line : whole) {
        const size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        const size_t semicolon = std::min(line.find(';'), colon);
        lines.push_back({upper(line.substr(0, semicolon)), upper(line.substr(semicolon, colon - semicolon)), line.substr(colon + 1)});
    }
    return lines;
}

std::string text_value(std::string_view value) {
    std::string text;
    for (size_t i = 0; i < value.size(); ++i) {
        char c = value[i];
        if (c == '\\' && i + 1 < value.size()) c = value[++i] == 'n' || value[i] == 'N' ? ' ' : value[i];
        text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    while (text.size() > most_name_bytes || (!text.empty() && text.back() == ' ')) text.pop_back();
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80 && text.size() == most_name_bytes) text.pop_back();
    return text;
}

// "20261225" alone; a time behind it makes it no whole day.
std::optional<Date> whole_day(std::string_view value) {
    if (value.size() != 8) return std::nullopt;
    return parse_date(std::string(value.substr(0, 4)) + "-" + std::string(value.substr(4, 2)) + "-" + std::string(value.substr(6, 2)));
}

std::string part_of(const std::string& rule, std::string_view name) {
    for (size_t at = 0; at < rule.size();) {
        const size_t end = std::min(rule.find(';', at), rule.size());
        const std::string_view part = std::string_view(rule).substr(at, end - at);
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
            return std::string(part.substr(name.size() + 1));
        at = end + 1;
    }
    return "";
}

struct Event {
    std::string name, starts, ends, rule;
    bool cancelled = false, is_open = false;
};

// How often it comes: 1 for once, every year for "FREQ=YEARLY" on the date where it began; nothing for any other rule.
std::optional<bool> returns_yearly(const std::string& rule) {
    if (rule.empty()) return false;
    const std::string known = upper(rule);
    const std::string interval = part_of(known, "INTERVAL");
    const bool plain = part_of(known, "FREQ") == "YEARLY" && (interval.empty() || interval == "1") && part_of(known, "BYDAY").empty() &&
                       part_of(known, "COUNT").empty() && part_of(known, "UNTIL").empty() && part_of(known, "BYYEARDAY").empty() &&
                       part_of(known, "BYWEEKNO").empty() && part_of(known, "BYSETPOS").empty();
    if (!plain) return std::nullopt;
    return true;
}

class Reader {
public:
    Reader(Date from, Date until) : from_(from), until_(until) {}

    void take(const Event& event) {
        const std::string name = event.name.empty() ? "Holiday" : event.name;
        const auto first = whole_day(event.starts);
        if (event.cancelled) return leave_out(name, "it is cancelled");
        if (!first) return leave_out(name, "it has a time of day, or no date that can be read");
        const auto yearly = returns_yearly(event.rule);
        if (!yearly) return leave_out(name, "it returns by a rule that is not the same date every year");
        const auto after = whole_day(event.ends);
        const bool has_end = !event.ends.empty();
        const int days = after ? static_cast<int>((*after - *first).count()) : has_end ? 0 : 1;
        if (days < 1 || days > longest_days) return leave_out(name, "it lasts longer than a month, or ends before it begins");
        const std::chrono::year_month_day day(*first);
        for (auto year = day.year(); year <= std::chrono::year_month_day(until_).year(); ++year) {
            const std::chrono::year_month_day begin(year, day.month(), day.day());
            if (begin.ok()) add(Date(begin), days, name);  // 29 February is only every fourth year
            if (!*yearly) break;
        }
    }

    HolidayFile found() && {
        std::stable_sort(file_.holidays.begin(), file_.holidays.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
        const auto end =
            std::unique(file_.holidays.begin(), file_.holidays.end(), [](const auto& a, const auto& b) { return a.date == b.date; });
        file_.holidays.erase(end, file_.holidays.end());
        return std::move(file_);
    }

private:
    void add(Date begin, int days, const std::string& name) {
        for (int day = 0; day < days && file_.holidays.size() < 4 * most_file_events; ++day) {
            const Date date = begin + std::chrono::days(day);
            if (date >= from_ && date <= until_) file_.holidays.push_back({date, name});
        }
    }
    void leave_out(const std::string& name, std::string_view why) {
        if (file_.left_out.size() < most_left_out) file_.left_out.push_back(name + ": " + std::string(why));
    }

    Date from_, until_;
    HolidayFile file_;
};
}  // namespace

Result<HolidayFile> read_holiday_file(std::string_view text, Date from, Date until) {
    const auto too_large = [] {
        return fail(ErrorKind::TooLarge, "service_levels.file_too_large", "The file is larger than 400 kB or has more than 5,000 entries.");
    };
    if (text.size() > most_file_bytes) return too_large();
    const auto lines = lines_of(text);
    const bool is_calendar =
        std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.name == "BEGIN" && upper(line.value) == "VCALENDAR"; });
    if (!is_calendar) return fail(ErrorKind::Invalid, "service_levels.no_calendar_file", "This is not an iCalendar file (.ics).");
    Reader reader(from, until);
    Event event;
    size_t events = 0;
    for (const auto& [name, parameters, value] : lines) {
        if (name == "BEGIN" && upper(value) == "VEVENT") event = {.is_open = true};
        else if (name == "END" && upper(value) == "VEVENT" && event.is_open) {
            if (++events > most_file_events) return too_large();
            reader.take(event);
            event = {};
        } else if (!event.is_open) continue;
        else if (name == "SUMMARY") event.name = text_value(value);
        else if (name == "DTSTART") event.starts = value;
        else if (name == "DTEND") event.ends = value;
        else if (name == "RRULE" || name == "RDATE") event.rule = name == "RRULE" ? value : "RDATE";
        else if (name == "STATUS") event.cancelled = upper(value) == "CANCELLED";
    }
    return std::move(reader).found();
}

}  // namespace steward::service_levels
