#include "server/modules/notices/rules.h"

#include <algorithm>
#include <optional>

#include "server/platform/zones/zones.h"

namespace steward::notices {

namespace {
constexpr NoticeKind all_kinds[] = {
    {"mentioned", "Somebody names me in a note", {.in_console = true, .by_mail = true, .by_push = true}},
    {"assigned", "A ticket is given to me", {.in_console = true, .by_mail = true, .by_push = true}},
    {"replied", "The client writes in a ticket that is mine or that I watch", {.in_console = true, .by_mail = true, .by_push = false}},
    {"noted", "A colleague writes in a ticket that is mine or that I watch", {.in_console = true, .by_mail = false, .by_push = false}},
    {"changed", "A ticket that is mine or that I watch moves on", {.in_console = true, .by_mail = false, .by_push = false}},
    {"watching", "Somebody lets me watch a ticket", {.in_console = true, .by_mail = false, .by_push = false}},
    // Whoever is asked to approve gets a mail with a link of its own.
    {"approval_asked", "I am asked to approve", {.in_console = true, .by_mail = false, .by_push = true}},
    {"approval_ended", "An approval in a ticket of mine is decided", {.in_console = true, .by_mail = true, .by_push = false}},
    {"promise", "A promise in a ticket of mine is at 75 % of its time, or missed", {.in_console = true, .by_mail = true, .by_push = true}},
    {"escalated", "Work comes to my level or skill", {.in_console = true, .by_mail = true, .by_push = true}},
    {"not_delivered", "A mail in a ticket of mine did not arrive", {.in_console = true, .by_mail = true, .by_push = false}},
    {"mail_waits",
     "A mail waits for a person: held, or refused of somebody whom we know",
     {.in_console = true, .by_mail = false, .by_push = false}},
    {"shift_swap",
     "A turn on call is offered to me, or what I offered is answered",
     {.in_console = true, .by_mail = true, .by_push = true}},
    {"overdue", "A review or an outcome that I owe is overdue", {.in_console = true, .by_mail = true, .by_push = false}},
    {"channel_off", "I own this installation: a webhook was switched off", {.in_console = true, .by_mail = true, .by_push = false}},
    {"hand_over", "I take over on call: the hand-over waits", {.in_console = true, .by_mail = true, .by_push = true}}};

constexpr int looked_ahead_days = 10;

// "22:00" to seconds after midnight.
std::optional<int> second_in(std::string_view text) {
    const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59) return std::nullopt;
    return hour * 3600 + minute * 60;
}

bool is_weekend(zones::Date day) {
    const std::chrono::weekday weekday(day);
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}
}  // namespace

std::span<const NoticeKind> kinds() { return all_kinds; }

const NoticeKind* find_kind(std::string_view name) {
    const auto* at = std::find_if(std::begin(all_kinds), std::end(all_kinds), [&](const NoticeKind& kind) { return kind.name == name; });
    return at == std::end(all_kinds) ? nullptr : at;
}

Status check(const QuietHours& hours) {
    if (!hours.zone.empty() && !zones::Zone::open(hours.zone))
        return bad_field("/zone", "There is no such time zone. Write it as Europe/Zurich.");
    if (hours.from.empty() != hours.until.empty()) return bad_field("/quiet_until", "Quiet hours need a beginning and an end.");
    if (hours.from.empty()) return {};
    if (!second_in(hours.from)) return bad_field("/quiet_from", "Write the local time as 22:00.");
    if (!second_in(hours.until)) return bad_field("/quiet_until", "Write the local time as 06:00.");
    if (hours.from == hours.until) return bad_field("/quiet_until", "It must end at another time than it begins.");
    return {};
}

// Looked at moment by moment at which it can become loud: the end of the quiet hours, and midnight after a weekend.
Instant first_loud_moment(const QuietHours& hours, Instant at) {
    const auto from = second_in(hours.from), until = second_in(hours.until);
    const bool has_hours = from && until;
    if (!has_hours && !hours.weekends) return at;
    auto zone = zones::Zone::open(hours.zone.empty() ? "UTC" : hours.zone);
    if (!zone) return at;
    const auto moment = [&](zones::Date day, int second) { return zones::instant_of(zone->first_moment(day, second)); };
    const auto end_of_quiet = [&](Instant now) -> Instant {
        const zones::Date today = zone->date_at(zones::whole_seconds(now));
        if (hours.weekends && is_weekend(today)) return moment(today + std::chrono::days(1), 0);
        if (!has_hours) return now;
        for (const zones::Date day : {today - std::chrono::days(1), today}) {
            const Instant begin = moment(day, *from);
            const Instant end = moment(*from < *until ? day : day + std::chrono::days(1), *until);
            if (begin <= now && now < end) return end;
        }
        return now;
    };
    for (int i = 0; i < looked_ahead_days; ++i) {
        const Instant end = end_of_quiet(at);
        if (end <= at) return at;
        at = end;
    }
    return at;
}

std::string with_count(const std::string& text, int64_t count) {
    return count <= 1 ? text : text + " (and " + std::to_string(count - 1) + " more)";
}

}  // namespace steward::notices
