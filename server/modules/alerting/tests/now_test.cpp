// What the page of now says beside alerts, and how old it says its evidence is; on both databases.
#include "server/modules/alerting/service.h"
#include "server/modules/alerting/tests/alert_desk.h"
#include "server/modules/monitoring/monitoring.h"

namespace steward::alerting {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

/// Monitoring as far as this room asks it: what the story measured.
class Measured final : public assembly::Module, public monitoring::Monitoring {
public:
    explicit Measured(assembly::Context& context) {
        context.offer<monitoring::Monitoring>(*this);
        newest = this;
    }
    monitoring::Numbers numbers() const override { return {}; }
    std::optional<monitoring::Evidence> evidence(DeviceId, std::string_view, std::string_view, Instant) const override { return seen; }
    std::optional<monitoring::Refusal> refusal() const override { return refused; }
    void refuse_reports(std::string reason, Instant now) override { refused = monitoring::Refusal{now, std::move(reason)}; }

    std::optional<monitoring::Evidence> seen;
    std::optional<monitoring::Refusal> refused;
    static inline Measured* newest = nullptr;
};
std::unique_ptr<assembly::Module> make_measured(assembly::Context& context) { return std::make_unique<Measured>(context); }

class NowPage : public testing_house::Story {
protected:
    NowPage() : Story({"journal", "access", "directory", "alerting"}, {directory::make_module, make_measured, make_module}) {
        harbour = house.client("Harbour");
        files = house.device(harbour, "files-1");
    }
    void note(directory::Health health, const std::string& reason = "") {
        house.directory().note_vital(
            files, {.health = health, .reason = reason, .observed_at = house.clock.now(), .last_seen = house.clock.now()});
    }
    void raise() {
        facts::v1::ConditionRaised fact;
        fact.set_client_id(harbour.text());
        fact.set_device_id(files.text());
        fact.set_fingerprint("f");
        fact.set_check("S01");
        fact.set_item("/");
        fact.set_severity("warning");
        fact.set_priority("P4");
        fact.set_title("Volume / is 81 % full");
        fact.set_value(81);
        fact.set_observed_at_unix_ms(house.clock.now().unix_ms);
        house.append(harbour, "f", fact);
        house.reconcile();
    }
    v1::ListNowResponse now(const Caller& caller, int page_size = 0, const std::string& token = "", ClientId client = {}) {
        v1::ListNowRequest request;
        request.set_page_size(page_size);
        request.set_page_token(token);
        if (!client.is_nil()) request.set_client_id(client.text());
        return house.must<v1::ListNowResponse>(caller, "ListNow", request);
    }
    ClientId harbour;
    DeviceId files;
};
STEWARD_ON_EVERY_DATABASE(NowPage);

TEST_P(NowPage, names_a_device_that_nobody_watches) {
    EXPECT_EQ(now(house.owner()).total(), 0) << "it has just come, and this server has just started";
    house.pass(minutes(6));
    const auto items = now(house.owner());
    ASSERT_EQ(items.total(), 1);
    EXPECT_EQ(items.items(0).kind(), "unwatched_device");
    EXPECT_EQ(items.items(0).id(), files.text());
    EXPECT_EQ(items.items(0).title(), "Nobody watches files-1");
    EXPECT_TRUE(items.items(0).evidence_stale());
    EXPECT_EQ(items.devices_unknown(), 1);
    EXPECT_EQ(now(house.technician({house.client("Mill")})).total(), 0) << "not to others";
    note(directory::Health::Ok);
    EXPECT_EQ(now(house.owner()).total(), 0);
    note(directory::Health::Unknown, "No report for 6 minutes");
    house.pass(minutes(6));
    EXPECT_EQ(now(house.owner()).items(0).reason().substr(0, 24), "No report for 6 minutes.");
    raise();
    const auto told = now(house.owner());
    ASSERT_EQ(told.total(), 1) << "an alert speaks of it already";
    EXPECT_EQ(told.items(0).kind(), "alert");
}

TEST_P(NowPage, leaves_a_workstation_that_is_off_in_peace) {
    directory::v1::UpdateDeviceRequest request;
    request.set_device_id(files.text());
    request.set_device_class("workstation");
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", request);
    house.pass(minutes(6));
    EXPECT_EQ(now(house.owner()).total(), 1) << "one that never came is told of";
    note(directory::Health::Unknown, "No report for 6 minutes");
    house.pass(minutes(60));
    EXPECT_EQ(now(house.owner()).total(), 0);
}

TEST_P(NowPage, says_that_the_server_is_full_instead_of_calling_every_device_silent) {
    house.pass(minutes(6));
    Measured::newest->refuse_reports("The disk is 91 % full.", house.clock.now());
    const auto items = now(house.owner());
    ASSERT_EQ(items.total(), 1);
    EXPECT_EQ(items.items(0).kind(), "server");
    EXPECT_NE(items.items(0).reason().find("91 % full"), std::string::npos);
    EXPECT_EQ(now(house.technician({harbour})).total(), 0) << "the server is no client's matter";
}

TEST_P(NowPage, shows_the_age_and_the_value_of_the_newest_measurement) {
    note(directory::Health::Warning);
    raise();
    house.pass(minutes(10));
    Measured::newest->seen = monitoring::Evidence{.value = 84.2, .observed_at = house.clock.now() - seconds(20)};
    EXPECT_EQ(now(house.owner()).items(0).evidence_at_unix_ms(), (house.clock.now() - seconds(20)).unix_ms);
    const auto alerts = house.must<v1::ListAlertsResponse>(house.owner(), "ListAlerts", v1::ListAlertsRequest{});
    ASSERT_EQ(alerts.total(), 1);
    EXPECT_EQ(alerts.alerts(0).last_value(), 84.2);
    EXPECT_EQ(alerts.alerts(0).value(), 81) << "what it was when it opened stays";
    EXPECT_FALSE(alerts.alerts(0).evidence_stale());
    Measured::newest->seen->stale = true;
    v1::GetAlertRequest request;
    request.set_alert_id(alerts.alerts(0).alert_id());
    EXPECT_TRUE(house.must<v1::Alert>(house.owner(), "GetAlert", request).evidence_stale());
    EXPECT_TRUE(now(house.owner()).items(0).evidence_stale());
}

TEST_P(NowPage, comes_in_pages_and_for_one_client) {
    const auto mill = house.client("Mill");
    house.device(mill, "press-1");
    house.pass(minutes(6));
    const auto first = now(house.owner(), 1);
    EXPECT_EQ(first.total(), 2);
    ASSERT_EQ(first.items_size(), 1);
    const auto second = now(house.owner(), 1, first.next_page_token());
    ASSERT_EQ(second.items_size(), 1);
    EXPECT_NE(first.items(0).id(), second.items(0).id());
    EXPECT_EQ(second.next_page_token(), "");
    EXPECT_EQ(now(house.owner(), 0, "", mill).total(), 1);
    EXPECT_EQ(now(house.owner(), 0, "", mill).devices_watched(), 1);
    v1::ListNowRequest broken;
    broken.set_page_token("next");
    EXPECT_EQ(house.call<v1::ListNowResponse>(house.owner(), "ListNow", broken).error().fields.at(0).pointer, "/page_token");
}

TEST_P(NowPage, is_filtered_in_the_words_of_every_list_and_stays_in_its_order) {
    house.device(house.client("Mill"), "press-1");
    raise();
    house.pass(minutes(6));
    const auto found = [&](const std::string& filter) {
        v1::ListNowRequest request;
        request.set_filter(filter);
        const auto answer = house.call<v1::ListNowResponse>(house.owner(), "ListNow", request);
        if (!answer) return answer.error().code;
        std::string text = std::to_string(answer->total());
        for (const auto& item : answer->items()) text += " " + item.kind() + " " + item.device_name();
        return text;
    };
    EXPECT_EQ(found("kind:unwatched_device client:mill"), "1 unwatched_device press-1");
    EXPECT_EQ(found("priority:P4 volume"), "1 alert files-1");
    EXPECT_EQ(found("since<1m priority:P4"), "0");
    EXPECT_EQ(found("colour:red"), "filter.unknown_key");
}

TEST_P(NowPage, a_window_that_began_meanwhile_is_not_cancelled_by_mistake) {
    v1::CreateMaintenanceWindowRequest request;
    request.set_client_id(harbour.text());
    request.set_starts_at_unix_ms((house.clock.now() + minutes(5)).unix_ms);
    request.set_ends_at_unix_ms((house.clock.now() + hours(1)).unix_ms);
    request.set_reason("Replacing the power supply");
    const auto seen = house.must<v1::MaintenanceWindow>(house.owner(), "CreateMaintenanceWindow", request);
    EXPECT_EQ(seen.state(), "announced");
    house.pass(minutes(6));
    v1::EndMaintenanceWindowRequest end;
    end.set_maintenance_window_id(seen.maintenance_window_id());
    const auto refused = house.call<v1::MaintenanceWindow>(house.owner(), "EndMaintenanceWindow", end, seen.etag());
    EXPECT_EQ(refused.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(house.must<v1::MaintenanceWindow>(house.owner(), "EndMaintenanceWindow", end).state(), "completed");
    EXPECT_EQ(house.call<v1::MaintenanceWindow>(house.owner(), "EndMaintenanceWindow", end).error().code, "alerting.window_over");
}

// Asked without the dispatcher, which looks for the client of an id first: the room does not rely on it.
TEST_P(NowPage, what_does_not_exist_is_not_found_by_the_room_itself) {
    SystemRng rng;
    const auto hub = live::make_hub();
    Pipeline pipeline(house.directory(), *hub, rng);
    Service service(pipeline, house.directory(), nullptr, rng, house.clock.now());
    Call call(house.database, house.owner(), house.clock.now(), true);
    v1::GetAlertRequest alert;
    alert.set_alert_id(AlertId::make(house.clock.now(), rng).text());
    EXPECT_EQ(service.get_alert(call, alert).error().code, "alerting.alert_not_found");
    v1::GetIncidentRequest incident;
    incident.set_incident_id(IncidentId::make(house.clock.now(), rng).text());
    EXPECT_EQ(service.get_incident(call, incident).error().code, "alerting.incident_not_found");
    v1::EndMaintenanceWindowRequest window;
    window.set_maintenance_window_id(MaintenanceWindowId::make(house.clock.now(), rng).text());
    EXPECT_EQ(service.end_maintenance_window(call, window).error().code, "alerting.window_not_found");
}

}  // namespace
}  // namespace steward::alerting
