#include "server/demo/agenda.h"

namespace steward::demo {

namespace {
using namespace std::chrono_literals;
constexpr int64_t minute_ms = 60'000, day_ms = 86'400'000, offset_ms = 3'600'000;  // one hour east of Greenwich
constexpr int64_t opens = 8 * 60, closes = 17 * 60;

int64_t minute_of_day(Instant at) { return (at.unix_ms + offset_ms) % day_ms / minute_ms; }
bool is_weekend(int64_t day) { return (day + 3) % 7 >= 5; }  // the epoch was a Thursday
}  // namespace

int64_t day_number(Instant at) { return (at.unix_ms + offset_ms) / day_ms; }

Instant clock_on(int64_t day, int hour, int minute) { return Instant{day * day_ms - offset_ms + (hour * 60 + minute) * minute_ms}; }

std::string day_of(Instant at) { return to_rfc3339(Instant{at.unix_ms + offset_ms}).substr(0, 10); }

Instant open_from(Instant at) {
    int64_t day = day_number(at);
    if (!is_weekend(day) && minute_of_day(at) < opens) return clock_on(day, 8, 0) + Duration(at.unix_ms % minute_ms);
    if (!is_weekend(day) && minute_of_day(at) < closes) return at;
    for (++day; is_weekend(day); ++day) {
    }
    return clock_on(day, 8, 0) + Duration(at.unix_ms % (40 * minute_ms));
}

Instant after(Instant at, int working_minutes) {
    at = open_from(at);
    for (int64_t left = working_minutes;;) {
        const int64_t today = closes - minute_of_day(at);
        if (left < today) return at + std::chrono::minutes(left);
        left -= today;
        at = open_from(at + std::chrono::minutes(today));
    }
}

Status Agenda::run(Stage& stage, Instant until, const std::function<void(int day)>& each_day,
                   const std::function<void(const Error&)>& refused) {
    const Instant begin = stage.now();
    int told = 0;
    while (!acts_.empty() && acts_.begin()->first <= until) {
        auto node = acts_.extract(acts_.begin());
        STEWARD_CHECK(stage.advance_to(std::max(node.key(), stage.now())));
        const Status done = node.mapped()();
        if (!done && done.error().code != "demo.refused") return done;
        if (!done) refused(done.error());
        const int day = static_cast<int>((stage.now() - begin) / 24h);
        if (day > told) each_day(told = day);
    }
    acts_.clear();
    STEWARD_CHECK(stage.advance_to(until));
    return stage.settle();
}

}  // namespace steward::demo
