#include "server/modules/proactivity/tests/watch_story.h"

#include "server/platform/access/roles.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::services {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::proactivity {

namespace {
// Monitoring as these stories need it: a prediction that stands as long as it is told to.
class StandingPrediction final : public monitoring::Monitoring {
public:
    monitoring::Numbers numbers() const override { return {}; }
    std::optional<monitoring::Evidence> evidence(DeviceId, std::string_view, std::string_view, Instant now) const override {
        return monitoring::Evidence{.value = 14, .observed_at = now, .stale = false};
    }
    std::optional<monitoring::Refusal> refusal() const override { return std::nullopt; }
    void refuse_reports(std::string, Instant) override {}
};

class PredictionModule final : public assembly::Module {
public:
    explicit PredictionModule(assembly::Context& context) { context.offer<monitoring::Monitoring>(standing_); }

private:
    StandingPrediction standing_;
};

std::unique_ptr<assembly::Module> make_prediction(assembly::Context& context) { return std::make_unique<PredictionModule>(context); }
}  // namespace

Instant story_time(const std::string& clock) { return parse_rfc3339("2026-11-17T" + clock + "Z").value_or(Instant{}); }

WatchStory::WatchStory()
    : Story({"journal", "access", "directory", "services", "alerting", "service_levels", "helpdesk", "proactivity"},
            {directory::make_module, services::make_module, make_prediction, alerting::make_module, helpdesk::make_module, make_module}) {
    house.clock.set_wall(story_time("10:00:00"));
    lindqvist = house.client("Lindqvist & Rowe");
    other = house.client("Harbour");
    office = house.site(lindqvist, "Office");
    switch_2 = house.device(lindqvist, "sw-02");
    files = house.device(lindqvist, "files-1");
    theo = person("Theo Technician", "TEC");
    theo.roles.insert("DSP");  // merges tickets
    sven = person("Sven Manager", "SVM");
    carla = person("Carla Client", "CRO");
    carla.client_side = true;
}

Caller WatchStory::person(const std::string& name, const std::string& role) {
    SystemRng rng;
    Caller caller = house.technician({lindqvist});
    caller.account = AccountId::make(house.clock.now(), rng);
    caller.name = name;
    caller.roles = {role};
    caller.permissions = access::find_role(role)->permissions;
    return caller;
}

void WatchStory::to(Instant moment) {
    ASSERT_GE(moment, house.clock.now());
    house.pass(moment - house.clock.now(), std::chrono::hours(6));
}

void WatchStory::fault(DeviceId device, Instant since, const std::string& check, const std::string& title, const std::string& priority,
                       double value) {
    facts::v1::ConditionRaised fact;
    fact.set_client_id(lindqvist.text());
    fact.set_device_id(device.text());
    fact.set_fingerprint(lindqvist.text() + device.text() + check);
    fact.set_check(check);
    fact.set_severity("critical");
    fact.set_priority(priority);
    fact.set_value(value);
    fact.set_since_unix_ms(since.unix_ms);
    fact.set_observed_at_unix_ms(house.clock.now().unix_ms);
    fact.set_title(title);
    fact.set_plain_text(title + ". Nobody behind it can work.");
    house.append(lindqvist, device.text(), fact);
    house.reconcile();
    house.reconcile();
}

void WatchStory::recovers(DeviceId device, const std::string& check) {
    facts::v1::ConditionCleared fact;
    fact.set_client_id(lindqvist.text());
    fact.set_device_id(device.text());
    fact.set_fingerprint(lindqvist.text() + device.text() + check);
    fact.set_observed_at_unix_ms(house.clock.now().unix_ms);
    fact.set_reason("recovered");
    house.append(lindqvist, device.text(), fact);
    house.reconcile();
    house.reconcile();
}

std::string WatchStory::service(const std::string& name, DeviceId device, const std::string& needed) {
    services::v1::CreateServiceRequest request;
    request.set_client_id(lindqvist.text());
    request.set_name(name);
    const auto needs = [&](const std::string& kind, const std::string& id) {
        if (id.empty()) return;
        request.add_needs()->set_kind(kind);
        request.mutable_needs()->rbegin()->set_id(id);
    };
    needs("device", device.is_nil() ? "" : device.text());
    needs("service", needed);
    return house.must<services::v1::ClientService>(sven, "CreateService", request).service_id();
}

std::string WatchStory::call_in(const std::string& title, DeviceId device, const std::string& source, const std::string& service) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(lindqvist.text());
    request.set_title(title);
    request.set_source(source);
    if (!device.is_nil()) request.set_device_id(device.text());
    request.set_service_id(service);
    const auto ticket = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request);
    house.reconcile();
    return ticket.ticket_id();
}

void WatchStory::take_alert() {
    alerting::v1::ListAlertsRequest list;
    list.set_filter("state:open");
    const auto alerts = house.must<alerting::v1::ListAlertsResponse>(theo, "ListAlerts", list);
    ASSERT_GT(alerts.alerts_size(), 0);
    alerting::v1::AcknowledgeAlertRequest request;
    request.set_alert_id(alerts.alerts(0).alert_id());
    house.must<alerting::v1::Alert>(theo, "AcknowledgeAlert", request);
    house.reconcile();
}

void WatchStory::work_on(const std::string& ticket) {
    for (const auto* state : {"triaged", "in_progress"}) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
    }
    house.reconcile();
}

Result<helpdesk::v1::Ticket> WatchStory::try_resolve(const std::string& ticket, const std::string& code) {
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(ticket);
    request.set_state("resolved");
    request.set_resolution_code(code);
    request.set_resolution_text("Put right.");
    auto answer = house.call<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
    house.reconcile();
    house.reconcile();
    return answer;
}

void WatchStory::resolve(const std::string& ticket, const std::string& code) {
    work_on(ticket);
    const auto answer = try_resolve(ticket, code);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
}

std::string WatchStory::alert_ticket() {
    helpdesk::v1::ListTicketsRequest request;
    request.set_filter("source:alert");
    const auto tickets = house.must<helpdesk::v1::ListTicketsResponse>(theo, "ListTickets", request);
    EXPECT_EQ(tickets.tickets_size(), 1);
    return tickets.tickets_size() == 0 ? "" : tickets.tickets(0).ticket_id();
}

std::vector<v1::Disturbance> WatchStory::disturbances(const std::string& filter) {
    v1::ListDisturbancesRequest request;
    request.set_filter(filter);
    request.set_order_by("started");
    const auto answer = house.must<v1::ListDisturbancesResponse>(theo, "ListDisturbances", request);
    return {answer.disturbances().begin(), answer.disturbances().end()};
}

v1::Disturbance WatchStory::only_disturbance() {
    const auto all = disturbances();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? v1::Disturbance{} : look(all.front().disturbance_id());
}

v1::Disturbance WatchStory::look(const std::string& id) {
    v1::GetDisturbanceRequest request;
    request.set_disturbance_id(id);
    return house.must<v1::Disturbance>(theo, "GetDisturbance", request);
}

v1::ClientReport WatchStory::report_of(const std::string& ticket) {
    v1::ListClientReportsRequest request;
    request.set_filter("ticket:" + ticket);
    const auto answer = house.must<v1::ListClientReportsResponse>(theo, "ListClientReports", request);
    EXPECT_EQ(answer.client_reports_size(), 1);
    return answer.client_reports_size() == 0 ? v1::ClientReport{} : answer.client_reports(0);
}

v1::Proactivity WatchStory::figures(const Caller& caller) {
    v1::GetProactivityRequest request;
    request.set_client_id(lindqvist.text());
    request.set_from_unix_ms(parse_rfc3339("2026-11-01T00:00:00Z")->unix_ms);
    request.set_until_unix_ms(parse_rfc3339("2026-12-01T00:00:00Z")->unix_ms);
    return house.must<v1::Proactivity>(caller, "GetProactivity", request);
}

int WatchStory::times_told(const std::string& ticket) {
    helpdesk::v1::ListMessagesRequest request;
    request.set_ticket_id(ticket);
    int times = 0;
    const auto answer = house.must<helpdesk::v1::ListMessagesResponse>(theo, "ListMessages", request);
    for (const auto& message : answer.messages())
        times += !message.internal() && message.text().starts_with("This is known and being worked on");
    return times;
}

Result<v1::ClientReport> WatchStory::confirm(const std::string& report) {
    v1::ConfirmClientReportRequest request;
    request.set_report_id(report);
    return house.call<v1::ClientReport>(theo, "ConfirmClientReport", request);
}

Result<v1::ClientReport> WatchStory::reject(const std::string& report) {
    v1::RejectClientReportRequest request;
    request.set_report_id(report);
    return house.call<v1::ClientReport>(theo, "RejectClientReport", request);
}

Result<v1::ClientReport> WatchStory::relink(const Caller& caller, const std::string& report, const std::string& target) {
    v1::RelinkClientReportRequest request;
    request.set_report_id(report);
    request.set_disturbance_id(target);
    request.set_reason("She spoke of the printer, not of the switch.");
    return house.call<v1::ClientReport>(caller, "RelinkClientReport", request);
}

Result<v1::VerdictOverride> WatchStory::ask_for(const Caller& caller, const std::string& disturbance, const std::string& verdict) {
    v1::RequestVerdictOverrideRequest request;
    request.set_disturbance_id(disturbance);
    request.set_verdict(verdict);
    request.set_reason("The telephone system's clock was wrong.");
    return house.call<v1::VerdictOverride>(caller, "RequestVerdictOverride", request);
}

Result<v1::VerdictOverride> WatchStory::approve(const Caller& caller, const std::string& id) {
    v1::ApproveVerdictOverrideRequest request;
    request.set_override_id(id);
    return house.call<v1::VerdictOverride>(caller, "ApproveVerdictOverride", request);
}

}  // namespace steward::proactivity
