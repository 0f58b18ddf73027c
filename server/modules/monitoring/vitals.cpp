#include "server/modules/monitoring/vitals.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "server/modules/monitoring/conditions.h"

namespace steward::monitoring {

namespace {
using directory::Health;

std::optional<double> known(double value) { return value < 0 ? std::nullopt : std::optional(value); }

std::string reason_of(const Watched& watched, Health health, const std::string& name, Instant now) {
    if (const Instance* instance = worst(watched)) {
        return title({name, instance->item, instance->terms.get(), instance->large, &instance->state, now});
    }
    if (health != Health::Unknown) {  // what nobody observes is not well because the rest is
        if (watched.without_data == 0) return "";
        return std::to_string(watched.without_data) + (watched.without_data == 1 ? " check gets no values" : " checks get no values");
    }
    if (!watched.last_heard.is_set()) return "It has not reported yet";
    return watched.silent ? "No report for " + age_in_words(now - watched.last_heard) : "Nothing was measured since this server started";
}
}  // namespace

Health health_of(const Watched& watched) {
    if (const Instance* instance = worst(watched)) return instance->state.told == Told::Critical ? Health::Critical : Health::Warning;
    return watched.silent || !watched.last_observed.is_set() ? Health::Unknown : Health::Ok;
}

directory::Vital vital_of(const Watched& watched, const std::string& name, Instant now) {
    directory::Vital vital;
    vital.health = health_of(watched);
    vital.reason = reason_of(watched, vital.health, name, now);
    vital.observed_at = watched.last_observed;
    vital.connected = watched.connected;
    vital.last_seen = watched.last_heard;
    vital.address = watched.address;
    vital.agent_version = watched.agent_version;
    vital.cpu_used_percent = known(watched.cpu);
    vital.memory_used_percent = known(watched.memory);
    vital.disk_used_percent = known(watched.disk);
    return vital;
}

std::string vital_json(const directory::Vital& vital) {
    std::string json = fmt::format(R"({{"health":"{}","reason":{},"connected":{},"last_seen":{},"observed_at":{})",
                                   directory::health_text(vital.health), boost::json::serialize(boost::json::string(vital.reason)),
                                   vital.connected, vital.last_seen.unix_ms, vital.observed_at.unix_ms);
    if (vital.cpu_used_percent) json += fmt::format(R"(,"cpu":{:.1f})", *vital.cpu_used_percent);
    if (vital.memory_used_percent) json += fmt::format(R"(,"memory":{:.1f})", *vital.memory_used_percent);
    if (vital.disk_used_percent) json += fmt::format(R"(,"disk":{:.1f})", *vital.disk_used_percent);
    return json + "}";
}

}  // namespace steward::monitoring
