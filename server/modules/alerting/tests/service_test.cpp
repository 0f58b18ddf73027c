// What a person does with an alert, and what waits for one now; on both databases.
#include "server/modules/alerting/tests/alert_desk.h"
#include "server/platform/access/roles.h"

namespace steward::alerting {
namespace {

using std::chrono::hours, std::chrono::minutes;

class AlertDesk : public DeskOfAlerts {
protected:
    AlertDesk() { raise({.severity = "critical", .priority = "P2"}); }
    Result<v1::Alert> snooze(Duration time, const std::string& reason = "The part arrives on Monday", const std::string& id = "") {
        v1::SnoozeAlertRequest request;
        request.set_alert_id(id.empty() ? only_alert().alert_id() : id);
        request.set_until_unix_ms((house.clock.now() + time).unix_ms);
        request.set_reason(reason);
        return house.call<v1::Alert>(nora, "SnoozeAlert", request);
    }
    void dismiss(const std::string& id) {
        v1::CloseAlertRequest request;
        request.set_alert_id(id);
        request.set_reason("tuned");
        request.set_note("The nightly build may do that");
        house.must<v1::Alert>(nora, "CloseAlert", request);
    }
    std::string maintenance_of(DeviceId device) {
        directory::v1::GetDeviceRequest request;
        request.set_device_id(device.text());
        return house.must<directory::v1::Device>(house.owner(), "GetDevice", request).maintenance_until();
    }
    void move_device(DeviceId device, ClientId to) {
        directory::v1::MoveDeviceRequest request;
        request.set_device_id(device.text());
        request.set_client_id(to.text());
        house.must<directory::v1::Device>(house.owner(), "MoveDevice", request);
        act();
    }
    v1::ListNowResponse now(const Caller& caller) { return house.must<v1::ListNowResponse>(caller, "ListNow", v1::ListNowRequest{}); }
};
STEWARD_ON_EVERY_DATABASE(AlertDesk);

TEST_P(AlertDesk, takes_an_alert_and_its_incident_and_says_who) {
    const auto taken = acknowledge(only_alert().alert_id());
    EXPECT_EQ(taken.state(), "acknowledged");
    EXPECT_EQ(taken.acknowledged_by(), "Nora");
    EXPECT_EQ(taken.events(taken.events_size() - 1).kind(), "acknowledged");
    EXPECT_EQ(incidents().incidents(0).state(), "acknowledged");
    v1::AcknowledgeAlertRequest again;
    again.set_alert_id(taken.alert_id());
    EXPECT_EQ(house.call<v1::Alert>(nora, "AcknowledgeAlert", again).error().code, "alerting.not_open");
    v1::UnacknowledgeAlertRequest back;
    back.set_alert_id(taken.alert_id());
    EXPECT_EQ(house.must<v1::Alert>(nora, "UnacknowledgeAlert", back).state(), "open");
}

TEST_P(AlertDesk, refuses_who_looked_at_an_older_version) {
    const auto before = only_alert();
    acknowledge(before.alert_id());
    v1::CloseAlertRequest request;
    request.set_alert_id(before.alert_id());
    request.set_reason("false_alarm");
    request.set_note("A test of the alarm");
    const auto refused = house.call<v1::Alert>(nora, "CloseAlert", request, before.etag());
    EXPECT_EQ(refused.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(refused.error().code, "alerting.changed_meanwhile");
}

TEST_P(AlertDesk, keeps_quiet_until_the_time_it_was_told_and_speaks_once_then) {
    ASSERT_TRUE(snooze(hours(2)));
    const auto told = house.facts<facts::v1::AlertOpened>().size();
    raise({.severity = "critical", .priority = "P2"});
    house.pass(hours(1), minutes(10));
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), told);
    house.pass(hours(2), minutes(10));
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), told + 1) << "still there when the time came";
    EXPECT_EQ(tickets().total(), 1);
    EXPECT_EQ(only_alert().snoozed_until_unix_ms(), 0);
}

TEST_P(AlertDesk, snoozes_neither_for_ever_nor_without_a_reason) {
    EXPECT_EQ(snooze(hours(24 * 31)).error().fields.at(0).pointer, "/until_unix_ms");
    EXPECT_EQ(snooze(hours(-1)).error().fields.at(0).pointer, "/until_unix_ms");
    EXPECT_EQ(snooze(hours(1), "later").error().fields.at(0).pointer, "/reason");
}

TEST_P(AlertDesk, mutes_for_more_than_a_day_only_whoever_showed_the_second_factor_just_now) {
    nora.factor_at = house.clock.now() - minutes(6);
    EXPECT_EQ(snooze(hours(25)).error().code, "access.step_up_needed");
    EXPECT_EQ(only_alert().snoozed_until_unix_ms(), 0);
    EXPECT_TRUE(snooze(hours(24))) << "a day is everyday work";
    v1::CreateMaintenanceWindowRequest window;
    window.set_client_id(harbour.text());
    window.set_reason("The rack is moved to the new building");
    window.set_ends_at_unix_ms((house.clock.now() + hours(25)).unix_ms);
    EXPECT_EQ(house.call<v1::MaintenanceWindow>(nora, "CreateMaintenanceWindow", window).error().code, "access.step_up_needed");
    nora.factor_at = house.clock.now() - minutes(5);
    EXPECT_TRUE(snooze(hours(25)));
    EXPECT_TRUE(house.call<v1::MaintenanceWindow>(nora, "CreateMaintenanceWindow", window));
    nora.kind = PrincipalKind::Token;
    EXPECT_EQ(snooze(hours(26)).error().code, "access.step_up_needed") << "a token shows no factor";
}

TEST_P(AlertDesk, closes_a_false_alarm_with_a_note_and_a_new_one_may_come) {
    v1::CloseAlertRequest request;
    request.set_alert_id(only_alert().alert_id());
    request.set_reason("false_alarm");
    request.set_note("The volume is a snapshot");
    EXPECT_EQ(house.must<v1::Alert>(nora, "CloseAlert", request).closed_reason(), "false_alarm");
    EXPECT_EQ(open_alerts_of_client(), 0);
    raise({.severity = "critical", .priority = "P2"});
    house.restart();
    raise({});
    EXPECT_EQ(alerts().total(), 1) << "the same condition said again, as after a restart, is no new one";
    EXPECT_EQ(incidents().incidents(0).state(), "discarded") << "nothing was disturbed";
    clear({});
    raise({});
    EXPECT_EQ(alerts().total(), 2);
}

TEST_P(AlertDesk, dismisses_a_warning_and_hears_of_it_when_it_becomes_critical) {
    raise({.check = "S04", .item = ""});
    dismiss(alerts("check:S04").alerts(0).alert_id());
    raise({.check = "S04", .item = ""});
    EXPECT_EQ(alerts("check:S04 state:open").total(), 0);
    raise({.check = "S04", .item = "", .severity = "critical", .priority = "P3"});
    EXPECT_EQ(alerts("check:S04 state:open").total(), 1);
}

TEST_P(AlertDesk, hears_of_a_warning_that_it_dismissed_again_once_the_worse_that_followed_is_over) {
    raise({.check = "S04", .item = ""});
    dismiss(alerts("check:S04").alerts(0).alert_id());
    raise({.check = "S04", .item = "", .severity = "critical", .priority = "P3"});
    clear({.check = "S04", .item = ""});
    house.pass(hours(24 * 14), hours(24));
    raise({.check = "S04", .item = ""});
    EXPECT_EQ(alerts("check:S04 state:open").total(), 1) << "the condition was away: this is a new one";
}

TEST_P(AlertDesk, hears_of_what_it_dismissed_on_a_device_that_left_and_came_back) {
    raise({.check = "S04", .item = ""});
    dismiss(alerts("check:S04").alerts(0).alert_id());
    facts::v1::DeviceMoved moved;
    moved.set_from_client_id(harbour.text());
    moved.set_to_client_id(house.client("Mill").text());
    moved.set_device_id(files.text());
    house.append(harbour, files.text(), moved);
    act();
    raise({.check = "S04", .item = ""});
    EXPECT_EQ(alerts("check:S04 state:open").total(), 1);
}

TEST_P(AlertDesk, that_silenced_a_warning_hears_of_the_critical_state_at_once) {
    clear({}, "gone");
    raise({.check = "S04", .item = "", .priority = "P4"});
    ASSERT_TRUE(snooze(hours(24), "The part arrives on Monday", alerts("check:S04").alerts(0).alert_id()));
    EXPECT_EQ(now(nora).total(), 0);
    raise({.check = "S04", .item = "", .severity = "critical", .priority = "P2"});
    ASSERT_EQ(now(nora).total(), 1);
    EXPECT_EQ(now(nora).items(0).severity(), "critical");
    EXPECT_TRUE(house.facts<facts::v1::TicketWanted>().back().notify());
}

TEST_P(AlertDesk, shows_what_needs_a_person_the_most_consequential_first) {
    raise({.check = "S04", .item = "", .priority = "P4"});
    const auto items = now(nora);
    ASSERT_GE(items.items_size(), 2);
    EXPECT_EQ(items.items(0).priority(), "P2");
    EXPECT_EQ(items.items(1).priority(), "P4");
    EXPECT_EQ(items.judged_at_unix_ms(), house.clock.now().unix_ms);
    EXPECT_EQ(items.items(0).evidence_at_unix_ms(), house.clock.now().unix_ms);
    EXPECT_FALSE(items.items(0).reason().empty());
}

TEST_P(AlertDesk, refuses_filters_that_no_alert_or_incident_can_match) {
    v1::ListAlertsRequest alerts;
    v1::ListIncidentsRequest incidents;
    for (const char* filter : {"state:banana", "priority:P9", "severity:awful"}) {
        alerts.set_filter(filter);
        EXPECT_EQ(house.call<v1::ListAlertsResponse>(nora, "ListAlerts", alerts).error().code, "filter.value") << filter;
    }
    incidents.set_filter("state:open");
    EXPECT_EQ(house.call<v1::ListIncidentsResponse>(nora, "ListIncidents", incidents).error().code, "filter.value");
    incidents.set_filter("state:detected,acknowledged priority:p*");
    EXPECT_TRUE(house.call<v1::ListIncidentsResponse>(nora, "ListIncidents", incidents));
}

TEST_P(AlertDesk, shows_nothing_of_another_client) {
    const auto mill = house.client("Mill");
    const auto stranger = house.technician({mill});
    EXPECT_EQ(now(stranger).total(), 0);
    EXPECT_EQ(house.must<v1::ListAlertsResponse>(stranger, "ListAlerts", v1::ListAlertsRequest{}).total(), 0);
    EXPECT_EQ(house.must<v1::ListIncidentsResponse>(stranger, "ListIncidents", v1::ListIncidentsRequest{}).total(), 0);
    v1::GetAlertRequest get;
    get.set_alert_id(only_alert().alert_id());
    EXPECT_EQ(house.call<v1::Alert>(stranger, "GetAlert", get).error().kind, ErrorKind::NotFound);
    v1::AcknowledgeAlertRequest take;
    take.set_alert_id(only_alert().alert_id());
    EXPECT_EQ(house.call<v1::Alert>(stranger, "AcknowledgeAlert", take).error().kind, ErrorKind::NotFound);
}

TEST_P(AlertDesk, gives_a_window_only_to_devices_of_its_client) {
    const auto mill = house.client("Mill");
    v1::CreateMaintenanceWindowRequest request;
    request.set_client_id(harbour.text());
    request.set_device_id(house.device(mill, "press-1").text());
    request.set_ends_at_unix_ms((house.clock.now() + hours(1)).unix_ms);
    request.set_reason("Replacing the power supply");
    const auto refused = house.call<v1::MaintenanceWindow>(house.owner(), "CreateMaintenanceWindow", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "storage.foreign_key") << "the dispatcher says it in words; the database holds it in any case";
}

TEST_P(AlertDesk, shows_a_device_as_in_maintenance_while_its_window_lasts) {
    maintenance(minutes(10), minutes(60));
    const auto ends = to_rfc3339(house.clock.now() + minutes(70));
    EXPECT_EQ(maintenance_of(files), "");
    house.pass(minutes(11));
    EXPECT_EQ(maintenance_of(files), ends);
    house.pass(minutes(60));
    EXPECT_EQ(maintenance_of(files), "");
}

TEST_P(AlertDesk, shows_the_maintenance_that_is_left_when_one_of_two_windows_ends_and_after_a_restart) {
    maintenance(minutes(0), minutes(240));
    const auto ends = to_rfc3339(house.clock.now() + minutes(240));
    v1::CreateMaintenanceWindowRequest inside;
    inside.set_client_id(harbour.text());
    inside.set_device_id(files.text());
    inside.set_ends_at_unix_ms((house.clock.now() + minutes(30)).unix_ms);
    inside.set_reason("Replacing the power supply");
    house.must<v1::MaintenanceWindow>(nora, "CreateMaintenanceWindow", inside);
    EXPECT_EQ(maintenance_of(files), ends);
    house.pass(minutes(31));
    EXPECT_EQ(maintenance_of(files), ends) << "its own window is over, that of the whole client is not";
    house.restart();
    EXPECT_EQ(maintenance_of(files), ends);
}

TEST_P(AlertDesk, shows_devices_that_come_during_a_window_as_in_maintenance_and_those_that_leave_no_longer) {
    const auto mill = house.client("Mill");
    const auto press = house.device(mill, "press-1");
    maintenance(minutes(0), minutes(240));
    const auto ends = to_rfc3339(house.clock.now() + minutes(240));
    house.pass(minutes(1));
    const auto fresh = house.device(harbour, "fresh-1");
    move_device(press, harbour);
    move_device(files, mill);
    house.pass(minutes(1));
    EXPECT_EQ(maintenance_of(fresh), ends);
    EXPECT_EQ(maintenance_of(press), ends);
    EXPECT_EQ(maintenance_of(files), "");
}

TEST_P(AlertDesk, does_not_learn_what_a_device_that_left_is_called_now) {
    maintenance(minutes(30), minutes(60));
    const auto mill = house.client("Mill");
    move_device(files, mill);
    directory::v1::UpdateDeviceRequest rename;
    rename.set_device_id(files.text());
    rename.set_name("payroll-of-the-mill");
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", rename);
    EXPECT_EQ(only_alert().device_name(), "");
    EXPECT_EQ(incidents().incidents(0).device_name(), "");
    EXPECT_EQ(alerts("payroll-of-the-mill").total(), 0);
    EXPECT_EQ(alerts("device:payroll-of-the-mill").total(), 0);
    v1::ListIncidentsRequest request;
    request.set_filter("device:payroll-of-the-mill");
    EXPECT_EQ(house.must<v1::ListIncidentsResponse>(nora, "ListIncidents", request).total(), 0);
}

TEST_P(AlertDesk, says_when_people_can_work_again_and_how_many_could_not) {
    nora.roles = {"TEC"};
    nora.permissions = access::find_role("TEC")->permissions;
    const std::string id = incidents().incidents(0).incident_id();
    const auto mitigate = [&](const Caller& who, Instant at) {
        v1::MitigateIncidentRequest request;
        request.set_incident_id(id);
        request.set_at_unix_ms(at.unix_ms);
        return house.call<v1::Incident>(who, "MitigateIncident", request);
    };
    const Instant began{incidents().incidents(0).started_at_unix_ms()};
    EXPECT_EQ(mitigate(nora, {}).error().code, "alerting.not_taken");
    acknowledge(only_alert().alert_id());
    house.pass(minutes(56), minutes(1));
    EXPECT_EQ(mitigate(nora, house.clock.now() + minutes(1)).error().fields[0].pointer, "/at_unix_ms");
    EXPECT_EQ(mitigate(nora, began - minutes(1)).error().fields[0].pointer, "/at_unix_ms");
    const auto works = mitigate(nora, began + minutes(60));
    ASSERT_TRUE(works);
    EXPECT_EQ(works->state(), "mitigated");
    EXPECT_EQ(works->mitigated_by(), "Nora");
    EXPECT_EQ(works->minutes_of_impact(), 60);
    EXPECT_FALSE(works->users_known());
    EXPECT_EQ(mitigate(nora, {}).error().code, "alerting.incident_over");

    v1::EstimateImpactRequest request;
    request.set_incident_id(id);
    request.set_users_affected(12);
    request.set_cost_minor(120'000);
    EXPECT_EQ(house.call<v1::Incident>(nora, "EstimateImpact", request).error().fields[0].pointer, "/cost_currency");
    request.set_cost_currency("CHF");
    const auto estimated = house.must<v1::Incident>(nora, "EstimateImpact", request);
    EXPECT_EQ(estimated.user_minutes(), 720);
    house.pass(minutes(30), minutes(5));
    EXPECT_EQ(incidents().incidents(0).minutes_of_impact(), 60) << "it stands still since then";
    clear({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(incidents().incidents(0).state(), "restored");
    EXPECT_EQ(incidents().incidents(0).minutes_of_impact(), 60);
    // What comes back within the day is the same incident: its impact goes on.
    house.pass(minutes(30), minutes(5));
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(incidents().incidents(0).mitigated_at_unix_ms(), 0);
    house.pass(minutes(10), minutes(5));
    EXPECT_EQ(incidents().incidents(0).minutes_of_impact(), 70);
}

TEST_P(AlertDesk, tells_a_client_of_the_impact_and_only_who_decides_of_the_cost) {
    const std::string id = incidents().incidents(0).incident_id();
    v1::EstimateImpactRequest request;
    request.set_incident_id(id);
    request.set_users_affected(3);
    request.set_cost_minor(50'000);
    request.set_cost_currency("EUR");
    house.must<v1::Incident>(house.owner(), "EstimateImpact", request);
    v1::GetIncidentRequest get;
    get.set_incident_id(id);
    for (const auto& [role, sees] : {std::pair("CDM", true), std::pair("CRO", true), std::pair("CUS", false)}) {
        Caller theirs = house.client_person(harbour);
        theirs.roles = {role};
        theirs.permissions = access::find_role(role)->permissions;
        theirs.permissions.insert("alert.read");
        const auto shown = house.must<v1::Incident>(theirs, "GetIncident", get);
        EXPECT_EQ(shown.users_affected(), 3) << role;
        EXPECT_EQ(shown.cost_minor() > 0, sees) << role;
        EXPECT_EQ(house.call<v1::Incident>(theirs, "EstimateImpact", request).error().kind, ErrorKind::Forbidden) << role;
    }
    Caller operator_of_alerts = nora;
    operator_of_alerts.permissions = access::find_role("NOC")->permissions;
    EXPECT_EQ(house.call<v1::Incident>(operator_of_alerts, "EstimateImpact", request).error().kind, ErrorKind::Forbidden);
}

}  // namespace
}  // namespace steward::alerting
