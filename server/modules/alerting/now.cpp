#include "server/modules/alerting/now.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace steward::alerting {

namespace {
// An unset criticality sorts after C4: nobody has said that it matters.
std::string rank(const std::string& code) { return code.empty() ? "~" : code; }
}  // namespace

bool more_consequential(const Alert& a, const Alert& b) {
    const auto key = [](const Alert& alert) {
        return std::tuple(rank(alert.priority), rank(alert.criticality), alert.severity != "critical", alert.opened_at.unix_ms, alert.id);
    };
    return key(a) < key(b);
}

std::vector<v1::NowItem> now_items(std::vector<Alert> alerts, const directory::Directory& directory, const Caller& caller, Instant now) {
    std::erase_if(alerts, [&](const Alert& alert) {
        return (alert.state != AlertState::Open && alert.state != AlertState::Acknowledged) || alert.snoozed_until > now;
    });
    std::sort(alerts.begin(), alerts.end(), more_consequential);
    std::vector<v1::NowItem> items;
    std::map<IncidentId, size_t> of_incident;
    for (const Alert& alert : alerts) {
        if (const auto at = of_incident.find(alert.incident); !alert.incident.is_nil() && at != of_incident.end()) {
            v1::NowItem& item = items[at->second];
            item.set_alert_count(item.alert_count() + 1);
            item.set_evidence_at_unix_ms(std::max<int64_t>(item.evidence_at_unix_ms(), alert.observed_at.unix_ms));
            continue;
        }
        if (!alert.incident.is_nil()) of_incident[alert.incident] = items.size();
        v1::NowItem& item = items.emplace_back();
        const auto card = directory.device(alert.device);
        item.set_kind("alert");
        item.set_id(alert.id.text());
        item.set_client_id(alert.client.text());
        item.set_client_name(directory.client_name(alert.client));
        item.set_device_id(alert.device.text());
        item.set_device_name(card ? card->name : "");
        item.set_title(alert.title);
        item.set_reason(alert.plain_text);
        item.set_priority(alert.priority);
        item.set_severity(alert.severity);
        item.set_state(std::string(to_text(alert.state)));
        item.set_since_unix_ms(alert.first_soft_at.is_set() ? alert.first_soft_at.unix_ms : alert.opened_at.unix_ms);
        item.set_evidence_at_unix_ms(alert.observed_at.unix_ms);
        if (!alert.incident.is_nil()) item.set_incident_id(alert.incident.text());
        item.set_ticket_id(alert.ticket_id);
        item.set_ticket_reference(alert.ticket_reference);
        item.set_owner(alert.acknowledged_by);
        item.set_alert_count(1);
        if (caller.may("alert.write")) {
            for (auto& action : allowed_actions(alert)) item.add_allowed_actions(std::move(action));
        }
    }
    return items;
}

}  // namespace steward::alerting
