#include "server/modules/monitoring/watched.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace steward::monitoring {

namespace {
constexpr Duration shortest_silence = std::chrono::minutes(5);

// One file per program run: Terms without an exemption are shared by every device.
const std::shared_ptr<const Terms>& published_terms(const Check& check) {
    static const auto all = [] {
        std::map<const Check*, std::shared_ptr<const Terms>> terms;
        for (const Check& one : Catalogue::published().checks()) {
            terms[&one] = std::make_shared<const Terms>(
                Terms{.check = &one, .rule = one.rule, .instead_rule = one.instead_rule, .levels = one.levels});
        }
        return terms;
    }();
    return all.at(&check);
}

std::shared_ptr<const Terms> terms_for(const Check& check, const Exemption* exemption) {
    if (!exemption) return published_terms(check);
    Terms terms{.check = &check,
                .rule = rule_under(check, *exemption),
                .instead_rule = check.instead_rule,
                .levels = levels_under(check, *exemption),
                .exemption = exemption->id,
                .disabled = exemption->disabled,
                .disabled_reason = exemption->reason};
    // Given levels count as they are written, also for an item that is very large.
    const bool own_levels = exemption->raise_warning || exemption->raise_critical || exemption->clear_warning || exemption->clear_critical;
    if (own_levels) terms.instead_rule = Rule{};
    else terms.instead_rule = turned(check.instead.levels, check.instead.lower_is_worse, terms.rule);
    return std::make_shared<const Terms>(std::move(terms));
}

Column column_of(const Watched& watched, std::string_view metric, std::string_view item) {
    if (metric.empty()) return {};
    for (size_t i = 0; i < watched.columns.size(); ++i) {
        const auto& column = watched.columns[i];
        if (column.metric == metric && column.item == item) return {static_cast<int>(i), std::pow(10.0, column.decimals)};
    }
    return {};
}

void find_vital_columns(Watched& watched) {
    VitalColumns found;
    for (size_t i = 0; i < watched.columns.size(); ++i) {
        const auto& column = watched.columns[i];
        const Column at{static_cast<int>(i), std::pow(10.0, column.decimals)};
        if (column.item.empty() && column.metric == "cpu_used_percent") found.cpu = at;
        if (column.item.empty() && column.metric == "memory_available_percent") found.memory_available = at;
        if (column.metric == "filesystem_used_percent") found.filesystems.push_back(at);
    }
    watched.vital_columns = std::move(found);
}

// The items a check speaks of on this device, with what is in the reports now.
std::vector<std::string> items_of(const Watched& watched, const Check& check) {
    if (check.source == Source::Silence || check.source == Source::Event) return {""};
    std::vector<std::string> items;
    for (const auto& column : watched.columns) {
        if (column.metric == check.metric && check.takes_item(column.item)) items.push_back(column.item);
    }
    return items;
}

// An item that is gone (a volume taken away) ends its instance. While something is told of it, or
// where missing data are a warning, it stays to be seen, and the sweep takes it back after a day.
bool is_missed(const Instance& instance, Instant now) {
    if (instance.state.told != Told::Nothing) return true;
    const bool warns =
        instance.check().source == Source::Report && instance.check().no_data == NoData::Alert && instance.state.state != State::Disabled;
    return warns && instance.state.observed_s != 0 && now - from_seconds(instance.state.observed_s) < gone_item_kept;
}

struct Building {
    Watched& watched;
    std::span<const Exemption> exemptions;
    Instant now;
    Rng& rng;
    std::vector<Instance> old;
    PlanChange change;

    Instance* held(const Check& check, std::string_view item) {
        const auto at = std::find_if(old.begin(), old.end(),
                                     [&](const Instance& one) { return one.terms && one.terms->check == &check && one.item == item; });
        return at == old.end() ? nullptr : &*at;
    }

    void take_terms(Instance& instance, const Check& check) {
        instance.terms = terms_for(check, deciding(exemptions, watched.client, watched.device, check.code, instance.item, now));
    }

    void put(const Check& check, const std::string& item) {
        Instance instance;
        Instance* const before = held(check, item);
        if (before) {
            instance = std::move(*before);
            before->terms = nullptr;
        } else {
            instance.id = CheckInstanceId::make(now, rng);
            instance.item = item;
            change.added.push_back(watched.instances.size());
            if (check.source == Source::Event) instance.state.state = State::Ok;
            instance.state.since_s = to_seconds(now);
        }
        take_terms(instance, check);
        if (check.source == Source::Report) {
            instance.value = column_of(watched, check.metric, item);
            instance.size = column_of(watched, check.instead.size_metric, item);
            instance.instead = column_of(watched, check.instead.metric, item);
            instance.beside = column_of(watched, check.climb.metric, "");
            if (!check.climb.metric.empty() && !instance.climb) instance.climb = std::make_unique<Climb>();
            if (instance.value.index >= 0) watched.judged.push_back(static_cast<uint16_t>(watched.instances.size()));
        }
        if (check.source == Source::Prediction) instance.value = column_of(watched, check.metric, item);
        const CheckState was = instance.state;
        instance.state = instance.terms->disabled ? disable(instance.state, now) : enable(instance.state, now);
        if (before && instance.state.state != was.state) change.switched.emplace_back(watched.instances.size(), was.told);
        watched.instances.push_back(std::move(instance));
    }

    void settle_rest() {
        for (Instance& instance : old) {
            if (!instance.terms) continue;
            const bool applies = instance.check().applies_to(watched.device_class);
            if (applies && (watched.columns.empty() || is_missed(instance, now))) {
                take_terms(instance, instance.check());
                instance.value = instance.size = instance.instead = instance.beside = Column{};
                watched.instances.push_back(std::move(instance));
            } else {
                change.removed.push_back(std::move(instance));
            }
        }
    }
};
}  // namespace

PlanChange compile(Watched& watched, std::span<const Exemption> exemptions, Instant now, Rng& rng) {
    Building building{watched, exemptions, now, rng, std::move(watched.instances), {}};
    watched.instances.clear();
    watched.judged.clear();
    for (const Check& check : Catalogue::published().checks()) {
        if (!check.applies_to(watched.device_class)) continue;
        for (const std::string& item : items_of(watched, check)) building.put(check, item);
    }
    building.settle_rest();
    find_vital_columns(watched);
    watched.without_data = checks_without_data(watched).size();
    return std::move(building.change);
}

std::vector<const Check*> checks_without_data(const Watched& watched) {
    std::vector<const Check*> missing;
    if (watched.columns.empty()) return missing;
    for (const Check& check : Catalogue::published().checks()) {
        if (!check.applies_to(watched.device_class) || check.metric == "service_running" || !items_of(watched, check).empty()) continue;
        const bool is_remembered =
            std::any_of(watched.instances.begin(), watched.instances.end(), [&](const Instance& one) { return &one.check() == &check; });
        if (!is_remembered) missing.push_back(&check);
    }
    return missing;
}

bool has_items_to_forget(const Watched& watched, Instant now) {
    if (watched.columns.empty() || watched.silent) return false;
    return std::any_of(watched.instances.begin(), watched.instances.end(), [&](const Instance& instance) {
        const Source source = instance.check().source;
        const bool has_column = source == Source::Report || source == Source::Prediction;
        return has_column && instance.value.index < 0 && !is_missed(instance, now);
    });
}

int wanted_interval_s(const Watched& watched, std::span<const Exemption> exemptions, Instant now) {
    int wanted = usual_interval_s;
    for (const Exemption& one : exemptions) {
        const bool fits =
            one.client == watched.client && one.interval_s && one.active(now) && (one.device.is_nil() || one.device == watched.device);
        if (!fits) continue;
        wanted = wanted == usual_interval_s ? *one.interval_s : std::min(wanted, *one.interval_s);
    }
    return wanted;
}

Duration silent_after(const Watched& watched) { return std::max<Duration>(shortest_silence, std::chrono::seconds(2 * watched.interval_s)); }

}  // namespace steward::monitoring
