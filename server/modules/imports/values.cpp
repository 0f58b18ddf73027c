#include "server/modules/imports/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "server/modules/imports/layouts.h"

namespace steward::imports {

namespace {
std::unexpected<Error> unreadable(std::string sentence) { return fail(ErrorKind::Invalid, "imports.value", std::move(sentence)); }

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The next run of at most `most` digits.
std::optional<int> take_number(std::string_view& text, size_t most) {
    size_t digits = 0;
    while (digits < text.size() && digits < most && is_digit(text[digits])) ++digits;
    if (digits == 0) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

struct Parts {
    std::array<int, 3> numbers{};
    bool year_first = false, two_digit_year = false;
    std::string_view rest;
};

std::optional<Parts> date_parts(std::string_view text) {
    Parts parts;
    for (size_t i = 0; i < 3; ++i) {
        const size_t before = text.size();
        const auto number = take_number(text, 4);
        if (!number) return std::nullopt;
        const size_t digits = before - text.size();
        if (i == 0) parts.year_first = digits == 4;
        if (i == 2) parts.two_digit_year = digits == 2;
        if ((i == 1 && digits > 2) || (i == 0 && digits == 3) || (i == 2 && (digits == 1 || digits == 3) && !parts.year_first))
            return std::nullopt;
        parts.numbers[i] = *number;
        if (i == 2) break;
        if (text.empty() || (text[0] != '-' && text[0] != '/' && text[0] != '.')) return std::nullopt;
        text.remove_prefix(1);
    }
    parts.rest = text;
    return parts;
}

constexpr std::array<std::array<std::string_view, 3>, 12> months = {{{"january", "januar", "janvier"},
                                                                     {"february", "februar", "fevrier"},
                                                                     {"march", "märz", "mars"},
                                                                     {"april", "april", "avril"},
                                                                     {"may", "mai", "mai"},
                                                                     {"june", "juni", "juin"},
                                                                     {"july", "juli", "juillet"},
                                                                     {"august", "august", "aout"},
                                                                     {"september", "september", "septembre"},
                                                                     {"october", "oktober", "octobre"},
                                                                     {"november", "november", "novembre"},
                                                                     {"december", "dezember", "decembre"}}};

// "Mar", "march", "Sept", "März"; 0: none.
int month_called(std::string_view given) {
    const std::string word = column_key(given);
    if (word.size() < 3) return 0;
    for (size_t i = 0; i < months.size(); ++i)
        for (const auto name : months[i])
            if (name.starts_with(word)) return static_cast<int>(i) + 1;
    return 0;
}

bool is_word(char c) { return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view take_word(std::string_view& text) {
    size_t length = 0;
    while (length < text.size() && is_word(text[length])) ++length;
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    return word;
}

void skip_between(std::string_view& text) {
    while (!text.empty() && (text[0] == ' ' || text[0] == '-' || text[0] == '.' || text[0] == ',' || text[0] == '/')) text.remove_prefix(1);
}

// "1 Mar 2024", "01-Mar-24", "Fri, March 1, 2024": the month's name says the order.
std::optional<Parts> named_parts(std::string_view text) {
    Parts parts;
    parts.year_first = true;
    int numbers[2] = {0, 0}, month = 0;
    size_t count = 0;
    bool month_before_day = false;
    for (int i = 0; i < 4 && (count < 2 || month == 0); ++i) {
        skip_between(text);
        if (!text.empty() && is_digit(text[0])) {
            if (count == 2) return std::nullopt;
            numbers[count++] = *take_number(text, 4);
            if (text.starts_with("st") || text.starts_with("nd") || text.starts_with("rd") || text.starts_with("th")) text.remove_prefix(2);
            continue;
        }
        const std::string_view word = take_word(text);
        if (word.empty()) return std::nullopt;
        const int called = month_called(word);
        if (called == 0 && i > 0) return std::nullopt;  // only a weekday may stand before
        if (called != 0 && (month != 0 || count == 2)) return std::nullopt;
        if (called != 0) month_before_day = count == 0;
        if (called != 0) month = called;
    }
    if (count < 2 || month == 0) return std::nullopt;
    const bool year_stands_first = !month_before_day && numbers[0] > 31;
    const int year = numbers[year_stands_first ? 0 : 1];
    parts.numbers = {year < 100 ? 2000 + year : year, month, numbers[year_stands_first ? 1 : 0]};
    parts.rest = text;
    return parts;
}

// "20240301"
std::optional<Parts> packed_parts(std::string_view text) {
    if (text.size() < 8 || !std::all_of(text.begin(), text.begin() + 8, is_digit) || (text.size() > 8 && is_digit(text[8])))
        return std::nullopt;
    Parts parts;
    parts.year_first = true;
    parts.numbers = {*take_number(text, 4), *take_number(text, 2), *take_number(text, 2)};
    parts.rest = text;
    return parts;
}

std::optional<Parts> any_parts(std::string_view text) {
    if (auto parts = date_parts(text)) return parts;
    if (auto parts = packed_parts(text)) return parts;
    return named_parts(text);
}

// Takes "UTC" or "GMT" from the end.
bool says_utc(std::string_view& text) {
    for (const auto* zone : {" UTC", " GMT", " utc"}) {
        if (!text.ends_with(zone)) continue;
        text.remove_suffix(4);
        return true;
    }
    return false;
}

std::optional<std::chrono::year_month_day> date_of(const Parts& parts, std::string_view order) {
    const auto& n = parts.numbers;
    const int year = parts.year_first ? n[0] : n[2], rest_one = parts.year_first ? n[1] : n[0], rest_two = parts.year_first ? n[2] : n[1];
    const bool month_first = parts.year_first || order == "MDY";
    const std::chrono::year_month_day date{std::chrono::year(parts.two_digit_year && !parts.year_first ? 2000 + year : year),
                                           std::chrono::month(static_cast<unsigned>(month_first ? rest_one : rest_two)),
                                           std::chrono::day(static_cast<unsigned>(month_first ? rest_two : rest_one))};
    if (!date.ok() || static_cast<int>(date.year()) < 1970 || static_cast<int>(date.year()) > 2200) return std::nullopt;
    return date;
}

// "10:00", "10:00:30.5", "2:30 PM"; empty: midnight. Seconds of the day.
std::optional<int> clock_of(std::string_view text) {
    text = without_blanks(text);
    if (!text.empty() && (text[0] == 'T' || text[0] == ',')) text.remove_prefix(1);
    text = without_blanks(text);
    if (text.empty()) return 0;
    std::array<int, 3> numbers{};
    for (size_t i = 0; i < 3; ++i) {
        const auto number = take_number(text, 2);
        if (!number) return std::nullopt;
        numbers[i] = *number;
        if (text.empty() || text[0] != ':') break;
        text.remove_prefix(1);
    }
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        while (!text.empty() && is_digit(text[0])) text.remove_prefix(1);
    }
    const std::string half = column_key(text);
    if (half == "am" || half == "pm" || half == "a.m." || half == "p.m.") {
        if (numbers[0] < 1 || numbers[0] > 12) return std::nullopt;
        numbers[0] = numbers[0] % 12 + (half[0] == 'p' ? 12 : 0);
    } else if (!half.empty()) {
        return std::nullopt;
    }
    if (numbers[0] > 23 || numbers[1] > 59 || numbers[2] > 59) return std::nullopt;
    return numbers[0] * 3600 + numbers[1] * 60 + numbers[2];
}

std::string value_quoted(std::string_view text) { return "“" + std::string(text.substr(0, 60)) + "”"; }
}  // namespace

Result<Instant> read_time(std::string_view given, const TimeReading& reading) {
    std::string_view text = without_blanks(given);
    if (text.size() > 60) return unreadable(value_quoted(text) + " is no time.");
    if (const auto exact = parse_rfc3339(text)) return *exact;
    std::string with_t(text);
    if (with_t.size() > 10 && with_t[10] == ' ') with_t[10] = 'T';
    if (const auto exact = parse_rfc3339(with_t)) return *exact;
    const bool is_utc = says_utc(text);
    const auto parts = any_parts(text);
    const auto seconds = parts ? clock_of(parts->rest) : std::nullopt;
    if (!parts || !seconds) return unreadable(value_quoted(text) + " is no time. It can be 2024-03-01T10:00:00+01:00 or 2024-03-01 10:00.");
    if (!parts->year_first && reading.order != "DMY" && reading.order != "MDY")
        return unreadable(value_quoted(text) + ": whether the day or the month stands first was not said for the file.");
    const auto date = date_of(*parts, reading.order);
    if (!date)
        return unreadable(value_quoted(text) + " is no day, read as " + (parts->year_first ? "year, month, day" : reading.order) + ".");
    if (is_utc) {
        const std::chrono::seconds midnight = std::chrono::sys_days(*date).time_since_epoch();
        return zones::instant_of(midnight.count() + *seconds);
    }
    if (!reading.zone) return unreadable(value_quoted(text) + " has no zone, and none was said for the file.");
    return zones::instant_of(reading.zone->first_moment(std::chrono::local_days(*date), *seconds));
}

std::string likely_order(const std::vector<std::string>& samples) {
    bool day_first = true, month_first = true, any = false;
    for (const auto& sample : samples) {
        const auto parts = any_parts(without_blanks(sample));
        if (!parts || parts->year_first) continue;
        any = true;
        if (!date_of(*parts, "DMY")) day_first = false;
        if (!date_of(*parts, "MDY")) month_first = false;
    }
    if (!any) return "YMD";
    return day_first == month_first ? "" : day_first ? "DMY" : "MDY";
}

Result<bool> read_flag(std::string_view text) {
    const std::string key = column_key(text);
    for (const auto* yes : {"yes", "y", "true", "t", "1", "x", "ja", "oui", "si", "internal", "internal only"})
        if (key == yes) return true;
    for (const auto* no : {"no", "n", "false", "f", "0", "nein", "non", "", "public", "all autotask users"})
        if (key == no) return false;
    return unreadable(value_quoted(text) + " is neither yes nor no.");
}

Result<double> read_number(std::string_view given) {
    std::string text(without_blanks(given));
    if (std::count(text.begin(), text.end(), ',') == 1 && text.find('.') == std::string::npos)
        std::replace(text.begin(), text.end(), ',', '.');
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
        return unreadable(value_quoted(given) + " is no number.");
    return value;
}

}  // namespace steward::imports
