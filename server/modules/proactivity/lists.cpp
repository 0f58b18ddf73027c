// The lists of the room: the filter language, pages by key, only the caller's clients.
#include "server/modules/proactivity/messages.h"
#include "server/modules/proactivity/service.h"
#include "server/platform/filter/filter.h"

namespace steward::proactivity {

namespace {
using filter::Kind;

constexpr filter::Field disturbance_fields[] = {{"state", "d.state"},
                                                {"verdict", "d.verdict"},
                                                {"derived", "d.derived_verdict"},
                                                {"original", "d.original_verdict"},
                                                {"exclusion", "d.exclusion"},
                                                {"detected_by", "d.detected_by"},
                                                {"check", "d.check_code"},
                                                {"client", "c.name"},
                                                {"client_id", "d.client_id"},
                                                {"device", "coalesce(v.name, '')"},
                                                {"device_id", "coalesce(d.device_id, '')"},
                                                {"reference", "d.reference"},
                                                {"title", "d.title"},
                                                {"incident", "coalesce(d.incident_id, '')"},
                                                {"ticket", "coalesce(d.ticket_id, '')"},
                                                {"code", "d.resolution_code"},
                                                {"started", "d.started_at", Kind::Time},
                                                {"detected", "d.detected_at", Kind::Time},
                                                {"acted", "d.acted_at", Kind::Time},
                                                {"reported", "d.reported_at", Kind::Time},
                                                {"restored", "d.restored_at", Kind::Time},
                                                {"resolved", "d.resolved_at", Kind::Time},
                                                {"reports", "d.report_count", Kind::Number}};
constexpr std::string_view disturbance_text[] = {"d.title", "d.reference", "c.name", "coalesce(v.name, '')"};
constexpr std::string_view disturbances_joined =
    " from proactivity_disturbances d join directory_v_clients c on c.id = d.client_id left join directory_v_devices v on v.id = "
    "d.device_id and v.client_id = d.client_id "
    "where true";

constexpr filter::Field report_fields[] = {{"state", "r.state"},
                                           {"client", "c.name"},
                                           {"client_id", "r.client_id"},
                                           {"channel", "r.channel"},
                                           {"ticket", "coalesce(r.ticket_id, '')"},
                                           {"reference", "r.ticket_reference"},
                                           {"device_id", "coalesce(r.device_id, '')"},
                                           {"disturbance", "coalesce(r.disturbance_id, '')"},
                                           {"proposed", "coalesce(r.proposed_id, '')"},
                                           {"received", "r.received_at", Kind::Time},
                                           {"entered", "r.entered_at", Kind::Time},
                                           {"contact", "r.contact"},  // these last are of ours alone, as in the answer (messages.cpp)
                                           {"linked_by", "r.linked_by"}};
constexpr std::string_view report_text[] = {"r.ticket_reference", "c.name", "r.body", "r.contact"};
constexpr size_t of_ours_alone = 2;  // the last so many of both

template <typename Item, size_t count>
constexpr std::span<const Item> seen_by(const Caller& caller, const Item (&items)[count]) {
    return {items, caller.client_side ? count - of_ours_alone : count};
}

constexpr std::string_view reports_joined =
    " from proactivity_reports r join directory_v_clients c on c.id = r.client_id left join proactivity_disturbances p on p.id = "
    "r.proposed_id where true";

constexpr filter::Field override_fields[] = {{"state", "o.state"},
                                             {"kind", "o.kind"},
                                             {"from", "o.from_verdict"},
                                             {"to", "o.to_verdict"},
                                             {"exclusion", "o.exclusion"},
                                             {"improves", "o.improves", Kind::Boolean},
                                             {"client", "c.name"},
                                             {"client_id", "o.client_id"},
                                             {"disturbance", "o.disturbance_id"},
                                             {"requested_by", "o.requested_by"},
                                             {"decided_by", "o.decided_by"},
                                             {"requested", "o.requested_at", Kind::Time},
                                             {"decided", "o.decided_at", Kind::Time}};
constexpr std::string_view override_text[] = {"o.reason", "d.title", "c.name", "o.requested_by"};
constexpr std::string_view overrides_joined =
    " from proactivity_overrides o join directory_v_clients c on c.id = o.client_id join proactivity_disturbances d on d.id = "
    "o.disturbance_id where true";

Result<filter::SqlPage> read_page(Call& call, filter::SqlList list, std::string_view client_column, const filter::Question& question) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    list.from += call.client_filter(client_column, parameters);
    return filter::read_list(*transaction, list, question, call.now(), std::move(parameters));
}

constexpr size_t report_column_count = 23, override_column_count = 20;
}  // namespace

Result<v1::ListDisturbancesResponse> Service::list_disturbances(Call& call, const v1::ListDisturbancesRequest& request) {
    const filter::SqlList list{
        std::string(disturbance_columns), std::string(disturbances_joined), disturbance_fields, disturbance_text, "d.id", "-started"};
    STEWARD_TRY(const auto page, read_page(call, list, "d.client_id", filter::question_of(request)));
    v1::ListDisturbancesResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_disturbances(), read_disturbance(row), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ListClientReportsResponse> Service::list_client_reports(Call& call, const v1::ListClientReportsRequest& request) {
    const filter::SqlList list{std::string(report_columns) + ", coalesce(p.title, '')",
                               std::string(reports_joined),
                               seen_by(call.caller(), report_fields),
                               seen_by(call.caller(), report_text),
                               "r.id",
                               "-received"};
    STEWARD_TRY(const auto page, read_page(call, list, "r.client_id", filter::question_of(request)));
    v1::ListClientReportsResponse answer;
    for (const auto& row : page.rows)
        fill(*answer.add_client_reports(), read_report(row), row.text(report_column_count), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ListVerdictOverridesResponse> Service::list_verdict_overrides(Call& call, const v1::ListVerdictOverridesRequest& request) {
    const filter::SqlList list{
        std::string(override_columns) + ", d.title", std::string(overrides_joined), override_fields, override_text, "o.id", "-requested"};
    STEWARD_TRY(const auto page, read_page(call, list, "o.client_id", filter::question_of(request)));
    v1::ListVerdictOverridesResponse answer;
    for (const auto& row : page.rows)
        fill(*answer.add_overrides(), read_override(row), row.text(override_column_count), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

}  // namespace steward::proactivity
