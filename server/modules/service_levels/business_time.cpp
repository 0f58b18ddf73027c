#include "server/modules/service_levels/business_time.h"

#include <algorithm>
#include <limits>

namespace steward::service_levels {

namespace {
constexpr UnixSeconds one_day = 86'400;
constexpr UnixSeconds farthest = 50 * 366 * one_day;
}  // namespace

BusinessTime BusinessTime::always() {
    return BusinessTime(Calendar{.zone = "UTC", .always = true, .week = {}, .holidays = {}, .exceptions = {}});
}

Result<BusinessTime> BusinessTime::compile(const Calendar& calendar, Instant from, Instant until) {
    BusinessTime time(calendar);
    if (calendar.always) return time;
    STEWARD_TRY(time.zone_, Zone::open(calendar.zone));
    time.compile_spans(*time.zone_, whole_seconds(from), std::max(whole_seconds(from), whole_seconds(until)));
    return time;
}

// Date by date. Windows of a date are taken by their beginning, and what an earlier one already covers is
// cut off, so that each second counts once.
void BusinessTime::compile_spans(const Zone& zone, UnixSeconds from, UnixSeconds until) {
    spans_.clear();
    covered_from_ = from;
    covered_until_ = until;
    UnixSeconds covered = std::numeric_limits<UnixSeconds>::min();
    // A window that began the evening before still counts, and no zone is two days away from itself.
    const Date last = zone.date_at(until) + std::chrono::days(2);
    for (Date date = zone.date_at(from) - std::chrono::days(3); date <= last; date += std::chrono::days(1)) {
        auto windows = calendar_.windows_on(date);
        std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.begin < b.begin; });
        for (const Window& window : windows) {
            const UnixSeconds begin = std::max(zone.first_moment(date, window.begin), covered);
            const UnixSeconds end = zone.last_moment(date, window.end);
            if (end <= begin) continue;
            covered = end;
            if (!spans_.empty() && spans_.back().end == begin) {
                spans_.back().end = end;
                continue;
            }
            const int64_t before = spans_.empty() ? 0 : spans_.back().before + (spans_.back().end - spans_.back().begin);
            spans_.push_back({begin, end, before});
        }
    }
}

std::optional<BusinessTime> BusinessTime::wider(UnixSeconds from, UnixSeconds until) const {
    if (until - from > 2 * farthest) return std::nullopt;
    BusinessTime time(calendar_);
    time.zone_ = zone_;
    time.compile_spans(*zone_, from, until);
    return time;
}

// Open seconds from the beginning of the spans until `at`, which lies within what is covered.
int64_t BusinessTime::open_before(UnixSeconds at) const {
    const auto after =
        std::upper_bound(spans_.begin(), spans_.end(), at, [](UnixSeconds value, const Span& span) { return value < span.begin; });
    if (after == spans_.begin()) return 0;
    const Span& span = *std::prev(after);
    return span.before + std::min(at, span.end) - span.begin;
}

// Among the spans that are compiled.
std::optional<UnixSeconds> BusinessTime::find(UnixSeconds at, int64_t time) const {
    const int64_t wanted = open_before(at) + time;
    // The first span at whose end at least so much has been open.
    const auto span =
        std::partition_point(spans_.begin(), spans_.end(), [&](const Span& s) { return s.before + (s.end - s.begin) < wanted; });
    if (span == spans_.end()) return std::nullopt;
    const UnixSeconds found = span->begin + (wanted - span->before);
    return found <= covered_until_ ? std::optional(found) : std::nullopt;
}

std::optional<Instant> BusinessTime::add(Instant at, Seconds time) const {
    const UnixSeconds start = whole_seconds(at);
    if (time.count() <= 0) return instant_of(start);
    if (calendar_.always) return instant_of(start + time.count());
    if (covers(start, start)) {
        if (const auto found = find(start, time.count())) return instant_of(*found);
    }
    for (UnixSeconds years = std::max<UnixSeconds>(time.count() * 2, 400 * one_day);; years *= 4) {
        const auto further = wider(start, start + std::min(years, farthest));
        const auto found = further ? further->find(start, time.count()) : std::nullopt;
        if (found) return instant_of(*found);
        if (!further || years >= farthest) return std::nullopt;
    }
}

Seconds BusinessTime::elapsed(Instant from, Instant until) const {
    const UnixSeconds begin = whole_seconds(from), end = whole_seconds(until);
    if (end <= begin) return Seconds(0);
    if (calendar_.always) return Seconds(end - begin);
    if (covers(begin, end)) return Seconds(open_before(end) - open_before(begin));
    const auto further = wider(begin, end);
    return Seconds(further ? further->open_before(end) - further->open_before(begin) : 0);
}

std::optional<Instant> BusinessTime::next_opening(Instant at) const {
    const UnixSeconds start = whole_seconds(at);
    if (calendar_.always) return instant_of(start);
    const auto after_one_second = add(at, Seconds(1));
    if (!after_one_second) return std::nullopt;
    return *after_one_second - std::chrono::seconds(1);
}

}  // namespace steward::service_levels
