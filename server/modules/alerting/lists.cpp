// The lists of the room: the filter language, pages by key, only the caller's clients.
#include "server/modules/alerting/evidence.h"
#include "server/modules/alerting/messages.h"
#include "server/modules/alerting/service.h"
#include "server/platform/filter/closed.h"

namespace steward::alerting {

namespace {
using filter::Kind;

constexpr filter::Field alert_fields[] = {{"state", "a.state"},
                                          {"severity", "a.severity"},
                                          {"priority", "a.priority"},
                                          {"check", "a.check_code"},
                                          {"item", "a.item"},
                                          {"title", "a.title"},
                                          {"client", "c.name"},
                                          {"device", "d.name"},
                                          {"device_id", "a.device_id"},
                                          {"client_id", "a.client_id"},
                                          {"incident", "a.incident_id"},
                                          {"by", "a.acknowledged_by"},
                                          {"opened", "a.opened_at", Kind::Time},
                                          {"cleared", "a.cleared_at", Kind::Time},
                                          {"observed", "a.observed_at", Kind::Time},
                                          {"value", "a.last_value", Kind::Number},
                                          {"occurrences", "a.occurrences", Kind::Number},
                                          {"ticket", "a.ticket_reference"}};
constexpr filter::ClosedField closed_alert_fields[] = {
    {"state", "open suppressed acknowledged cleared closed"}, {"severity", "warning critical"}, {"priority", "P1 P2 P3 P4"}};
constexpr std::string_view alert_text[] = {"a.title", "a.item", "a.check_code", "c.name", "d.name"};

constexpr filter::Field incident_fields[] = {{"state", "a.state"},
                                             {"priority", "a.priority"},
                                             {"title", "a.title"},
                                             {"client", "c.name"},
                                             {"device", "d.name"},
                                             {"reference", "a.reference"},
                                             {"client_id", "a.client_id"},
                                             {"device_id", "a.device_id"},
                                             {"detected", "a.detected_at", Kind::Time},
                                             {"mitigated", "a.mitigated_at", Kind::Time},
                                             {"restored", "a.restored_at", Kind::Time}};
constexpr filter::ClosedField closed_incident_fields[] = {{"state", "detected acknowledged mitigated restored resolved discarded"},
                                                          {"priority", "P1 P2 P3 P4"}};
constexpr std::string_view incident_text[] = {"a.title", "a.reference", "c.name", "d.name"};

constexpr filter::Field window_fields[] = {{"state", "a.state"},
                                           {"client", "c.name"},
                                           {"client_id", "a.client_id"},
                                           {"device_id", "a.device_id"},
                                           {"starts", "a.starts_at", Kind::Time},
                                           {"ends", "a.ends_at", Kind::Time},
                                           {"reason", "a.reason"}};
constexpr std::string_view window_text[] = {"a.reason", "c.name"};

std::string with_prefix(std::string_view columns) {
    std::string text = "a.";
    for (size_t i = 0; i < columns.size(); ++i) {
        text += columns[i];
        if (columns[i] == ' ' && i > 0 && columns[i - 1] == ',') text += "a.";
    }
    return text;
}

Result<filter::SqlPage> read_page(Call& call, filter::SqlList list, const filter::Question& question) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    list.from += call.client_filter("a.client_id", parameters);
    return filter::read_list(*transaction, list, question, call.now(), std::move(parameters));
}
}  // namespace

Result<v1::ListAlertsResponse> Service::list_alerts(Call& call, const v1::ListAlertsRequest& request) {
    STEWARD_CHECK(filter::only_known_values(request.filter(), closed_alert_fields));
    STEWARD_TRY(const auto listing,
                read_page(call,
                          {.columns = with_prefix(alert_columns()),
                           .from = " from alerting_alerts a join directory_v_clients c on c.id = a.client_id left join "
                                   "directory_v_devices d on d.id = a.device_id and d.client_id = a.client_id where true",
                           .fields = alert_fields,
                           .text = alert_text,
                           .id_column = "a.id",
                           .default_order = "-opened"},
                          filter::question_of(request)));
    v1::ListAlertsResponse response;
    for (const auto& row : listing.rows) {
        Alert alert = alert_from_row(row);
        const bool is_stale = freshen(alert, monitoring_, call.now());
        v1::Alert& message = *response.add_alerts();
        fill(message, alert, directory_, call.caller());
        message.set_evidence_stale(is_stale);
    }
    response.set_next_page_token(listing.next_page_token);
    response.set_total(listing.total);
    return response;
}

Result<v1::ListIncidentsResponse> Service::list_incidents(Call& call, const v1::ListIncidentsRequest& request) {
    STEWARD_CHECK(filter::only_known_values(request.filter(), closed_incident_fields));
    STEWARD_TRY(const auto listing,
                read_page(call,
                          {.columns = with_prefix(incident_columns()),
                           .from = " from alerting_incidents a join directory_v_clients c on c.id = a.client_id left "
                                   "join directory_v_devices d on d.id = a.device_id and d.client_id = a.client_id where true",
                           .fields = incident_fields,
                           .text = incident_text,
                           .id_column = "a.id",
                           .default_order = "-detected"},
                          filter::question_of(request)));
    v1::ListIncidentsResponse response;
    for (const auto& row : listing.rows) fill(*response.add_incidents(), incident_from_row(row), directory_, call.caller(), call.now());
    response.set_next_page_token(listing.next_page_token);
    response.set_total(listing.total);
    return response;
}

Result<v1::ListMaintenanceWindowsResponse> Service::list_maintenance_windows(Call& call, const v1::ListMaintenanceWindowsRequest& request) {
    STEWARD_TRY(const auto listing,
                read_page(call,
                          {.columns = with_prefix(window_columns()),
                           .from = " from alerting_windows a join directory_v_clients c on c.id = a.client_id where true",
                           .fields = window_fields,
                           .text = window_text,
                           .id_column = "a.id",
                           .default_order = "-starts"},
                          filter::question_of(request)));
    v1::ListMaintenanceWindowsResponse response;
    for (const auto& row : listing.rows)
        fill(*response.add_maintenance_windows(), window_from_row(row), directory_, call.caller(), call.now());
    response.set_total(listing.total);
    response.set_next_page_token(listing.next_page_token);
    return response;
}

}  // namespace steward::alerting
