#include "server/modules/directory/device_fields.h"

#include "server/modules/directory/device_classes.h"
#include "server/modules/directory/device_list.h"

namespace steward::directory {

namespace {
enum DeviceField : size_t {
    field_status,
    field_health,
    field_kind,
    field_client,
    field_site,
    field_os,
    field_ip,
    field_name,
    field_hostname,
    field_cpu,
    field_memory,
    field_disk,
    field_seen,
    field_alerts,
    field_criticality,
    field_agent,
    field_connected,
    field_life,
    field_enrolled,
    field_maintenance,
    field_demo,
    field_client_id,
    field_site_id,
    field_person,
    field_person_id,
    field_id,
    field_free_text,
    field_count
};

using filter::Kind;
constexpr filter::Field fields_of_devices[field_count] = {
    {"status", "", Kind::Text},
    {"health", "", Kind::Text},  // the same, as the API calls it
    {"kind", "", Kind::Text},
    {"client", "", Kind::Text},
    {"site", "", Kind::Text},
    {"os", "", Kind::Text},
    {"ip", "", Kind::Text},
    {"name", "", Kind::Text},
    {"hostname", "", Kind::Text},
    {"cpu", "", Kind::Number},
    {"memory", "", Kind::Number},
    {"disk", "", Kind::Number},
    {"seen", "", Kind::Time},
    {"alerts", "", Kind::Number},
    {"criticality", "", Kind::Text},
    {"agent", "", Kind::Text},
    {"connected", "", Kind::Boolean},
    {"life", "", Kind::Text},
    {"enrolled", "", Kind::Time},
    {"maintenance", "", Kind::Boolean},
    {"demo", "", Kind::Boolean},
    {"client_id", "", Kind::Text},
    {"site_id", "", Kind::Text},
    {"person", "", Kind::Text},
    {"person_id", "", Kind::Text},
    {"id", "", Kind::Text},
    {"", "", Kind::Text},
};

filter::Cell number_cell(const std::optional<double>& value) { return value ? filter::Cell(*value) : filter::Cell(); }
filter::Cell time_cell(Instant at) { return at.is_set() ? filter::Cell(at.unix_ms) : filter::Cell(); }
filter::Cell text_cell(std::string_view text) { return text; }
}  // namespace

std::span<const filter::ClosedField> closed_device_fields() {
    static constexpr filter::ClosedField closed[] = {{"status", "ok warning critical unknown"},
                                                     {"health", "ok warning critical unknown"},
                                                     {"kind", device_classes},
                                                     {"criticality", "C1 C2 C3 C4"},
                                                     {"life", "active retired"}};
    return closed;
}

std::span<const filter::Field> device_fields() { return fields_of_devices; }
size_t free_text_field() { return field_free_text; }

filter::Cell device_cell(const DeviceEntry& entry, size_t field, Instant now) {
    switch (static_cast<DeviceField>(field)) {
        case field_status:
        case field_health:
            return health_text(entry.vital.health);
        case field_kind:
            return text_cell(entry.card.device_class);
        case field_client:
            return entry.search.part(SearchText::Client);
        case field_site:
            return entry.search.part(SearchText::Site);
        case field_os:
            return entry.search.part(SearchText::Os);
        case field_ip:
            return entry.search.part(SearchText::Address);
        case field_name:
            return entry.search.part(SearchText::Name);
        case field_hostname:
            return entry.search.part(SearchText::Hostname);
        case field_cpu:
            return number_cell(entry.vital.cpu_used_percent);
        case field_memory:
            return number_cell(entry.vital.memory_used_percent);
        case field_disk:
            return number_cell(entry.vital.disk_used_percent);
        case field_seen:
            return time_cell(entry.vital.last_seen);
        case field_alerts:
            return static_cast<double>(entry.open_alerts);
        case field_criticality:
            return text_cell(entry.card.criticality);
        case field_agent:
            return text_cell(entry.vital.agent_version);
        case field_connected:
            return entry.vital.connected;
        case field_life:
            return entry.card.retired ? std::string_view("retired") : std::string_view("active");
        case field_enrolled:
            return time_cell(entry.card.enrolled_at);
        case field_maintenance:
            return entry.maintenance_until > now;
        case field_demo:
            return entry.card.demo;
        case field_client_id:
            return entry.client ? text_cell(entry.client->id) : filter::Cell();
        case field_site_id:
            return entry.site ? text_cell(entry.site->id) : filter::Cell();
        case field_person:
            return entry.search.part(SearchText::Person);
        case field_person_id:
            return entry.person_id.empty() ? filter::Cell() : text_cell(entry.person_id);
        case field_id:
            return text_cell(entry.id);
        case field_free_text:
            return text_cell(entry.search.all);
        case field_count:
            break;
    }
    return {};
}

filter::Cell device_order_cell(const DeviceEntry& entry, size_t field, Instant now) {
    if (field != field_status && field != field_health) return device_cell(entry, field, now);
    switch (entry.vital.health) {
        case Health::Ok:
            return 0.0;
        case Health::Unknown:
            return 1.0;
        case Health::Warning:
            return 2.0;
        case Health::Critical:
            return 3.0;
    }
    return 1.0;
}

}  // namespace steward::directory
