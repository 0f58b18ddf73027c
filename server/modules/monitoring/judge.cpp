#include "server/modules/monitoring/judge.h"

#include <algorithm>
#include <cmath>

namespace steward::monitoring {

namespace {
constexpr double far_away_days = 100'000;  // what a prediction that was taken back counts as

void note_change(const Watched& watched, const Instance& instance, const CheckState& before, Instant at, Transitions& out,
                 const char* reason = "recovered") {
    if (instance.state.state == before.state && instance.state.told == before.told) return;
    out.push_back(transition_of(watched, instance, before.told, at, reason));
}

// What a device's list row shows, from columns that no check needs to look at.
void read_vital(Watched& watched, std::span<const int64_t> values) {
    const auto read = [&](const Column& column) {
        if (column.index < 0 || values[static_cast<size_t>(column.index)] == missing_sample) return -1.0;
        return column.read(values[static_cast<size_t>(column.index)]);
    };
    watched.cpu = read(watched.vital_columns.cpu);
    const double available = read(watched.vital_columns.memory_available);
    // The difference is rounded again: 100 - 3.7 is not the number nearest to 96.3.
    const double divisor = watched.vital_columns.memory_available.divisor;
    watched.memory = available < 0 ? -1 : std::round((100 - available) * divisor) / divisor;
    watched.disk = -1;
    for (const Column& column : watched.vital_columns.filesystems) watched.disk = std::max(watched.disk, read(column));
}

// The value an instance is judged by, and whether it is one of the very large items.
bool read_value(Instance& instance, std::span<const int64_t> values, double& value) {
    const auto raw = [&](const Column& column) { return column.index < 0 ? missing_sample : values[static_cast<size_t>(column.index)]; };
    const int64_t size = raw(instance.size), other = raw(instance.instead);
    const Check& check = instance.check();
    instance.large = size != missing_sample && other != missing_sample && instance.terms->instead_rule.raise_warning != never &&
                     instance.size.read(size) > check.instead.size_above;
    const int64_t number = instance.large ? other : raw(instance.value);
    if (number == missing_sample) return false;
    value = (instance.large ? instance.instead : instance.value).read(number);
    return true;
}

// The critical level is reached as well while what stands beside the value climbs.
double with_climb(Instance& instance, std::span<const int64_t> values, Instant at, double x) {
    if (!instance.climb || instance.beside.index < 0) return x;
    const int64_t number = values[static_cast<size_t>(instance.beside.index)];
    if (number == missing_sample) return x;
    *instance.climb = follow(*instance.climb, instance.beside.read(number), to_seconds(at), instance.check().climb);
    return instance.climb->active ? std::max(x, instance.rule().raise_critical) : x;
}

void judge_silence(Watched& watched, Instance& instance, Duration silence, Instant now, Transitions& out) {
    const CheckState before = instance.state;
    Rule rule = instance.rule();
    const double least_s = static_cast<double>(silent_after(watched).count()) / 1000;
    rule.raise_warning = std::max(rule.raise_warning, least_s);
    rule.raise_critical = std::max(rule.raise_critical, least_s);
    const double seconds = static_cast<double>(silence.count() / 1000);
    // Unlike a report this is never late: what lies after now was judged by our own clock before it was set back.
    if (to_seconds(now) < instance.state.observed_s) instance.state = clock_set_back(instance.state, now);
    instance.state = observe(instance.state, seconds, seconds, now, rule);
    note_change(watched, instance, before, now, out);
}

// That nothing happened is known only of a device that is heard.
void judge_no_event(Watched& watched, Instance& instance, Instant now, Transitions& out) {
    const CheckState before = instance.state;
    if (watched.silent) instance.state = lose_sight(instance.state, true, instance.check().no_data, instance.rule(), now);
    else if (watched.heard_since_start && before.state != State::Ok) instance.state = end_event(instance.state, now);
    note_change(watched, instance, before, now, out, "stale");
}

// A value that is missing while reports come, measured by the reports' own times: a device whose
// clock is wrong is judged as well as any other.
void judge_freshness(Watched& watched, Instance& instance, Instant now, Transitions& out) {
    const uint32_t newest = to_seconds(watched.last_observed);
    const uint32_t fresh_for = std::max(instance.check().fresh_for_s, static_cast<uint32_t>(3 * watched.interval_s));
    if (instance.state.observed_s == 0 || newest <= instance.state.observed_s + fresh_for) return;
    const CheckState before = instance.state;
    instance.state = lose_sight(instance.state, false, instance.check().no_data, instance.rule(), now);
    note_change(watched, instance, before, now, out, "no_data");
}
}  // namespace

Transition transition_of(const Watched& watched, const Instance& instance, Told told_before, Instant at, const char* cleared_reason) {
    return {.client = watched.client,
            .device = watched.device,
            .id = instance.id,
            .item = instance.item,
            .terms = instance.terms,
            .large = instance.large,
            .state = instance.state,
            .climbed = instance.climb && instance.climb->active ? std::optional(instance.climb->value) : std::nullopt,
            .told_before = told_before,
            .at = at,
            .cleared_reason = cleared_reason};
}

void judge_report(Watched& watched, std::span<const int64_t> values, Instant observed_at, Transitions& out) {
    if (observed_at <= watched.last_observed) return;
    watched.last_observed = observed_at;
    read_vital(watched, values);
    for (const uint16_t index : watched.judged) {
        Instance& instance = watched.instances[index];
        if (instance.state.state == State::Disabled) continue;
        double value = 0;
        if (!read_value(instance, values, value)) continue;
        const Check& check = instance.check();
        if (check.absolute) value = std::abs(value);
        const bool lower_is_worse = instance.large ? check.instead.lower_is_worse : check.lower_is_worse;
        const State state = instance.state.state;
        const Told told = instance.state.told;
        const double x = with_climb(instance, values, observed_at, lower_is_worse ? -value : value);
        instance.state = observe(instance.state, value, x, observed_at, instance.rule());
        if (instance.state.state != state || instance.state.told != told)
            out.push_back(transition_of(watched, instance, told, observed_at));
    }
}

void judge_event(Watched& watched, std::string_view kind, Instant at, Transitions& out) {
    for (Instance& instance : watched.instances) {
        if (instance.check().source != Source::Event || instance.check().event_kind != kind || instance.state.state == State::Disabled)
            continue;
        const Told before = instance.state.told;
        // Once more while the last one is still told: that one ends here, so that people hear of this one too.
        if (before != Told::Nothing) {
            instance.state = end_event(instance.state, at);
            out.push_back(transition_of(watched, instance, before, at));
        }
        instance.state = raise_event(instance.state, at);
        out.push_back(transition_of(watched, instance, Told::Nothing, at));
    }
}

void judge_prediction(Watched& watched, const Check& check, std::string_view item, const Prediction& prediction, Instant now,
                      Transitions& out) {
    for (Instance& instance : watched.instances) {
        if (&instance.check() != &check || instance.item != item || instance.state.state == State::Disabled) continue;
        const CheckState before = instance.state;
        if (prediction.kind == Prediction::Kind::Nothing) {
            // It stays as it is; only that nothing is heard is no longer true.
            if (before.state != State::Stale || watched.silent) return;
            instance.state.state = before.told == Told::Critical  ? State::Critical
                                   : before.told == Told::Warning ? State::Warning
                                                                  : State::Unknown;
            instance.state.since_s = to_seconds(now);
            return note_change(watched, instance, before, now, out);
        }
        const double days = prediction.kind == Prediction::Kind::Days ? prediction.days : far_away_days;
        instance.state = observe(instance.state, days, -days, now, instance.rule());
        note_change(watched, instance, before, now, out);
    }
}

void judge_time(Watched& watched, std::optional<Duration> silence, Instant now, Transitions& out) {
    if (silence) watched.silent = *silence >= silent_after(watched);
    for (Instance& instance : watched.instances) {
        const Check& check = instance.check();
        if (instance.state.state == State::Disabled) continue;
        const CheckState before = instance.state;
        const auto over = [&](Duration after) { return now - from_seconds(instance.state.since_s) >= after; };
        if (check.source == Source::Silence) {
            if (silence) judge_silence(watched, instance, *silence, now, out);
        } else if (check.source == Source::Event) {
            if (instance.state.told == Told::Nothing) judge_no_event(watched, instance, now, out);
            else if (over(std::chrono::seconds(check.rule.clear_hold_warning_s))) {
                instance.state = end_event(instance.state, now);
                note_change(watched, instance, before, now, out);
            }
        } else if (watched.silent) {
            instance.state = lose_sight(instance.state, true, check.no_data, instance.rule(), now);
            note_change(watched, instance, before, now, out, "stale");
        } else if (check.source == Source::Report) {
            judge_freshness(watched, instance, now, out);
        } else if (before.observed_s != 0 && now - from_seconds(before.observed_s) > std::chrono::seconds(check.fresh_for_s)) {
            instance.state = lose_sight(instance.state, false, check.no_data, instance.rule(), now);
            note_change(watched, instance, before, now, out, "no_data");
        }
        const bool has_column = check.source == Source::Report || check.source == Source::Prediction;
        const bool item_is_gone = has_column && instance.value.index < 0 && !watched.columns.empty() && !watched.silent;
        if (item_is_gone && instance.state.told != Told::Nothing && over(gone_item_kept)) {
            const Told told = instance.state.told;
            instance.state.told = Told::Nothing;
            instance.state.warning = instance.state.critical = LevelTrack{};
            out.push_back(transition_of(watched, instance, told, now, "gone"));
        }
    }
}

const Instance* worst(const Watched& watched) {
    const Instance* found = nullptr;
    for (const Instance& instance : watched.instances) {
        if (instance.state.told != Told::Nothing && (!found || instance.state.told > found->state.told)) found = &instance;
    }
    return found;
}

}  // namespace steward::monitoring
