#include "server/modules/timesheets/days.h"

#include <charconv>

namespace steward::timesheets {

namespace {
using std::chrono::days;
constexpr int first_year = 2000, last_year = 2199, minutes_a_day = 24 * 60;

// Digits only, all of them.
std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-') return std::nullopt;
    return value;
}

std::string padded(int number, size_t length) {
    const std::string text = std::to_string(number);
    return std::string(length > text.size() ? length - text.size() : 0, '0') + text;
}

Date thursday_of(Date day) {
    const std::chrono::weekday weekday(day);
    return day - days(static_cast<int>(weekday.iso_encoding()) - 1) + days(3);
}
int year_of(Date day) { return static_cast<int>(std::chrono::year_month_day(day).year()); }
Date new_year(int year) { return Date(std::chrono::year(year) / std::chrono::January / 1); }
}  // namespace

Result<Date> parse_day(std::string_view pointer, std::string_view text) {
    const auto refused = [&] { return bad_field(std::string(pointer), "A day like 2026-11-28."); };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return refused();
    const auto year = number_in(text.substr(0, 4)), month = number_in(text.substr(5, 2)), day = number_in(text.substr(8, 2));
    if (!year || !month || !day || *year < first_year || *year > last_year) return refused();
    const auto date =
        std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) / std::chrono::day(static_cast<unsigned>(*day));
    if (!date.ok()) return refused();
    return Date(date);
}

std::string day_text(Date day) {
    const std::chrono::year_month_day date(day);
    return padded(static_cast<int>(date.year()), 4) + "-" + padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
           padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::string week_text(Date day) {
    const Date thursday = thursday_of(day);
    const auto number = (thursday - new_year(year_of(thursday))).count() / 7 + 1;
    return padded(year_of(thursday), 4) + "-W" + padded(static_cast<int>(number), 2);
}

Result<Date> parse_week(std::string_view pointer, std::string_view text) {
    const auto refused = [&] { return bad_field(std::string(pointer), "A week like 2026-W48."); };
    if (text.size() != 8 || text.substr(4, 2) != "-W") return refused();
    const auto year = number_in(text.substr(0, 4)), number = number_in(text.substr(6, 2));
    if (!year || !number || *year < first_year || *year > last_year || *number < 1) return refused();
    // The fourth of January is always in the first week.
    const Date monday = thursday_of(new_year(*year) + days(3)) - days(3) + days(7 * (*number - 1));
    if (week_text(monday) != text) return refused();
    return monday;
}

Result<int> parse_clock(std::string_view pointer, std::string_view text) {
    const auto refused = [&] { return bad_field(std::string(pointer), "A time of the day like 09:30."); };
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon > 2 || text.size() != colon + 3) return refused();
    const auto hour = number_in(text.substr(0, colon)), minute = number_in(text.substr(colon + 1));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > minutes_a_day) return refused();
    return (*hour * 60 + *minute) * 60;
}

std::string clock_text(const zones::Zone& zone, Instant at) {
    // "Wed 28 Oct 2026 09:30 CET": the one word with a colon.
    const std::string text = zone.text(zones::whole_seconds(at));
    const size_t colon = text.find(':');
    return colon == std::string::npos || colon < 2 ? "" : text.substr(colon - 2, 5);
}

Piece piece_on(const zones::Zone& zone, Date day, int from_second, int until_second) {
    const Date until_day = until_second > from_second ? day : day + days(1);
    return {zones::instant_of(zone.first_moment(day, from_second)), zones::instant_of(zone.first_moment(until_day, until_second))};
}

Date day_of(const zones::Zone& zone, Instant at) { return zone.date_at(zones::whole_seconds(at)); }

}  // namespace steward::timesheets
