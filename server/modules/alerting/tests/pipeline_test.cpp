// From conditions to alerts, incidents and wanted tickets, on both databases.
#include "server/modules/alerting/tests/alert_desk.h"

namespace steward::alerting {
namespace {

using std::chrono::minutes, std::chrono::seconds;

class Alerts : public DeskOfAlerts {};
STEWARD_ON_EVERY_DATABASE(Alerts);

TEST_P(Alerts, of_one_condition_are_one_alert_however_often_it_is_said) {
    raise({});
    raise({});
    house.restart();
    raise({});
    EXPECT_EQ(only_alert().state(), "open");
    EXPECT_EQ(only_alert().device_name(), "files-1");
    EXPECT_EQ(only_alert().criticality(), "C2");
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), 1u);
    EXPECT_EQ(tickets().total(), 1);
    EXPECT_EQ(open_alerts_of_client(), 1);
    raise({.item = "/home"});
    EXPECT_EQ(alerts().total(), 2) << "another volume is another condition";
}

TEST_P(Alerts, of_p4_get_a_ticket_without_notice_p3_one_with_and_neither_an_incident) {
    raise({.priority = "P4"});
    raise({.check = "S04", .item = "", .priority = "P3"});
    const auto wanted = house.facts<facts::v1::TicketWanted>();
    ASSERT_EQ(wanted.size(), 2u);
    EXPECT_FALSE(wanted[0].notify());
    EXPECT_TRUE(wanted[1].notify());
    EXPECT_EQ(incidents().total(), 0);
    EXPECT_EQ(tickets().total(), 2);
}

TEST_P(Alerts, of_p1_and_p2_are_incidents_with_a_running_number_and_a_ticket) {
    raise({.severity = "critical", .priority = "P2"});
    const auto all = incidents();
    ASSERT_EQ(all.total(), 1);
    EXPECT_EQ(all.incidents(0).state(), "detected");
    EXPECT_EQ(all.incidents(0).detected_by(), "monitoring");
    EXPECT_EQ(all.incidents(0).started_at_unix_ms(), house.clock.now().unix_ms - 600'000)
        << "it began when it was first seen, not when it was sure";
    EXPECT_EQ(only_alert().incident_id(), all.incidents(0).incident_id());
    EXPECT_EQ(only_alert().ticket_reference(), "TIC-2026-000001") << "the ticket is shown beside the alert";
    EXPECT_EQ(all.incidents(0).ticket_reference(), "TIC-2026-000001");
}

TEST_P(Alerts, that_recover_close_themselves_and_never_their_ticket) {
    raise({.severity = "critical", .priority = "P2"});
    house.pass(minutes(30));
    clear({});
    EXPECT_EQ(only_alert().state(), "cleared");
    EXPECT_EQ(incidents().incidents(0).state(), "restored");
    EXPECT_EQ(open_alerts_of_client(), 0);
    house.pass(minutes(14));
    EXPECT_EQ(only_alert().state(), "cleared");
    house.pass(minutes(1));
    EXPECT_EQ(only_alert().state(), "closed");
    EXPECT_EQ(only_alert().closed_reason(), "recovered");
    ASSERT_EQ(tickets().total(), 1);
    EXPECT_EQ(tickets().tickets(0).state(), "new") << "a person ends a ticket";
}

TEST_P(Alerts, that_come_back_within_a_quarter_of_an_hour_are_the_same_later_another) {
    raise({.severity = "critical", .priority = "P2"});
    clear({});
    house.pass(minutes(10));
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(only_alert().state(), "open");
    EXPECT_EQ(only_alert().occurrences(), 2);
    EXPECT_EQ(incidents().total(), 1);
    EXPECT_EQ(incidents().incidents(0).state(), "detected") << "not restored after all";
    clear({});
    house.pass(minutes(20));
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(alerts().total(), 2);
    EXPECT_EQ(incidents().total(), 1) << "within a day it is the same incident again";
    EXPECT_EQ(tickets().total(), 1);
}

TEST_P(Alerts, stay_when_the_evidence_only_became_stale) {
    raise({});
    clear({}, "stale");
    EXPECT_EQ(only_alert().state(), "open") << "nobody saw it go away";
}

TEST_P(Alerts, of_a_warning_that_became_critical_are_told_again_and_become_an_incident) {
    raise({});
    acknowledge(only_alert().alert_id());
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(only_alert().state(), "open") << "who took a warning did not take this";
    EXPECT_EQ(only_alert().priority(), "P2");
    EXPECT_EQ(incidents().total(), 1);
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), 2u);
    EXPECT_EQ(tickets().total(), 1) << "the ticket that is open takes it";
    EXPECT_EQ(tickets().tickets(0).priority(), "P2") << "and becomes as urgent";
}

TEST_P(Alerts, of_a_device_whose_collector_is_silent_are_held_back_until_it_speaks_again) {
    raise({.check = "A01", .item = "", .severity = "critical", .priority = "P2"});
    raise({.check = "S12", .item = "web", .severity = "critical", .priority = "P2"});
    EXPECT_EQ(alerts("check:S12").alerts(0).state(), "suppressed");
    EXPECT_EQ(alerts("check:S12").alerts(0).suppressed_rule(), "R6");
    EXPECT_EQ(tickets().total(), 1) << "one ticket for the silence, none for what hides behind it";
    clear({.check = "A01", .item = ""});
    house.pass(minutes(2));
    EXPECT_EQ(alerts("check:S12").alerts(0).state(), "suppressed") << "it settles for three minutes";
    house.pass(seconds(70), seconds(35));
    EXPECT_EQ(alerts("check:S12").alerts(0).state(), "open");
    EXPECT_EQ(tickets().total(), 2);
}

TEST_P(Alerts, behind_a_silent_collector_that_are_good_when_it_speaks_again_bother_nobody) {
    raise({.check = "A01", .item = "", .severity = "critical", .priority = "P2"});
    raise({.check = "S12", .item = "web", .severity = "critical", .priority = "P2"});
    clear({.check = "A01", .item = ""});
    clear({.check = "S12", .item = "web"});
    house.pass(minutes(10));
    EXPECT_EQ(alerts("check:S12").alerts(0).state(), "closed");
    EXPECT_EQ(tickets().total(), 1);
}

TEST_P(Alerts, during_maintenance_are_recorded_and_told_a_quarter_of_an_hour_after_it) {
    const auto window = maintenance(minutes(0), minutes(60));
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(only_alert().state(), "suppressed");
    EXPECT_EQ(only_alert().suppressed_rule(), "R7");
    EXPECT_EQ(only_alert().suppressed_by(), window.maintenance_window_id());
    house.pass(minutes(74));
    EXPECT_EQ(only_alert().state(), "suppressed");
    EXPECT_EQ(tickets().total(), 0);
    house.pass(minutes(1));
    EXPECT_EQ(only_alert().state(), "open");
    EXPECT_EQ(only_alert().suppressed_by(), window.maintenance_window_id()) << "with the link to what held it";
    EXPECT_EQ(incidents().total(), 1);
    EXPECT_EQ(tickets().total(), 1);
}

TEST_P(Alerts, before_an_announced_window_are_told_as_usual) {
    maintenance(minutes(30), minutes(60));
    raise({});
    EXPECT_EQ(only_alert().state(), "open");
}

TEST_P(Alerts, of_a_window_that_was_ended_early_settle_from_its_real_end) {
    const auto window = maintenance(minutes(0), minutes(240));
    raise({});
    house.pass(minutes(10));
    v1::EndMaintenanceWindowRequest end;
    end.set_maintenance_window_id(window.maintenance_window_id());
    EXPECT_EQ(house.must<v1::MaintenanceWindow>(nora, "EndMaintenanceWindow", end).state(), "completed");
    house.pass(minutes(14));
    EXPECT_EQ(only_alert().state(), "suppressed");
    house.pass(minutes(1));
    EXPECT_EQ(only_alert().state(), "open");
}

TEST_P(Alerts, end_with_their_device) {
    raise({.severity = "critical", .priority = "P2"});
    raise({.item = "/home"});
    clear({.item = "/home"});
    facts::v1::DeviceRetired retired;
    retired.set_client_id(harbour.text());
    retired.set_device_id(files.text());
    house.append(harbour, files.text(), retired);
    act();
    const auto closed = alerts("state:closed");
    for (const auto& alert : closed.alerts()) EXPECT_EQ(alert.closed_reason(), "decommissioned") << alert.title();
    EXPECT_EQ(closed.total(), 2);
    EXPECT_EQ(incidents().incidents(0).state(), "restored");
}

TEST_P(Alerts, are_not_held_up_by_a_fact_that_nobody_can_act_on) {
    facts::v1::ConditionRaised broken;
    broken.set_client_id("nobody");
    house.append(harbour, "broken", broken);
    house.expects_success = false;  // the log hears of both
    facts::v1::ConditionRaised foreign;
    SystemRng rng;
    foreign.set_client_id(ClientId::make(house.clock.now(), rng).text());
    foreign.set_device_id(files.text());
    foreign.set_fingerprint("foreign");
    foreign.set_severity("warning");
    house.append(harbour, "foreign", foreign);
    raise({});
    EXPECT_EQ(only_alert().state(), "open");
}

TEST_P(Alerts, whose_incident_was_restored_end_it_with_their_ticket) {
    raise({.severity = "critical", .priority = "P2"});
    clear({});
    for (const char* state : {"triaged", "in_progress", "resolved"}) {
        helpdesk::v1::MoveTicketRequest move;
        move.set_ticket_id(tickets().tickets(0).ticket_id());
        move.set_state(state);
        move.set_category_id(testing_house::usual_category);
        move.set_resolution_code("fixed");
        move.set_resolution_text("Emptied the cache.");
        house.must<helpdesk::v1::Ticket>(nora, "MoveTicket", move);
    }
    act();
    EXPECT_EQ(incidents().incidents(0).state(), "resolved");
}

}  // namespace
}  // namespace steward::alerting
