// What changes the watch besides observations: the directory, exemptions, and the hourly look ahead.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "server/modules/monitoring/watch.h"

namespace steward::monitoring {

void Watch::leave(const std::shared_ptr<Watched>& watched, const char* reason, Instant now) {
    devices_.erase(watched->device);
    const std::lock_guard held(watched->mutex);
    save_heard(*watched);                                                                 // it is shown with its history
    if (watched->progress) watched->progress->close_when_settled("link.retired_device");  // the door will not open to it again
    for (const Instance& instance : watched->instances) {
        Transition transition = transition_of(*watched, instance, instance.state.told, now, reason);
        transition.kind = Transition::Kind::Removed;
        writer_.add(std::move(transition));
    }
    watched->instances.clear();
    watched->judged.clear();
}

// The rooms below ended the old client's alerts when they heard of the move; but until we heard of it, conditions may still have been
// raised there. Behind those in the queue, this ends them.
void Watch::end_at_old_client(const Watched& watched, Instant now) {
    for (const Instance& instance : watched.instances) {
        if (instance.state.told == Told::Nothing) continue;
        Transition transition = transition_of(watched, instance, instance.state.told, now, "moved");
        transition.state.told = Told::Nothing;  // there; the row is stored anew with what is told to the new client
        writer_.add(std::move(transition));
    }
}

namespace {
void begin_anew(Instance& instance, Instant now) {
    if (instance.terms->disabled) return;
    instance.state = {.since_s = to_seconds(now), .state = instance.check().source == Source::Event ? State::Ok : State::Unknown};
}
}  // namespace

// A device that moved keeps what was observed; to the new client it is told anew, under its own
// fingerprints, and the old client's alerts are ended by the rooms that own them. What an exemption of
// either client judged says nothing of the other's levels: there it begins unjudged.
void Watch::take_over(Watched& watched, const directory::DeviceCard& card, Instant now) {
    const bool moved = watched.client != card.client;
    if (!moved && watched.device_class == card.device_class && watched.criticality == card.criticality) return;
    const bool more_or_less_urgent = watched.criticality != card.criticality;
    std::set<CheckInstanceId> exempted;
    for (const Instance& instance : watched.instances)
        if (moved && !instance.terms->exemption.is_nil()) exempted.insert(instance.id);
    if (moved) end_at_old_client(watched, now);
    watched.client = card.client;
    watched.device_class = card.device_class;
    watched.criticality = card.criticality;
    recompile(watched, now);
    if (!moved && !more_or_less_urgent) return;
    for (Instance& instance : watched.instances) {
        const bool is_by_other_rules = moved && (exempted.contains(instance.id) || !instance.terms->exemption.is_nil());
        if (is_by_other_rules) begin_anew(instance, now);
        if (is_by_other_rules || instance.state.told != Told::Nothing) writer_.add(transition_of(watched, instance, Told::Nothing, now));
    }
}

void Watch::follow_directory(Instant now) {
    std::unordered_set<DeviceId> present;
    for (const auto& card : directory_.devices()) {
        if (card.retired) continue;
        present.insert(card.id);
        auto watched = devices_.find(card.id);
        const bool is_new = !watched;
        if (is_new) watched = devices_.put(make(card));
        const std::lock_guard held(watched->mutex);
        if (is_new && watched->instances.empty()) recompile(*watched, now);
        take_over(*watched, card, now);
    }
    for (const auto& watched : devices_.all()) {
        if (!present.contains(watched->device)) leave(watched, "retired", now);
    }
}

std::shared_ptr<const std::vector<Exemption>> Watch::exemptions() const {
    const std::lock_guard held(exemptions_mutex_);
    return exemptions_;
}

void Watch::put_exemption(const Exemption& exemption, Instant now) {
    {
        const std::lock_guard held(exemptions_mutex_);
        auto list = std::make_shared<std::vector<Exemption>>(*exemptions_);
        std::erase_if(*list, [&](const Exemption& one) { return one.id == exemption.id; });
        if (exemption.active(now)) list->push_back(exemption);
        exemptions_ = std::move(list);
    }
    const auto all = exemptions();
    for (const auto& watched : devices_.all()) {
        int interval_s = 0;
        {
            const std::lock_guard held(watched->mutex);
            const bool concerned =
                watched->client == exemption.client && (exemption.device.is_nil() || exemption.device == watched->device);
            if (!concerned) continue;
            recompile(*watched, now);
            note_vital(watched, now, true);
            const int wanted = wanted_interval_s(*watched, *all, now);
            if (exemption.interval_s && watched->connected) interval_s = wanted;
        }
        if (interval_s != 0 && tell_interval_) tell_interval_(watched->device, interval_s);
    }
}

// Those that only one of the two knows are looked up once more: a person of ours may have made or ended one since the first look.
Status Watch::follow_exemptions(storage::Database& database, Instant now) {
    std::set<ExemptionId> differing;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto stored, current_exemptions(transaction, now));
        for (const Exemption& one : stored) differing.insert(one.id);
        return {};
    }));
    for (const Exemption& one : *exemptions()) {
        if (!differing.insert(one.id).second) differing.erase(one.id);
    }
    if (differing.empty()) return {};
    std::vector<Exemption> news;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        news.clear();
        for (const ExemptionId id : differing) {
            STEWARD_TRY(const auto found, find_exemption(transaction, id));
            if (found) news.push_back(*found);
        }
        return {};
    }));
    for (const Exemption& one : news) put_exemption(one, now);
    return {};
}

// An exemption that ran out counts no longer, without anybody doing anything.
void Watch::refresh_exemptions(Instant now) {
    for (Exemption one : *exemptions()) {
        if (!one.active(now)) put_exemption(one, now);
    }
}

// After a silence or with other volumes than before nothing that was predicted holds. A few at a time:
// after a start of the server all devices are heard again, and the sweep has more to do.
void Watch::predict_those_heard_again(Instant now) {
    constexpr int most_at_once = 50;
    int done = 0;
    for (const auto& watched : devices_.all()) {
        {
            const std::lock_guard held(watched->mutex);
            if (!watched->predict_soon || watched->silent || watched->columns.empty()) continue;
            watched->predict_soon = false;
        }
        predict_device(watched, now);
        if (++done == most_at_once) return;
    }
}

void Watch::predict(Instant now) {
    for (const auto& watched : devices_.all()) predict_device(watched, now);
}

void Watch::predict_device(const std::shared_ptr<Watched>& watched, Instant now) {
    for (const Check& check : Catalogue::published().checks()) {
        if (check.source != Source::Prediction) continue;
        {
            const std::lock_guard held(watched->mutex);
            if (!check.applies_to(watched->device_class) || watched->columns.empty()) continue;
        }
        const auto history =
            series_.range(watched->device, check.metric, std::nullopt, now - check.prediction.window, now, check.prediction.step);
        if (!history) continue;
        std::map<std::string, double> sizes;
        for (const auto& latest : series_.latest(watched->device)) {
            if (latest.definition.metric == check.size_metric) sizes[latest.definition.item] = latest.value;
        }
        for (const auto& range : *history) {
            if (const auto size = sizes.find(range.definition.item); size != sizes.end())
                predict_item(watched, check, range, size->second, now);
        }
    }
}

void Watch::predict_item(const std::shared_ptr<Watched>& watched, const Check& check, const series::Range& range, double size,
                         Instant now) {
    std::vector<UsedAt> used;
    for (const auto& point : range.points) {
        // A step's mean stands in its middle; the newest step may have only begun.
        if (point.samples > 0)
            used.push_back({point.at + std::min(check.prediction.step, now - point.at) / 2, point.average, point.maximum});
    }
    const Prediction prediction = predict_full(used, size, check.prediction, now);
    Transitions transitions;
    const std::lock_guard held(watched->mutex);
    judge_prediction(*watched, check, range.definition.item, prediction, now, transitions);
    if (transitions.empty()) return;
    send(std::move(transitions));
    note_vital(watched, now, true);
}

}  // namespace steward::monitoring
