#include "server/app/demo_vitals.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "server/modules/directory/directory.h"

namespace steward::app {

namespace {
constexpr Duration silent_after = std::chrono::minutes(15);  // its made-up agents report every five

struct Trouble {
    directory::Health health = directory::Health::Ok;
    std::string reason;
};

// Of the alerts that are not over, the worst.
Result<std::map<DeviceId, Trouble>> troubles_of(storage::Database& database) {
    std::map<DeviceId, Trouble> troubles;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(
            const auto rows,
            transaction.query("select e.device_id, e.title, e.check_code in ('A01', 'S01', 'S12') from alerting_v_alert_evidence e "
                              "join directory_v_clients c on c.id = e.client_id where c.demo and e.active and e.state <> 'closed'"));
        for (const auto& row : rows) {
            Trouble& trouble = troubles[row.id<DeviceId>(0)];
            const auto health = row.boolean(2) ? directory::Health::Critical : directory::Health::Warning;
            if (health > trouble.health) trouble = {health, row.text(1)};
        }
        return {};
    }));
    return troubles;
}
}  // namespace

directory::Vital demo_vital(const std::vector<series::Latest>& newest, Instant now) {
    directory::Vital vital;
    for (const auto& one : newest) {
        vital.observed_at = std::max(vital.observed_at, one.observed_at);
        if (one.definition.metric == "cpu_used_percent") vital.cpu_used_percent = one.value;
        if (one.definition.metric == "memory_available_percent")
            vital.memory_used_percent = std::round((100 - one.value) * 10) / 10;  // 100 - 68.2 is not 31.8
        if (one.definition.metric == "filesystem_used_percent")
            vital.disk_used_percent = std::max(vital.disk_used_percent.value_or(0), one.value);
    }
    vital.last_seen = vital.observed_at;
    vital.health = directory::Health::Ok;
    if (now - vital.observed_at < silent_after) return vital;
    vital.health = directory::Health::Unknown;
    vital.reason = "Nothing reports for it any more: it is a machine of the demonstration";
    return vital;
}

Status note_demo_vitals(assembly::Context& context, Instant now) {
    auto& directory = context.take<directory::Directory>();
    const auto devices = directory.devices();
    if (std::none_of(devices.begin(), devices.end(), [](const auto& card) { return card.demo; })) return {};
    STEWARD_TRY(const auto troubles, troubles_of(context.database));
    for (const auto& card : devices) {
        if (!card.demo || card.retired) continue;
        const auto held = directory.vital(card.id);
        if (held && !held->agent_version.empty()) continue;  // somebody gave it a real agent: monitoring knows better
        directory::Vital vital = demo_vital(context.series.latest(card.id), now);
        if (!vital.observed_at.is_set()) continue;
        const auto trouble = troubles.find(card.id);
        if (trouble != troubles.end()) vital.health = trouble->second.health, vital.reason = trouble->second.reason;
        directory.note_vital(card.id, vital);
    }
    return {};
}

}  // namespace steward::app
