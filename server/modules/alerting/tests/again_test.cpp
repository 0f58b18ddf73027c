// Windows that follow each other, worsening inside one, and what comes back; on both databases.
#include "server/modules/alerting/facts.h"
#include "server/modules/alerting/tests/alert_desk.h"

namespace steward::alerting {
namespace {

using std::chrono::hours, std::chrono::minutes;

class AlertsAgain : public DeskOfAlerts {
protected:
    void window_of(const std::string& what, const std::string& id, Duration length) {
        v1::CreateMaintenanceWindowRequest request;
        request.set_client_id(harbour.text());
        if (what == "site") request.set_site_id(id);
        if (what == "device") request.set_device_id(id);
        request.set_ends_at_unix_ms((house.clock.now() + length).unix_ms);
        request.set_reason("A new switch in the rack");
        house.must<v1::MaintenanceWindow>(nora, "CreateMaintenanceWindow", request);
    }
    helpdesk::v1::Ticket move_ticket(const std::string& state) {
        helpdesk::v1::MoveTicketRequest move;
        move.set_ticket_id(tickets().tickets(0).ticket_id());
        move.set_state(state);
        move.set_category_id(testing_house::usual_category);
        move.set_resolution_code("fixed");
        move.set_resolution_text("Emptied the cache.");
        // Nobody asked for what an alert opened: the owner closes it.
        return house.must<helpdesk::v1::Ticket>(state == "closed" ? house.owner() : nora, "MoveTicket", move);
    }
    void finish_work() {
        for (const char* state : {"triaged", "in_progress", "resolved"}) move_ticket(state);
        act();
    }
    std::unique_ptr<live::Hub> hub = live::make_hub();
    SystemRng rng;
};
STEWARD_ON_EVERY_DATABASE(AlertsAgain);

TEST_P(AlertsAgain, of_p3_that_come_back_after_their_work_was_done_are_work_again) {
    raise({.priority = "P3"});
    finish_work();
    clear({});
    house.pass(minutes(20));
    raise({.priority = "P3"});
    EXPECT_EQ(alerts().total(), 2);
    ASSERT_EQ(tickets().total(), 1);
    EXPECT_EQ(tickets().tickets(0).state(), "in_progress");
    EXPECT_EQ(alerts("state:open").alerts(0).ticket_reference(), "TIC-2026-000001") << "the ticket stands beside the new alert";
    EXPECT_EQ(house.facts<facts::v1::TicketReopened>().size(), 1u);
}

TEST_P(AlertsAgain, after_their_ticket_was_closed_have_a_new_one_that_follows_it) {
    raise({.priority = "P3"});
    finish_work();
    move_ticket("closed");
    clear({});
    house.pass(minutes(5));
    raise({.priority = "P3"});
    ASSERT_EQ(tickets().total(), 2) << "also inside the re-open window, where it is the same alert";
    EXPECT_EQ(only_alert().ticket_reference(), "TIC-2026-000002");
}

TEST_P(AlertsAgain, whose_work_was_called_done_too_early_end_their_incident_when_the_condition_does) {
    raise({.severity = "critical", .priority = "P2"});
    finish_work();
    EXPECT_EQ(incidents().incidents(0).state(), "detected") << "done means read back";
    clear({});
    EXPECT_EQ(incidents().incidents(0).state(), "resolved");
}

TEST_P(AlertsAgain, of_a_warning_that_became_an_incident_end_it_with_the_ticket_of_the_warning) {
    raise({});
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(incidents().incidents(0).ticket_reference(), "TIC-2026-000001");
    clear({});
    finish_work();
    EXPECT_EQ(incidents().incidents(0).state(), "resolved");
}

TEST_P(AlertsAgain, whose_new_incident_joined_the_ticket_of_an_old_one_end_both_with_it) {
    raise({.severity = "critical", .priority = "P2"});
    clear({});
    house.pass(hours(30), hours(1));
    raise({.severity = "critical", .priority = "P2"});
    ASSERT_EQ(incidents().total(), 2) << "after a day it is another incident";
    ASSERT_EQ(tickets().total(), 1);
    for (const auto& incident : incidents().incidents()) EXPECT_EQ(incident.ticket_reference(), "TIC-2026-000001");
    clear({});
    finish_work();
    for (const auto& incident : incidents().incidents()) EXPECT_EQ(incident.state(), "resolved");
}

TEST_P(AlertsAgain, of_an_incident_that_becomes_more_urgent_make_it_more_urgent) {
    raise({.severity = "warning", .priority = "P2"});
    raise({.severity = "critical", .priority = "P1"});
    EXPECT_EQ(incidents().total(), 1);
    EXPECT_EQ(incidents().incidents(0).priority(), "P1");
}

TEST_P(AlertsAgain, that_worsen_inside_a_window_wake_nobody_until_after_it) {
    raise({});
    const auto told = house.facts<facts::v1::AlertOpened>().size();
    maintenance(minutes(0), minutes(60));
    raise({.severity = "critical", .priority = "P2"});
    EXPECT_EQ(only_alert().state(), "suppressed");
    EXPECT_EQ(incidents().total(), 0);
    EXPECT_EQ(house.facts<facts::v1::AlertOpened>().size(), told);
    house.pass(minutes(76));
    EXPECT_EQ(only_alert().state(), "open");
    EXPECT_EQ(incidents().total(), 1);
}

TEST_P(AlertsAgain, that_one_window_held_are_held_by_the_next_one) {
    maintenance(minutes(0), minutes(60));
    raise({.priority = "P3"});
    const auto second = maintenance(minutes(50), minutes(120));
    house.pass(minutes(80), minutes(5));
    EXPECT_EQ(only_alert().state(), "suppressed");
    EXPECT_EQ(only_alert().suppressed_by(), second.maintenance_window_id());
    house.pass(minutes(95), minutes(5));
    EXPECT_EQ(only_alert().state(), "suppressed") << "a quarter of an hour after the end of the last";
    house.pass(minutes(15), minutes(5));
    EXPECT_EQ(only_alert().state(), "open");
}

TEST_P(AlertsAgain, are_held_by_a_window_of_their_device_or_their_site_and_by_no_other) {
    const auto yard = house.site(harbour, "Yard");
    directory::v1::UpdateDeviceRequest stands;
    stands.set_device_id(files.text());
    stands.set_site_id(yard.text());
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", stands);
    const auto office = house.device(harbour, "office-1");
    window_of("site", yard.text(), hours(2));
    raise({.priority = "P3"});
    raise({.priority = "P3", .device = office});
    EXPECT_EQ(alerts("device:files-1").alerts(0).state(), "suppressed");
    EXPECT_EQ(alerts("device:office-1").alerts(0).state(), "open");
    window_of("device", office.text(), hours(2));
    raise({.check = "S04", .item = "", .priority = "P3", .device = office});
    EXPECT_EQ(alerts("device:office-1 check:S04").alerts(0).state(), "suppressed");
    EXPECT_EQ(tickets().total(), 1);
}

TEST_P(AlertsAgain, cannot_be_held_by_a_window_that_is_over) {
    const auto window = maintenance(minutes(0), minutes(30));
    EXPECT_EQ(window.allowed_actions_size(), 1);
    v1::EndMaintenanceWindowRequest end;
    end.set_maintenance_window_id(window.maintenance_window_id());
    EXPECT_EQ(house.must<v1::MaintenanceWindow>(nora, "EndMaintenanceWindow", end).allowed_actions_size(), 0);
    EXPECT_EQ(house.call<v1::MaintenanceWindow>(nora, "EndMaintenanceWindow", end).error().code, "alerting.window_over");
    v1::ListMaintenanceWindowsRequest list;
    list.set_order_by("-ends");
    EXPECT_EQ(house.must<v1::ListMaintenanceWindowsResponse>(nora, "ListMaintenanceWindows", list).total(), 1);
}

TEST_P(AlertsAgain, are_not_held_up_by_a_fact_that_cannot_even_be_read) {
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into journal_facts (number, at, kind, client_id, subject, body) "
                                "select max(number) + 1, 0, 'steward.facts.v1.ConditionRaised', null, 'broken', $1 from journal_facts",
                                Bytes{0xff, 0xff}));
        return {};
    });
    ASSERT_TRUE(done) << done.error().cause;
    Pipeline pipeline(house.directory(), *hub, rng);
    const auto consumed = consume_facts(house.database, pipeline, house.clock.now());
    ASSERT_FALSE(consumed);
    EXPECT_EQ(consumed.error().code, "alerting.bad_fact") << "the log hears of it";
    raise({});
    EXPECT_EQ(only_alert().state(), "open");
}

TEST_P(AlertsAgain, of_an_item_that_was_taken_away_end_with_it) {
    raise({.priority = "P3"});
    clear({}, "gone");
    EXPECT_EQ(only_alert().state(), "closed");
    EXPECT_EQ(only_alert().closed_reason(), "decommissioned");
}

}  // namespace
}  // namespace steward::alerting
