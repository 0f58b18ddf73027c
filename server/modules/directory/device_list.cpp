#include "server/modules/directory/device_list.h"

#include <algorithm>
#include <tuple>

#include "server/modules/directory/device_fields.h"
#include "server/modules/directory/device_order.h"
#include "server/modules/directory/fold.h"
#include "server/platform/filter/filter.h"

namespace steward::directory {

namespace {
using DevicePredicate = std::function<bool(const std::function<filter::Cell(size_t)>&)>;

// Judges rows one after the other with the compiled filter, through one reader for all of them:
// making a std::function for every row would be most of the work.
class Matcher {
public:
    Matcher(DevicePredicate predicate, bool with_retired, const ClientScope& scope, Instant now)
        : predicate_(std::move(predicate)),
          with_retired_(with_retired),
          scope_(scope),
          read_([this, now](size_t field) { return device_cell(*entry_, field, now); }) {}
    Matcher(const Matcher&) = delete;

    bool matches(const DeviceEntry& entry) {
        if (entry.card.retired && !with_retired_) return false;
        if (!scope_.all && !scope_.clients.contains(entry.card.client)) return false;
        if (!predicate_) return true;
        entry_ = &entry;
        return predicate_(read_);
    }

private:
    DevicePredicate predicate_;
    bool with_retired_;
    const ClientScope& scope_;
    const DeviceEntry* entry_ = nullptr;
    std::function<filter::Cell(size_t)> read_;
};

struct CompiledFilter {
    std::vector<filter::Term> terms;  // the predicate may point into them
    DevicePredicate predicate;
    bool speaks_of_life = false;
};

Result<std::unique_ptr<CompiledFilter>> compile_device_filter(const std::string& text, Instant now) {
    auto compiled = std::make_unique<CompiledFilter>();
    STEWARD_TRY(compiled->terms, filter::parse(text));
    STEWARD_CHECK(filter::only_known_values(compiled->terms, closed_device_fields()));
    for (auto& term : compiled->terms) {
        compiled->speaks_of_life |= term.key == "life";
        for (auto& value : term.values) value = fold_case(value);  // as the cells are
    }
    if (!compiled->terms.empty()) {
        const size_t text_fields[] = {free_text_field()};
        STEWARD_TRY(compiled->predicate, filter::to_predicate(compiled->terms, device_fields(), text_fields, now));
    }
    return compiled;
}

void count_health(Health health, v1::ListDevicesResponse& answer) {
    answer.set_total(answer.total() + 1);
    switch (health) {
        case Health::Ok:
            answer.set_ok(answer.ok() + 1);
            return;
        case Health::Warning:
            answer.set_warning(answer.warning() + 1);
            return;
        case Health::Critical:
            answer.set_critical(answer.critical() + 1);
            return;
        case Health::Unknown:
            answer.set_unknown(answer.unknown() + 1);
            return;
    }
}
}  // namespace

std::string_view health_text(Health health) {
    switch (health) {
        case Health::Ok:
            return "ok";
        case Health::Warning:
            return "warning";
        case Health::Critical:
            return "critical";
        case Health::Unknown:
            return "unknown";
    }
    return "unknown";
}

void fill_device(const DeviceEntry& entry, const Caller& caller, Instant now, v1::Device& device) {
    device.set_device_id(entry.id);
    if (entry.client) {
        device.set_client_id(entry.client->id);
        device.set_client_name(entry.client->name);
    }
    if (entry.site) {
        device.set_site_id(entry.site->id);
        device.set_site_name(entry.site->name);
    }
    if (!entry.person_id.empty()) {
        device.set_person_id(entry.person_id);
        device.set_person_name(entry.person_name);
    }
    device.set_name(entry.card.name);
    device.set_hostname(entry.card.hostname);
    device.set_device_class(entry.card.device_class);
    device.set_criticality(entry.card.criticality);
    device.set_criticality_assumed(entry.criticality_assumed);
    device.set_status(entry.card.retired ? "retired" : "active");
    const auto health = health_text(entry.vital.health);
    device.set_health(health.data(), health.size());
    if (!entry.vital.reason.empty()) device.set_health_reason(entry.vital.reason);
    device.set_health_observed_at_unix_ms(entry.vital.observed_at.unix_ms);
    device.set_connected(entry.vital.connected);
    device.set_last_seen_at_unix_ms(entry.vital.last_seen.unix_ms);
    device.set_open_alert_count(entry.open_alerts);
    if (!entry.os.empty()) device.set_os(entry.os);
    if (!entry.vital.address.empty()) device.set_address(entry.vital.address);
    if (entry.vital.cpu_used_percent) device.set_cpu_used_percent(*entry.vital.cpu_used_percent);
    if (entry.vital.memory_used_percent) device.set_memory_used_percent(*entry.vital.memory_used_percent);
    if (entry.vital.disk_used_percent) device.set_disk_used_percent(*entry.vital.disk_used_percent);
    if (!entry.vital.agent_version.empty()) device.set_agent_version(entry.vital.agent_version);
    device.set_enrolled_at_unix_ms(entry.card.enrolled_at.unix_ms);
    device.set_etag(std::to_string(entry.revision));
    if (!entry.card.retired) {
        static const std::string write("device.write"), move("device.move");
        if (caller.permissions.contains(write)) {
            device.add_allowed_actions("edit");
            device.add_allowed_actions("retire");
        }
        if (caller.permissions.contains(move)) device.add_allowed_actions("move");
    }
    device.set_first_use_trust(entry.first_use_trust);
    if (entry.maintenance_until > now) device.set_maintenance_until(to_rfc3339(entry.maintenance_until));
    device.set_demo(entry.card.demo);
    if (!entry.attention.empty() && !entry.card.retired) device.set_attention(entry.attention);
}

Result<v1::ListDevicesResponse> list_devices(const DeviceIndex& index, const Caller& caller, const v1::ListDevicesRequest& request,
                                             Instant now) {
    STEWARD_TRY(const auto compiled, compile_device_filter(request.filter(), now));
    STEWARD_TRY(const auto order, DeviceOrder::parse(request.order_by()));
    std::optional<DeviceOrder::Mark> mark;
    if (!request.page_token().empty()) {
        STEWARD_TRY(mark, order.read_token(request.page_token()));
    }
    const size_t page_size = request.page_size() <= 0 ? 50 : std::min<size_t>(static_cast<size_t>(request.page_size()), 1000);

    Matcher matcher(compiled->predicate, compiled->speaks_of_life, caller.scope, now);
    v1::ListDevicesResponse answer;
    index.visit([&](std::span<const DeviceEntry> devices) {
        std::vector<const DeviceEntry*> candidates;
        candidates.reserve(devices.size());
        for (const auto& device : devices) {
            if (!matcher.matches(device)) continue;
            count_health(device.vital.health, answer);
            if (!mark || order.after(device, *mark, now)) candidates.push_back(&device);
        }
        // One more than the page would only tell whether there is a next one: the count says that.
        const size_t shown = std::min(page_size, candidates.size());
        std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(shown), candidates.end(),
                          [&](const DeviceEntry* a, const DeviceEntry* b) { return order.before(*a, *b, now); });
        answer.mutable_devices()->Reserve(static_cast<int>(shown));
        for (size_t i = 0; i < shown; ++i) fill_device(*candidates[i], caller, now, *answer.add_devices());
        if (candidates.size() > shown) answer.set_next_page_token(order.token_after(*candidates[shown - 1], now));
    });
    return answer;
}

Result<std::vector<DeviceCard>> matching_devices(const DeviceIndex& index, ClientId client, const std::string& filter, Instant now) {
    STEWARD_TRY(const auto compiled, compile_device_filter(filter, now));
    const ClientScope scope{.all = false, .clients = {client}};
    Matcher matcher(compiled->predicate, compiled->speaks_of_life, scope, now);
    std::vector<DeviceCard> found;
    index.visit([&](std::span<const DeviceEntry> devices) {
        for (const auto& device : devices)
            if (matcher.matches(device)) found.push_back(device.card);
    });
    std::ranges::sort(found, [](const DeviceCard& a, const DeviceCard& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
    return found;
}

}  // namespace steward::directory
