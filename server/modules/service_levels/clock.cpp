#include "server/modules/service_levels/clock.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace steward::service_levels {

namespace {
using namespace std::chrono_literals;

constexpr std::string_view state_names[] = {"running", "paused", "met", "breached", "cancelled"};
constexpr std::string_view event_names[] = {"started", "paused", "resumed", "target_changed", "met", "cancelled", "reopened", "recounted"};

Instant second_of(Instant at) { return instant_of(whole_seconds(at)); }

// Counts what passed since the last time, as used up or as paused.
void count_until(Clock& clock, Instant at, const BusinessTime& time) {
    const Seconds passed = time.elapsed(clock.since, at);
    (clock.counting ? clock.consumed : clock.paused) += passed;
    clock.since = std::max(clock.since, at);
}

void breach(Clock& clock, Instant at, std::string reason) {
    clock.state = ClockState::Breached;
    clock.breach_at = at;
    clock.breach_reason = std::move(reason);
}

// When the target will be used up, seen from `clock.since`. What is used up already is due at once.
void set_due(Clock& clock, const BusinessTime& time) {
    if (clock.breach_at) return;
    // Without a promise nothing is ever due, and nobody looks years ahead for the moment.
    const bool is_due = clock.counting && clock.target < no_promise;
    clock.due_at = is_due ? time.add(clock.since, std::max(0s, clock.target - clock.consumed)) : std::nullopt;
}

// Gives the verdict that has become due by `at`: 18:00:00 is met, 18:00:01 is not.
void settle(Clock& clock, Instant at) {
    if (!clock.counting || clock.breach_at || !clock.due_at) return;
    const Instant first_second_after = *clock.due_at + Duration(1s);
    if (first_second_after <= at) breach(clock, first_second_after, "");
}

// Consumed more than the target allows: too late whatever happens next.
void judge_at_once(Clock& clock, const std::string& reason) {
    if (clock.breach_at || clock.consumed <= clock.target) return;
    clock.due_at = clock.since;
    breach(clock, clock.since, reason);
}

bool is_stopped(const Clock& clock) { return clock.stopped_at.has_value(); }

void begin_counting(Clock& clock, const std::string& reason) {
    clock.counting = true;
    clock.pause_reason.clear();
    if (!clock.breach_at) clock.state = ClockState::Running;
    judge_at_once(clock, reason);
}

void stop(Clock& clock, ClockState state) {
    clock.counting = false;
    clock.pause_reason.clear();
    clock.stopped_at = clock.since;
    if (!clock.breach_at) clock.state = state;
}
}  // namespace

Clock start(const ClockEvent& event, const BusinessTime& time) {
    assert(event.kind == ClockEventKind::Started);
    Clock clock;
    clock.target = event.target;
    clock.started_at = clock.since = second_of(event.at);
    clock.counting = true;
    set_due(clock, time);
    return clock;
}

Clock apply(Clock clock, const ClockEvent& event, const BusinessTime& time) {
    const Instant at = std::max(second_of(event.at), clock.since);
    settle(clock, at);
    switch (event.kind) {
        case ClockEventKind::Started:
        case ClockEventKind::Recounted:
            return clock;
        case ClockEventKind::Paused:
            if (is_stopped(clock) || !clock.counting) return clock;
            count_until(clock, at, time);
            clock.counting = false;
            clock.pause_reason = event.reason;
            if (!clock.breach_at) clock.state = ClockState::Paused;
            break;
        case ClockEventKind::Resumed:
            if (is_stopped(clock) || clock.counting) return clock;
            count_until(clock, at, time);
            begin_counting(clock, event.reason);
            break;
        case ClockEventKind::TargetChanged:
            clock.target = event.target;
            if (is_stopped(clock)) return clock;
            count_until(clock, at, time);
            judge_at_once(clock, event.reason);
            break;
        case ClockEventKind::Met:
        case ClockEventKind::Cancelled:
            if (is_stopped(clock)) return clock;
            count_until(clock, at, time);
            stop(clock, event.kind == ClockEventKind::Met ? ClockState::Met : ClockState::Cancelled);
            return clock;  // with the time that it was due
        case ClockEventKind::Reopened:
            if (!is_stopped(clock)) return clock;
            count_until(clock, at, time);
            clock.stopped_at.reset();
            begin_counting(clock, event.reason);
            break;
    }
    set_due(clock, time);
    return clock;
}

Clock fold(std::span<const ClockEvent> events, const BusinessTime& time) {
    assert(!events.empty());
    Clock clock = start(events.front(), time);
    for (const auto& event : events.subspan(1)) clock = apply(std::move(clock), event, time);
    return clock;
}

Clock as_of(Clock clock, Instant now, const BusinessTime& time) {
    if (is_stopped(clock)) return clock;
    const Instant at = std::max(second_of(now), clock.since);
    settle(clock, at);
    count_until(clock, at, time);
    return clock;
}

Clock recount(Clock clock, std::span<const ClockEvent> events, const BusinessTime& time, Instant at, const std::string& reason) {
    const Instant until = is_stopped(clock) ? *clock.stopped_at : std::max(second_of(at), clock.since);
    settle(clock, until);
    clock.consumed = clock.paused = 0s;
    for (const auto& period : periods(events, until)) {
        (period.kind == Period::Kind::Counted ? clock.consumed : clock.paused) += time.elapsed(period.from, period.until);
    }
    if (is_stopped(clock)) return clock;
    clock.since = until;
    judge_at_once(clock, reason);
    set_due(clock, time);
    return clock;
}

std::optional<Instant> reaches(const Clock& clock, int percent, const BusinessTime& time) {
    if (!clock.counting) return std::nullopt;
    const Seconds wanted = clock.target * percent / 100;
    return time.add(clock.since, std::max(0s, wanted - clock.consumed));
}

std::vector<Period> periods(std::span<const ClockEvent> events, Instant until) {
    std::vector<Period> found;
    auto kind = Period::Kind::Counted;
    Instant since = events.empty() ? until : second_of(events.front().at);
    std::string reason;
    const auto turn = [&](Period::Kind next, Instant at, const std::string& why) {
        at = std::max(at, since);
        if (at > since) found.push_back({kind, since, at, reason});
        since = at;
        kind = next;
        reason = why;
    };
    for (const auto& event : events) {
        const Instant at = second_of(event.at);
        const bool stopped = kind == Period::Kind::Stopped;
        if (event.kind == ClockEventKind::Paused && kind == Period::Kind::Counted) turn(Period::Kind::Paused, at, event.reason);
        if (event.kind == ClockEventKind::Resumed && kind == Period::Kind::Paused) turn(Period::Kind::Counted, at, "");
        if (event.kind == ClockEventKind::Met && !stopped) turn(Period::Kind::Stopped, at, "done");
        if (event.kind == ClockEventKind::Cancelled && !stopped) turn(Period::Kind::Stopped, at, event.reason);
        if (event.kind == ClockEventKind::Reopened && stopped) turn(Period::Kind::Counted, at, "");
    }
    turn(kind, second_of(until), "");
    return found;
}

std::string_view name_of(Period::Kind kind) {
    if (kind == Period::Kind::Counted) return "counted";
    if (kind == Period::Kind::Recounted) return "recounted";
    return kind == Period::Kind::Paused ? "paused" : "stopped";
}
std::string_view name_of(ClockState state) { return state_names[static_cast<size_t>(state)]; }
std::string_view name_of(ClockEventKind kind) { return event_names[static_cast<size_t>(kind)]; }

std::optional<ClockState> clock_state_of(std::string_view name) {
    const auto at = std::find(std::begin(state_names), std::end(state_names), name);
    if (at == std::end(state_names)) return std::nullopt;
    return static_cast<ClockState>(at - std::begin(state_names));
}

std::optional<ClockEventKind> clock_event_kind_of(std::string_view name) {
    const auto at = std::find(std::begin(event_names), std::end(event_names), name);
    if (at == std::end(event_names)) return std::nullopt;
    return static_cast<ClockEventKind>(at - std::begin(event_names));
}

}  // namespace steward::service_levels
