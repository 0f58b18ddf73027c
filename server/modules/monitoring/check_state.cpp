#include "server/modules/monitoring/check_state.h"

#include <algorithm>
#include <array>
#include <bit>

namespace steward::monitoring {

namespace {
constexpr std::array<std::string_view, 9> state_words = {"ok",    "soft_warning", "soft_critical", "warning", "critical",
                                                         "stale", "unknown",      "flapping",      "disabled"};
constexpr std::array<std::string_view, 3> told_words = {"", "warning", "critical"};

// Of 21 results: 20 places where the judgement can change. From 4 changes (20 %) it flaps, without
// any (below 5 %) it has settled.
constexpr uint32_t change_places = (1U << 20) - 1;
constexpr int flaps_from_changes = 4;

struct LevelRule {
    double raise, clear;
    uint32_t hold_s, clear_hold_s;
};

void follow(LevelTrack& track, double x, uint32_t at, const LevelRule& level, const Rule& rule) {
    const bool crossed = x >= level.raise;
    track.crossed = static_cast<uint16_t>((track.crossed << 1) | (crossed ? 1 : 0));
    if (!track.hard) {
        if (track.since_s == 0) {
            if (!crossed) return;
            track.since_s = at;
        } else if (x <= level.clear) {
            track.since_s = 0;
            return;
        }
        const auto window = static_cast<uint16_t>((1U << rule.samples_of) - 1);
        const bool often_enough = std::popcount(static_cast<uint16_t>(track.crossed & window)) >= rule.samples_needed;
        if (crossed && often_enough && at - track.since_s >= level.hold_s) {
            track.hard = true;
            track.good_since_s = 0;
        }
        return;
    }
    if (x > level.clear) {
        track.good_since_s = 0;
        return;
    }
    if (track.good_since_s == 0) track.good_since_s = at;
    if (at - track.good_since_s >= level.clear_hold_s) track = LevelTrack{};
}

Told settled(const CheckState& check) {
    if (check.critical.hard) return Told::Critical;
    return check.warning.hard ? Told::Warning : Told::Nothing;
}

State visible(const CheckState& check) {
    if (check.critical.hard) return State::Critical;
    if (check.warning.hard) return State::Warning;
    if (check.critical.since_s != 0) return State::SoftCritical;
    return check.warning.since_s != 0 ? State::SoftWarning : State::Ok;
}

void enter(CheckState& check, State state, uint32_t at) {
    if (check.state == state) return;
    check.state = state;
    check.since_s = at;
}

// What was soft was never proved; a hole in the observation must not prove it. But a hold of days
// (a restart that waits) is not begun anew because a line was down for ten minutes.
constexpr uint32_t long_hold_s = 86'400;
void forget_soft(LevelTrack& track, uint32_t hold_s) {
    track.crossed = 0;
    track.good_since_s = 0;
    if (!track.hard && hold_s < long_hold_s) track.since_s = 0;
}
}  // namespace

std::string_view to_word(State state) { return state_words[static_cast<size_t>(state)]; }
std::string_view to_word(Told told) { return told_words[static_cast<size_t>(told)]; }

std::optional<State> state_from_word(std::string_view word) {
    const auto at = std::find(state_words.begin(), state_words.end(), word);
    if (at == state_words.end()) return std::nullopt;
    return static_cast<State>(at - state_words.begin());
}

Told told_from_word(std::string_view word) {
    return word == "critical" ? Told::Critical : word == "warning" ? Told::Warning : Told::Nothing;
}

CheckState observe(CheckState check, double value, double x, Instant when, const Rule& rule) {
    const uint32_t at = to_seconds(when);
    if (at <= check.observed_s) return check;
    check.value = value;
    check.observed_s = at;
    const Told before = settled(check);
    follow(check.warning, x, at, {rule.raise_warning, rule.clear_warning, rule.hold_warning_s, rule.clear_hold_warning_s}, rule);
    follow(check.critical, x, at, {rule.raise_critical, rule.clear_critical, rule.hold_critical_s, rule.clear_hold_critical_s}, rule);
    if (check.critical.hard && !check.warning.hard && rule.raise_warning != never) {
        // A proved critical proves the warning: it falls back to that, not to nothing.
        check.warning.hard = true;
        if (check.warning.since_s == 0) check.warning.since_s = check.critical.since_s;
    }
    const Told now = settled(check);
    check.changes = ((check.changes << 1) | (now != before ? 1U : 0U)) & change_places;
    const int changes = std::popcount(check.changes);
    const bool flaps = check.state == State::Flapping ? changes > 0 : changes >= flaps_from_changes;
    // While it flaps the worst stays told: one alert instead of many, and none missed.
    check.told = flaps ? std::max(check.told, std::max(before, now)) : now;
    enter(check, flaps ? State::Flapping : visible(check), at);
    return check;
}

CheckState lose_sight(CheckState check, bool device_silent, NoData policy, const Rule& rule, Instant now) {
    if (check.state == State::Disabled) return check;
    const State state = device_silent ? State::Stale : State::Unknown;
    if (check.state == state) return check;
    forget_soft(check.warning, rule.hold_warning_s);
    forget_soft(check.critical, rule.hold_critical_s);
    check.changes = 0;
    enter(check, state, to_seconds(now));
    if (policy == NoData::Ignore && !device_silent) {
        check.told = Told::Nothing;
        check.warning = check.critical = LevelTrack{};
    }
    if (policy == NoData::Alert && !device_silent) check.told = std::max(check.told, Told::Warning);
    return check;
}

CheckState disable(CheckState check, Instant now) {
    if (check.state == State::Disabled) return check;
    const CheckState last = check;
    check = CheckState{.value = last.value, .since_s = last.since_s, .observed_s = last.observed_s, .state = last.state};
    enter(check, State::Disabled, to_seconds(now));
    return check;
}

CheckState enable(CheckState check, Instant now) {
    if (check.state == State::Disabled) enter(check, State::Unknown, to_seconds(now));
    return check;
}

CheckState raise_event(CheckState check, Instant when) {
    const uint32_t at = to_seconds(when);
    check.value = 1;
    check.observed_s = std::max(check.observed_s, at);
    check.warning = LevelTrack{.since_s = at, .hard = true};
    check.told = Told::Warning;
    enter(check, State::Warning, at);
    return check;
}

CheckState end_event(CheckState check, Instant now) {
    check.value = 0;
    check.warning = LevelTrack{};
    check.told = Told::Nothing;
    enter(check, State::Ok, to_seconds(now));
    return check;
}

CheckState clock_set_back(CheckState check, Instant now) {
    const uint32_t latest = to_seconds(now) - 1;
    for (uint32_t* time : {&check.observed_s, &check.since_s, &check.warning.since_s, &check.warning.good_since_s, &check.critical.since_s,
                           &check.critical.good_since_s})
        *time = std::min(*time, latest);
    return check;
}

std::optional<Instant> counts_at(const CheckState& check, const Rule& rule) {
    if (check.state == State::SoftCritical) return from_seconds(check.critical.since_s + rule.hold_critical_s);
    if (check.state == State::SoftWarning) return from_seconds(check.warning.since_s + rule.hold_warning_s);
    return std::nullopt;
}

Instant first_seen(const CheckState& check) {
    const uint32_t since = check.told == Told::Critical ? check.critical.since_s : check.told == Told::Warning ? check.warning.since_s : 0;
    return from_seconds(since != 0 ? since : check.since_s);
}

}  // namespace steward::monitoring
