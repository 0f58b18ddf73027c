#include "server/modules/monitoring/watch.h"

#include <algorithm>
#include <unordered_map>

#include "server/modules/monitoring/vitals.h"

namespace steward::monitoring {

namespace {
constexpr Duration vital_period = std::chrono::seconds(10);
constexpr Duration calm_sweep_every = std::chrono::seconds(30);

// What is saved of a device's last sign of life may be an hour old after a crash or in a backup; the samples are not. A sample stands in
// the agent's own time, so it is never later than now.
Instant newest_sample(series::SeriesStore& series, DeviceId device, Instant now) {
    Instant newest;
    for (const auto& one : series.latest(device)) newest = std::max(newest, one.observed_at);
    return std::min(newest, now);
}
}  // namespace

std::shared_ptr<Watched> Watch::make(const directory::DeviceCard& card) const {
    auto watched = std::make_shared<Watched>();
    watched->device = card.id;
    watched->client = card.client;
    watched->device_class = card.device_class;
    watched->criticality = card.criticality;
    watched->demo = card.demo;
    watched->enrolled_at = card.enrolled_at;
    return watched;
}

Status Watch::load(storage::Transaction& transaction, Instant now) {
    STEWARD_TRY(auto exemptions, current_exemptions(transaction, now));
    {
        const std::lock_guard held(exemptions_mutex_);
        exemptions_ = std::make_shared<const std::vector<Exemption>>(std::move(exemptions));
    }
    for (const auto& card : directory_.devices()) {
        if (!card.retired) devices_.put(make(card));
    }
    STEWARD_TRY(const auto heard, all_heard(transaction));
    take_last_signs_of_life(heard, now);
    STEWARD_CHECK(for_each_instance(transaction, [&](StoredInstance stored) {
        const auto watched = devices_.find(stored.device);
        const Check* check = Catalogue::published().find(stored.check);
        if (!watched || !check) return;
        if (check->source == Source::Report)
            watched->judged_before_start = std::max(watched->judged_before_start, from_seconds(stored.state.observed_s));
        Instance instance{.id = stored.id, .item = std::move(stored.item), .state = stored.state, .large = stored.large};
        instance.terms = std::make_shared<const Terms>(Terms{.check = check});  // compile() gives it the right ones
        watched->instances.push_back(std::move(instance));
    }));
    for (const auto& watched : devices_.all()) {
        const std::lock_guard held(watched->mutex);
        recompile(*watched, now);
        for (const Instance& instance : watched->instances) {
            if (instance.state.told != Told::Nothing) writer_.add(transition_of(*watched, instance, Told::Nothing, now));
        }
        note_vital(watched, now, true);
    }
    return {};
}

void Watch::take_last_signs_of_life(const std::vector<StoredDevice>& heard, Instant now) {
    std::unordered_map<DeviceId, Instant> retired;
    for (const auto& stored : heard) {
        const auto watched = devices_.find(stored.device);
        if (!watched) {
            retired[stored.device] = stored.last_heard;
            continue;
        }
        watched->last_heard = stored.last_heard;
        watched->interval_s = stored.interval_s;
    }
    for (const auto& watched : devices_.all()) {
        // The demonstration's history was written by no agent: a device of it that never reported has none.
        const bool has_agent = !watched->demo || watched->last_heard.is_set();
        if (has_agent) watched->last_heard = std::max(watched->last_heard, newest_sample(series_, watched->device, now));
    }
    for (const auto& card : directory_.devices()) {
        if (!card.retired) continue;
        const auto saved = retired.find(card.id);
        directory::Vital vital;
        vital.observed_at = newest_sample(series_, card.id, now);
        vital.last_seen = saved == retired.end() ? vital.observed_at : std::max(saved->second, vital.observed_at);
        directory_.note_vital(card.id, vital);
    }
}

std::shared_ptr<Watched> Watch::connected(DeviceId device, std::string address, std::string agent_version, Instant now) {
    auto watched = devices_.find(device);
    if (!watched) {
        const auto card = directory_.device(device);
        if (!card || card->retired) return nullptr;
        watched = devices_.put(make(*card));
        const std::lock_guard held(watched->mutex);
        if (watched->instances.empty()) recompile(*watched, now);
    }
    const auto card = directory_.device(device);
    const std::lock_guard held(watched->mutex);
    if (card) watched->enrolled_at = card->enrolled_at;  // it may have been enrolled anew since
    watched->connected = true;
    watched->address = std::move(address);
    watched->agent_version = std::move(agent_version);
    watched->last_heard = now;
    watched->last_heard_monotonic = clock_.monotonic();
    watched->heard_since_start = true;
    note_vital(watched, now, true);
    return watched;
}

void Watch::disconnected(const std::shared_ptr<Watched>& watched, const Progress& session) {
    const std::lock_guard held(watched->mutex);
    if (watched->progress.get() != &session) return;
    watched->connected = false;
    save_heard(*watched);
    note_vital(watched, clock_.now(), true);
}

bool Watch::was_heard(DeviceId device) const {
    const auto watched = devices_.find(device);
    if (!watched) return false;
    const std::lock_guard held(watched->mutex);
    return watched->last_heard.is_set();
}

void Watch::set_layout(const std::shared_ptr<Watched>& watched, std::vector<series::Definition> columns, int interval_s, Instant now) {
    const std::lock_guard held(watched->mutex);
    const bool same = watched->columns == columns;
    watched->interval_s = interval_s;
    if (same) return;
    watched->predict_soon = true;
    watched->columns = std::move(columns);
    recompile(*watched, now);
}

void Watch::report(const std::shared_ptr<Watched>& watched, std::span<const int64_t> values, Instant observed_at, Instant received_at) {
    Transitions transitions;
    const std::lock_guard held(watched->mutex);
    watched->last_heard = received_at;
    watched->last_heard_monotonic = clock_.monotonic();
    const bool was_silent = std::exchange(watched->silent, false);
    watched->predict_soon = watched->predict_soon || was_silent;
    if (values.size() == watched->columns.size()) judge_report(*watched, values, observed_at, transitions);
    samples_ += values.size();
    const bool changed = was_silent || !transitions.empty();
    send(std::move(transitions));
    if (changed || received_at - watched->vital_noted_at >= vital_period) note_vital(watched, received_at, changed);
    else screen_.publish_soon(watched);
}

bool Watch::judged_later(const Watched& watched, Instant observed_at) const {
    const std::lock_guard held(watched.mutex);
    return observed_at <= std::max(watched.last_observed, watched.judged_before_start);
}

void Watch::event_happened(DeviceId device, std::string_view kind, Instant at) {
    const auto watched = devices_.find(device);
    if (!watched) return;
    Transitions transitions;
    const std::lock_guard held(watched->mutex);
    judge_event(*watched, kind, at, transitions);
    if (transitions.empty()) return;
    send(std::move(transitions));
    note_vital(watched, clock_.now(), true);
}

std::optional<Duration> Watch::silence_of(const Watched& watched, Instant now, Duration steady, bool may_judge) const {
    if (watched.heard_since_start) {
        // Presence may be said at any time: who reported within its interval is there.
        const Duration silence = steady - watched.last_heard_monotonic;
        const bool present = silence < std::chrono::seconds(watched.interval_s);
        return may_judge || present ? std::optional(silence) : std::nullopt;
    }
    // A device of the demonstration that never reported has no agent that could.
    const bool never_heard = !watched.last_heard.is_set();
    if (!may_judge || (never_heard && watched.demo)) return std::nullopt;
    return std::max(Duration{}, now - (never_heard ? watched.enrolled_at : watched.last_heard));
}

// Time alone changes little about who reported within its interval: values that stay away, events that ended.
bool Watch::may_wait(const Watched& watched, Instant now, Duration steady) const {
    const bool present = watched.heard_since_start && steady - watched.last_heard_monotonic < std::chrono::seconds(watched.interval_s);
    return present && !watched.silent && now >= watched.swept_at && now - watched.swept_at < calm_sweep_every;
}

void Watch::sweep(Instant now) {
    const Duration steady = clock_.monotonic();
    const bool may_judge = guard_.may_judge(now, steady, refusal().has_value());
    const bool save_all = now - hourly_saved_at_ >= std::chrono::hours(1);
    if (save_all) hourly_saved_at_ = now;
    const bool forget = now - forgotten_at_ >= std::chrono::minutes(1);  // a pass over every instance, and nobody waits for it
    if (forget) forgotten_at_ = now;
    refresh_exemptions(now);
    for (const auto& watched : devices_.all()) {
        Transitions transitions;
        const std::lock_guard held(watched->mutex);
        if (!save_all && !forget && may_wait(*watched, now, steady)) continue;
        watched->swept_at = now;
        const bool was_silent = watched->silent;
        judge_time(*watched, silence_of(*watched, now, steady, may_judge), now, transitions);
        const bool changed = was_silent != watched->silent || !transitions.empty();
        if ((save_all && watched->heard_since_start) || (watched->silent && !was_silent)) save_heard(*watched);
        send(std::move(transitions));
        if (forget && has_items_to_forget(*watched, now)) recompile(*watched, now);
        if (changed || watched->silent) note_vital(watched, now, changed);
    }
    predict_those_heard_again(now);
    flush_screens(now);
}

void Watch::refuse_reports(std::string reason, Instant now) {
    const std::lock_guard held(refusal_mutex_);
    if (reason.empty()) refusal_.reset();
    else refusal_ = Refusal{refusal_ ? refusal_->since : now, std::move(reason)};
}

std::optional<Refusal> Watch::refusal() const {
    const std::lock_guard held(refusal_mutex_);
    return refusal_;
}

void Watch::heard(const std::shared_ptr<Watched>& watched, Instant now) {
    const std::lock_guard held(watched->mutex);
    watched->last_heard = now;
    watched->last_heard_monotonic = clock_.monotonic();
}

void Watch::send(Transitions transitions) {
    if (!transitions.empty()) screen_.publish_check(transitions.front().client, transitions.front().device);
    for (Transition& transition : transitions) writer_.add(std::move(transition));
}

// The caller holds the mutex.
void Watch::note_vital(const std::shared_ptr<Watched>& watched, Instant now, bool changed) {
    const auto health = health_of(*watched);
    const bool needs_name = health != directory::Health::Ok;
    const auto card = needs_name ? directory_.device(watched->device) : std::nullopt;
    const auto vital = vital_of(*watched, card ? card->name : "", now);
    directory_.note_vital(watched->device, vital);
    watched->vital_noted_at = now;
    if (changed) screen_.publish(*watched, vital);
    else screen_.publish_soon(watched);
}

void Watch::save_heard(const Watched& watched) {
    if (!watched.last_heard.is_set()) return;
    writer_.add(Heard{watched.client, {watched.device, watched.last_heard, watched.interval_s}});
}

// The caller holds the mutex.
void Watch::recompile(Watched& watched, Instant now) {
    const auto exemptions = this->exemptions();
    const PlanChange change = compile(watched, *exemptions, now, rng_);
    const auto with_kind = [](Transition transition, Transition::Kind kind) {
        transition.kind = kind;
        return transition;
    };
    for (const Instance& gone : change.removed) {
        writer_.add(with_kind(transition_of(watched, gone, gone.state.told, now, "disabled"), Transition::Kind::Removed));
    }
    for (const size_t index : change.added)
        writer_.add(with_kind(transition_of(watched, watched.instances[index], Told::Nothing, now), Transition::Kind::Added));
    for (const auto& [index, told_before] : change.switched)
        writer_.add(transition_of(watched, watched.instances[index], told_before, now, "disabled"));
}

}  // namespace steward::monitoring
