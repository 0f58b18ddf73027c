#include "server/modules/alerting/now.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "server/modules/alerting/messages.h"

namespace steward::alerting {

namespace {
// An unset criticality sorts after C4: nobody has said that it matters.
std::string_view rank(const std::string& code) { return code.empty() ? std::string_view("~") : std::string_view(code); }

constexpr Duration unwatched_after = std::chrono::minutes(5);

v1::NowItem alert_item(const Alert& alert, const NowMatter& matter, const directory::Directory& directory) {
    v1::NowItem item;
    item.set_kind("alert");
    item.set_id(alert.id.text());
    item.set_client_id(alert.client.text());
    item.set_client_name(directory.client_name(alert.client));
    item.set_device_id(alert.device.text());
    item.set_device_name(device_name(directory, alert.client, alert.device));
    item.set_title(alert.title);
    item.set_reason(alert.plain_text);
    item.set_priority(alert.priority);
    item.set_severity(alert.severity);
    item.set_state(std::string(to_text(alert.state)));
    item.set_since_unix_ms(alert.first_soft_at.is_set() ? alert.first_soft_at.unix_ms : alert.opened_at.unix_ms);
    item.set_evidence_at_unix_ms(alert.observed_at.unix_ms);
    item.set_evidence_stale(matter.stale.contains(alert.id));
    if (!alert.incident.is_nil()) item.set_incident_id(alert.incident.text());
    item.set_ticket_id(alert.ticket_id);
    item.set_ticket_reference(alert.ticket_reference);
    item.set_owner(alert.acknowledged_by);
    item.set_alert_count(1);
    if (matter.caller.may("alert.write")) {
        for (auto& action : allowed_actions(alert)) item.add_allowed_actions(std::move(action));
    }
    return item;
}

v1::NowItem server_item(const monitoring::Refusal& refusal, Instant now) {
    v1::NowItem item;
    item.set_kind("server");
    item.set_id("disk");
    item.set_title("This server takes no reports in");
    item.set_reason(refusal.reason +
                    " Agents keep what they measure and send it later; until then nothing new is judged, and no device is called silent.");
    item.set_priority("P1");
    item.set_severity("critical");
    item.set_state("open");
    item.set_since_unix_ms(refusal.since.unix_ms);
    item.set_evidence_at_unix_ms(now.unix_ms);
    return item;
}

// A device of the demonstration that no agent ever spoke for has none that could: it is no work for anybody.
// Nor is a workstation that somebody switched off: its own check speaks after days.
bool is_unwatched(const directory::DeviceCard& card, const directory::Vital& vital, const NowMatter& matter) {
    if (vital.health != directory::Health::Unknown || (card.demo && vital.agent_version.empty())) return false;
    if (card.device_class != "server" && vital.last_seen.is_set() && !vital.connected) return false;
    const Instant known =
        std::max({vital.observed_at, card.enrolled_at, matter.started_at}, [](Instant a, Instant b) { return a.unix_ms < b.unix_ms; });
    return matter.now - known >= unwatched_after;
}

v1::NowItem unwatched_item(const directory::DeviceCard& card, const directory::Vital& vital, const directory::Directory& directory) {
    const bool came = vital.last_seen.is_set();
    v1::NowItem item;
    item.set_kind("unwatched_device");
    item.set_id(card.id.text());
    item.set_client_id(card.client.text());
    item.set_client_name(directory.client_name(card.client));
    item.set_device_id(card.id.text());
    item.set_device_name(card.name);
    item.set_title("Nobody watches " + card.name);
    item.set_reason((vital.reason.empty() ? "Nothing is known of it" : vital.reason) +
                    ". A problem there would not be noticed. Look whether its agent runs and reaches this server.");
    item.set_severity("unknown");
    item.set_state("open");
    item.set_since_unix_ms(came ? vital.last_seen.unix_ms : card.enrolled_at.unix_ms);
    item.set_evidence_at_unix_ms(vital.observed_at.unix_ms);
    item.set_evidence_stale(true);
    return item;
}

// All devices are looked at once: counted, and those that nobody watches are kept. They are sorted last,
// because of a hundred thousand devices they are few.
void look_at_devices(NowPage& page, const NowMatter& matter, const directory::Directory& directory) {
    std::unordered_set<DeviceId> told;
    for (const Alert& alert : matter.alerts) told.insert(alert.device);
    struct Unwatched {
        directory::DeviceCard card;
        directory::Vital vital;
    };
    std::vector<Unwatched> found;
    for (auto& card : directory.devices()) {
        const bool theirs = matter.caller.scope.contains(card.client) && (matter.client.is_nil() || matter.client == card.client);
        if (card.retired || !theirs) continue;
        auto vital = directory.vital(card.id).value_or(directory::Vital{});
        ++page.devices_watched;
        if (vital.health == directory::Health::Unknown) ++page.devices_unknown;
        // While nothing is taken in, every device is unknown for the one reason that is told already.
        if (matter.refusal || told.contains(card.id) || !is_unwatched(card, vital, matter)) continue;
        found.push_back({std::move(card), std::move(vital)});
    }
    std::sort(found.begin(), found.end(), [](const Unwatched& a, const Unwatched& b) {
        return std::tuple(rank(a.card.criticality), std::string_view(a.card.name), a.card.id) <
               std::tuple(rank(b.card.criticality), std::string_view(b.card.name), b.card.id);
    });
    for (const auto& [card, vital] : found) page.items.push_back(unwatched_item(card, vital, directory));
}
}  // namespace

bool more_consequential(const Alert& a, const Alert& b) {
    const auto key = [](const Alert& alert) {
        return std::tuple(rank(alert.priority), rank(alert.criticality), alert.severity != "critical", alert.opened_at.unix_ms, alert.id);
    };
    return key(a) < key(b);
}

NowPage now_page(NowMatter matter, const directory::Directory& directory) {
    NowPage page;
    auto& items = page.items;
    if (matter.refusal && matter.caller.scope.all) items.push_back(server_item(*matter.refusal, matter.now));
    std::sort(matter.alerts.begin(), matter.alerts.end(), more_consequential);
    std::map<IncidentId, size_t> of_incident;
    for (const Alert& alert : matter.alerts) {
        const bool waits = alert.state == AlertState::Open || alert.state == AlertState::Acknowledged;
        if (!waits || alert.snoozed_until > matter.now) continue;
        if (const auto at = of_incident.find(alert.incident); !alert.incident.is_nil() && at != of_incident.end()) {
            v1::NowItem& item = items[at->second];
            item.set_alert_count(item.alert_count() + 1);
            if (alert.observed_at.unix_ms > item.evidence_at_unix_ms()) {
                item.set_evidence_at_unix_ms(alert.observed_at.unix_ms);
                item.set_evidence_stale(matter.stale.contains(alert.id));
            }
            continue;
        }
        if (!alert.incident.is_nil()) of_incident[alert.incident] = items.size();
        items.push_back(alert_item(alert, matter, directory));
    }
    look_at_devices(page, matter, directory);
    return page;
}

}  // namespace steward::alerting
