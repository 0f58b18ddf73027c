#include "server/modules/monitoring/evidence.h"

#include <algorithm>
#include <cmath>

namespace steward::monitoring {

bool is_stale(const Watched& watched, const Instance& instance, Instant now) {
    const Check& check = instance.check();
    if (check.source == Source::Silence) return false;
    if (watched.silent) return true;
    if (check.source == Source::Event) return false;
    const auto fresh_for = std::max(std::chrono::seconds(check.fresh_for_s), std::chrono::seconds(3 * watched.interval_s));
    return now - from_seconds(instance.state.observed_s) > fresh_for;
}

double shown_value(const Check& check, bool large, double value) {
    if (!large) return value;
    return std::round(value / check.instead.shown_divisor * 100) / 100;
}

std::optional<Evidence> evidence_of(const Watched& watched, std::string_view check, std::string_view item, Instant now) {
    const std::lock_guard held(watched.mutex);
    for (const Instance& instance : watched.instances) {
        if (instance.check().code != check || instance.item != item) continue;
        if (instance.state.observed_s == 0) return std::nullopt;
        Evidence evidence{.value = shown_value(instance.check(), instance.large, instance.state.value),
                          .observed_at = from_seconds(instance.state.observed_s),
                          .stale = is_stale(watched, instance, now)};
        if (instance.climb && instance.climb->active) evidence.value = instance.climb->value;
        // Silence is measured by looking at the time, which the sweep has just done.
        return evidence;
    }
    return std::nullopt;
}

}  // namespace steward::monitoring
