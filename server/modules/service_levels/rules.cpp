#include "server/modules/service_levels/rules.h"

#include <algorithm>
#include <set>

#include "server/modules/service_levels/service_levels.h"

namespace steward::service_levels {

namespace {
constexpr std::string_view day_names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view promised_priorities[] = {"P1", "P2", "P3", "P4"};
constexpr int64_t longest_target_s = 5LL * 366 * 86'400;

bool is_one_of(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string place(const char* list, int index) { return "/rules/" + std::string(list) + "/" + std::to_string(index); }

// An end at or before the start lies on the next day; 24:00 is the end of this one.
std::optional<Window> window_of(std::string_view start, std::string_view end) {
    const auto begins = parse_time_of_day(start), ends = parse_time_of_day(end);
    if (!begins || !ends || *begins == 86'400 || *begins == *ends) return std::nullopt;
    return Window{*begins, *ends > *begins ? *ends : *ends + 86'400};
}

std::unexpected<Error> bad_window(std::string pointer) {
    return bad_field(std::move(pointer), "A window goes from 00:00 to 24:00, written as 08:00 and 17:30, and is not empty.");
}

std::unexpected<Error> bad_date(std::string pointer) {
    return bad_field(std::move(pointer), "Write the date as 2026-12-25, and each only once.");
}

bool is_bad_name(const std::string& name) { return name.size() > 200; }

Status add_exceptions(const v1::CalendarRules& rules, Calendar& calendar) {
    for (int i = 0; i < rules.exceptions_size(); ++i) {
        const auto& exception = rules.exceptions(i);
        const auto date = parse_date(exception.date());
        if (!date || calendar.exceptions.contains(*date)) return bad_date(place("exceptions", i) + "/date");
        if (is_bad_name(exception.name())) return bad_field(place("exceptions", i) + "/name", "At most 200 bytes.");
        auto& kept = calendar.exceptions[*date];
        kept.name = exception.name();
        for (const auto& local : exception.windows()) {
            const auto window = window_of(local.start(), local.end());
            if (!window) return bad_window(place("exceptions", i));
            kept.windows.push_back(*window);
        }
    }
    return {};
}

Status check_promise(const v1::SlaPromise& promise, const std::string& where) {
    std::set<std::string> kinds;
    for (int i = 0; i < promise.targets_size(); ++i) {
        const auto& target = promise.targets(i);
        const std::string here = where + "/targets/" + std::to_string(i);
        if (!is_one_of(clock_kinds, target.kind()) || !kinds.insert(target.kind()).second)
            return bad_field(here + "/kind", "One of: acknowledge, first_response, update, mitigate, resolve; each once.");
        if (target.business_days() != 0 && (target.target_s() != 0 || target.business_days() < 0 || target.business_days() > 366))
            return bad_field(here + "/business_days", "Say seconds or business days (1 to 366), not both.");
        if (target.target_s() < 0 || target.target_s() > longest_target_s)
            return bad_field(here + "/target_s", "Between 0 seconds and five years.");
    }
    return {};
}
}  // namespace

Result<Calendar> calendar_of(const v1::CalendarRules& rules, const std::string& client_zone) {
    Calendar calendar;
    calendar.zone = rules.zone().empty() ? client_zone : rules.zone();
    calendar.always = rules.always_open();
    for (int i = 0; i < rules.week_size(); ++i) {
        const auto& line = rules.week(i);
        const auto day = std::find(std::begin(day_names), std::end(day_names), line.day());
        if (day == std::end(day_names)) return bad_field(place("week", i) + "/day", "One of: mon, tue, wed, thu, fri, sat, sun.");
        const auto window = window_of(line.start(), line.end());
        if (!window) return bad_window(place("week", i));
        calendar.week[static_cast<size_t>(day - std::begin(day_names))].push_back(*window);
    }
    for (int i = 0; i < rules.holidays_size(); ++i) {
        const auto date = parse_date(rules.holidays(i).date());
        if (!date || calendar.holidays.contains(*date)) return bad_date(place("holidays", i) + "/date");
        if (is_bad_name(rules.holidays(i).name())) return bad_field(place("holidays", i) + "/name", "At most 200 bytes.");
        calendar.holidays[*date] = rules.holidays(i).name();
    }
    STEWARD_CHECK(add_exceptions(rules, calendar));
    if (auto sound = check_calendar(calendar); !sound) {
        for (auto& field : sound.error().fields) field.pointer.insert(0, "/rules");
        return std::unexpected(std::move(sound.error()));
    }
    return calendar;
}

Status check_rules(const v1::SlaRules& rules) {
    std::set<std::string> seen;
    for (int i = 0; i < rules.promises_size(); ++i) {
        const auto& promise = rules.promises(i);
        if (!is_one_of(promised_priorities, promise.priority()) || !seen.insert(promise.priority()).second)
            return bad_field(place("promises", i) + "/priority", "One of: P1, P2, P3, P4; each once.");
        STEWARD_CHECK(check_promise(promise, place("promises", i)));
    }
    if (seen.empty()) return bad_field("/rules/promises", "A policy promises something for at least one priority.");
    if (rules.pauses_size() > 20) return bad_field("/rules/pauses", "At most 20.");
    for (int i = 0; i < rules.pauses_size(); ++i) {
        const auto& pause = rules.pauses(i);
        if (pause.state().empty() || pause.state().size() > 40) return bad_field(place("pauses", i) + "/state", "The state of a ticket.");
        for (const auto& kind : pause.kinds()) {
            if (!is_one_of(clock_kinds, kind))
                return bad_field(place("pauses", i) + "/kinds", "One of: acknowledge, first_response, update, mitigate, resolve.");
        }
    }
    return {};
}

const v1::SlaPromise* promise_for(const v1::SlaRules& rules, std::string_view priority) {
    const auto at = std::find_if(rules.promises().begin(), rules.promises().end(), [&](const auto& p) { return p.priority() == priority; });
    return at == rules.promises().end() ? nullptr : &*at;
}

std::optional<Seconds> target_of(const v1::SlaPromise& promise, std::string_view kind, const Calendar& calendar) {
    const auto at = std::find_if(promise.targets().begin(), promise.targets().end(), [&](const auto& t) { return t.kind() == kind; });
    if (at == promise.targets().end()) return std::nullopt;
    return at->business_days() > 0 ? business_day(calendar) * at->business_days() : Seconds(at->target_s());
}

bool pauses(const v1::SlaRules& rules, std::string_view state, std::string_view kind) {
    return std::any_of(rules.pauses().begin(), rules.pauses().end(), [&](const auto& pause) {
        return pause.state() == state && std::find(pause.kinds().begin(), pause.kinds().end(), kind) != pause.kinds().end();
    });
}

}  // namespace steward::service_levels
