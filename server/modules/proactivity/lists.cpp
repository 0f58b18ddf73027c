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
    "d.device_id "
    "where true";

constexpr filter::Field report_fields[] = {{"state", "r.state"},
                                           {"client", "c.name"},
                                           {"client_id", "r.client_id"},
                                           {"channel", "r.channel"},
                                           {"contact", "r.contact"},
                                           {"ticket", "coalesce(r.ticket_id, '')"},
                                           {"reference", "r.ticket_reference"},
                                           {"device_id", "coalesce(r.device_id, '')"},
                                           {"disturbance", "coalesce(r.disturbance_id, '')"},
                                           {"proposed", "coalesce(r.proposed_id, '')"},
                                           {"linked_by", "r.linked_by"},
                                           {"received", "r.received_at", Kind::Time},
                                           {"entered", "r.entered_at", Kind::Time}};
constexpr std::string_view report_text[] = {"r.body", "r.contact", "r.ticket_reference", "c.name"};
constexpr std::string_view reports_joined =
    " from proactivity_reports r join directory_v_clients c on c.id = r.client_id left join proactivity_disturbances p on p.id = "
    "r.proposed_id where true";

constexpr filter::Field override_fields[] = {{"state", "o.state"},
                                             {"kind", "o.kind"},
                                             {"from", "o.from_verdict"},
                                             {"to", "o.to_verdict"},
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

struct RoomShape {
    std::string columns;
    std::string_view joined, client_column, id_column, default_order;
    std::span<const filter::Field> fields;
    std::span<const std::string_view> text;
};

struct RoomPage {
    std::vector<storage::Row> rows;
    std::string next_page_token;
    int32_t total = 0;
};

// Total of all that match, then one page of it.
template <typename Request>
Result<RoomPage> read_page(Call& call, const RoomShape& shape, const Request& request) {
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string where = std::string(shape.joined) + call.client_filter(shape.client_column, parameters);
    STEWARD_TRY(const auto condition, filter::to_sql(terms, shape.fields, shape.text, call.now(), parameters));
    where += condition;
    RoomPage answer;
    STEWARD_TRY(const auto counted, transaction->run("select count(*)" + where, parameters));
    answer.total = static_cast<int32_t>(counted.front().integer(0));
    STEWARD_TRY(const auto page, filter::page(request.order_by(), shape.default_order, request.page_size(), request.page_token(),
                                              shape.fields, shape.id_column, parameters));
    STEWARD_TRY(
        answer.rows,
        transaction->run("select " + shape.columns + page.key_columns + where + page.where + page.order_by + page.limit, parameters));
    answer.next_page_token = filter::next_page_token(page, answer.rows);
    return answer;
}

constexpr size_t report_column_count = 23, override_column_count = 19;
}  // namespace

Result<v1::ListDisturbancesResponse> Service::list_disturbances(Call& call, const v1::ListDisturbancesRequest& request) {
    const RoomShape shape{
        std::string(disturbance_columns), disturbances_joined, "d.client_id", "d.id", "-started", disturbance_fields, disturbance_text};
    STEWARD_TRY(const auto page, read_page(call, shape, request));
    v1::ListDisturbancesResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_disturbances(), read_disturbance(row), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ListClientReportsResponse> Service::list_client_reports(Call& call, const v1::ListClientReportsRequest& request) {
    const RoomShape shape{std::string(report_columns) + ", coalesce(p.title, '')",
                          reports_joined,
                          "r.client_id",
                          "r.id",
                          "-received",
                          report_fields,
                          report_text};
    STEWARD_TRY(const auto page, read_page(call, shape, request));
    v1::ListClientReportsResponse answer;
    for (const auto& row : page.rows)
        fill(*answer.add_client_reports(), read_report(row), row.text(report_column_count), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ListVerdictOverridesResponse> Service::list_verdict_overrides(Call& call, const v1::ListVerdictOverridesRequest& request) {
    const RoomShape shape{
        std::string(override_columns) + ", d.title", overrides_joined, "o.client_id", "o.id", "-requested", override_fields, override_text};
    STEWARD_TRY(const auto page, read_page(call, shape, request));
    v1::ListVerdictOverridesResponse answer;
    for (const auto& row : page.rows)
        fill(*answer.add_overrides(), read_override(row), row.text(override_column_count), directory_, call.caller());
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

}  // namespace steward::proactivity
