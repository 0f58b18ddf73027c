#include "base/time.h"

#include <time.h>

#include <cstdio>

namespace steward {

namespace {
int64_t read_clock_ms(clockid_t which) {
    timespec spec{};
    clock_gettime(which, &spec);
    return int64_t{spec.tv_sec} * 1000 + spec.tv_nsec / 1'000'000;
}

std::unexpected<Error> invalid_time() { return fail(ErrorKind::Invalid, "time.invalid", "A time must look like 2026-11-24T15:10:00Z."); }

// Reads exactly `digits` decimal digits at `at`; -1 when they are not there.
int read_digits(std::string_view text, size_t at, size_t digits) {
    if (at + digits > text.size()) return -1;
    int value = 0;
    for (size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}
// Writes exactly `digits` decimal digits and then `end`; returns what follows. Lists and logs write hundreds of times for one answer,
// where printf was a tenth of the work.
char* write_digits(char* to, int value, int digits, char end) {
    for (char* at = to + digits; at != to; value /= 10) *--at = static_cast<char>('0' + value % 10);
    to[digits] = end;
    return to + digits + 1;
}
}  // namespace

Instant SystemClock::now() const { return Instant{read_clock_ms(CLOCK_REALTIME)}; }
// With the time that the machine slept: what was heard before is as old as it is.
Duration SystemClock::monotonic() const { return Duration{read_clock_ms(CLOCK_BOOTTIME)}; }

std::string to_rfc3339(Instant at) {
    const int64_t seconds = at.unix_ms >= 0 ? at.unix_ms / 1000 : -((-at.unix_ms + 999) / 1000);
    const auto milliseconds = static_cast<int>(at.unix_ms - seconds * 1000);
    const time_t whole = seconds;
    tm parts{};
    gmtime_r(&whole, &parts);
    char text[96];
    if (const int year = parts.tm_year + 1900; year < 0 || year > 9999) {
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                      parts.tm_min, parts.tm_sec, milliseconds);
        return text;
    }
    char* end = write_digits(text, parts.tm_year + 1900, 4, '-');
    end = write_digits(end, parts.tm_mon + 1, 2, '-');
    end = write_digits(end, parts.tm_mday, 2, 'T');
    end = write_digits(end, parts.tm_hour, 2, ':');
    end = write_digits(end, parts.tm_min, 2, ':');
    end = write_digits(end, parts.tm_sec, 2, '.');
    end = write_digits(end, milliseconds, 3, 'Z');
    return {text, end};
}

Result<Instant> parse_rfc3339(std::string_view text) {
    const int year = read_digits(text, 0, 4), month = read_digits(text, 5, 2), day = read_digits(text, 8, 2);
    const int hour = read_digits(text, 11, 2), minute = read_digits(text, 14, 2), second = read_digits(text, 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 60)
        return invalid_time();
    if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return invalid_time();
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return invalid_time();

    size_t at = 19;
    int milliseconds = 0;
    if (at < text.size() && text[at] == '.') {
        int scale = 100;
        const size_t first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) milliseconds += (text[at] - '0') * scale;
        if (at == first || at - first > 9) return invalid_time();
    }
    int offset_minutes = 0;
    if (at >= text.size()) return invalid_time();
    if (text[at] == 'Z' || text[at] == 'z') {
        ++at;
    } else if (text[at] == '+' || text[at] == '-') {
        const int offset_hour = read_digits(text, at + 1, 2), offset_minute = read_digits(text, at + 4, 2);
        if (offset_hour < 0 || offset_hour > 23 || offset_minute < 0 || offset_minute > 59 || text[at + 3] != ':') return invalid_time();
        offset_minutes = (offset_hour * 60 + offset_minute) * (text[at] == '+' ? 1 : -1);
        at += 6;
    }
    if (at != text.size()) return invalid_time();
    const int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    const int64_t seconds = days * 86'400 + hour * 3'600 + minute * 60 + second - int64_t{offset_minutes} * 60;
    return Instant{seconds * 1000 + milliseconds};
}

}  // namespace steward
