// From alerts to tickets, by facts, on both databases.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class AlertTickets : public DeskStory {
protected:
    facts::v1::TicketWanted wanted(const AlertId& alert, const std::string& priority = "P3", const IncidentId& incident = {}) {
        facts::v1::TicketWanted fact;
        fact.set_client_id(harbour.text());
        fact.set_alert_id(alert.text());
        if (!incident.is_nil()) fact.set_incident_id(incident.text());
        fact.set_device_id(files.text());
        fact.set_priority(priority);
        fact.set_title("Volume / is 93 % full on files-1");
        fact.set_plain_text("The disk of a server is nearly full. Work may stop when it is full.");
        fact.set_notify(true);
        return fact;
    }
    void say_wanted(const facts::v1::TicketWanted& fact) { house.append(harbour, fact.alert_id(), fact); }
    void say_changed(const AlertId& alert, const std::string& from, const std::string& changed_to) {
        facts::v1::AlertChanged fact;
        fact.set_client_id(harbour.text());
        fact.set_alert_id(alert.text());
        fact.set_from(from);
        fact.set_to(changed_to);
        fact.set_by("Nora");
        house.append(harbour, alert.text(), fact);
    }
    AlertId alert() { return AlertId::make(house.clock.now(), ids); }
    IncidentId incident() { return IncidentId::make(house.clock.now(), ids); }
    SystemRng ids;
};
STEWARD_ON_EVERY_DATABASE(AlertTickets);

TEST_P(AlertTickets, open_once_for_an_alert_however_often_it_is_heard) {
    const auto disk = alert();
    say_wanted(wanted(disk, "P2"));
    say_wanted(wanted(disk, "P2"));
    house.reconcile();
    say_wanted(wanted(disk, "P2"));
    house.reconcile();
    house.restart();
    house.reconcile();
    const auto all = list(theo, "");
    ASSERT_EQ(all.total(), 1);
    const auto& ticket = all.tickets(0);
    EXPECT_EQ(ticket.title(), "Volume / is 93 % full on files-1");
    EXPECT_EQ(ticket.priority(), "P2");
    EXPECT_FALSE(ticket.priority_overridden()) << "impact and urgency agree with it";
    EXPECT_EQ(ticket.queue(), "alerts");
    EXPECT_EQ(ticket.source(), "alert");
    EXPECT_EQ(ticket.device_name(), "files-1");
    EXPECT_EQ(ticket.alert_state(), "open");
    const auto facts = house.facts<facts::v1::TicketCreated>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].alert_id(), disk.text());
    EXPECT_TRUE(facts[0].notify());
    EXPECT_EQ(open_tickets_of(harbour), 1);
}

TEST_P(AlertTickets, stay_open_when_the_condition_clears_and_say_when_it_did) {
    directory::v1::UpdateClientRequest move;
    move.set_client_id(harbour.text());
    move.set_zone("Europe/Zurich");
    house.must<directory::v1::Client>(house.owner(), "UpdateClient", move);
    const auto disk = alert();
    say_wanted(wanted(disk));
    house.reconcile();
    house.clock.set_wall(*parse_rfc3339("2026-11-24T15:10:00Z"));
    say_changed(disk, "open", "cleared");
    say_changed(disk, "open", "cleared");
    house.reconcile();
    const auto ticket = list(theo, "").tickets(0);
    EXPECT_EQ(ticket.state(), "new");
    EXPECT_EQ(ticket.alert_state(), "cleared");
    const auto lines = conversation(carla, ticket.ticket_id());
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[1].text(), "The condition cleared at Tue 24 Nov 2026 16:10 CET.") << "on the client's own clock";
    EXPECT_EQ(lines[1].kind(), "event");
    EXPECT_EQ(lines[1].author_kind(), "system");
    EXPECT_EQ(ticket.first_response_at_unix_ms(), 0) << "the system's words are no response";
}

TEST_P(AlertTickets, keep_who_took_the_alert_among_ourselves) {
    const auto disk = alert();
    say_wanted(wanted(disk));
    say_changed(disk, "open", "acknowledged");
    house.reconcile();
    const auto id = list(theo, "").tickets(0).ticket_id();
    EXPECT_EQ(conversation(carla, id).size(), 1u);
    EXPECT_EQ(conversation(theo, id).back().text(), "Nora took the alert.");
}

TEST_P(AlertTickets, of_one_incident_are_one_ticket_while_it_is_open) {
    const auto outage = incident();
    const auto first = alert(), second = alert(), third = alert();
    say_wanted(wanted(first, "P3", outage));
    say_wanted(wanted(second, "P1", outage));
    house.reconcile();
    auto all = list(theo, "");
    ASSERT_EQ(all.total(), 1);
    const auto id = all.tickets(0).ticket_id();
    EXPECT_EQ(all.tickets(0).priority(), "P1") << "the more urgent alert raises it";
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().size(), 1u);
    say_changed(second, "open", "cleared");
    house.reconcile();
    EXPECT_NE(conversation(theo, id).back().text().find("Volume / is 93 % full on files-1: The condition cleared"), std::string::npos);
    EXPECT_EQ(get(theo, id).alert_state(), "open") << "the one that opened it did not clear";
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(id, "cancelled"), "A planned restart"));
    say_wanted(wanted(third, "P3", outage));
    house.reconcile();
    EXPECT_EQ(list(theo, "").total(), 2) << "an ended ticket takes no more";
}

TEST_P(AlertTickets, do_not_lower_or_override_what_a_person_decided) {
    const auto outage = incident();
    say_wanted(wanted(alert(), "P3", outage));
    house.reconcile();
    v1::UpdateTicketRequest request;
    request.set_ticket_id(list(theo, "").tickets(0).ticket_id());
    request.set_priority("P4");
    request.set_priority_reason("A laboratory machine");
    house.must<v1::Ticket>(theo, "UpdateTicket", request);
    say_wanted(wanted(alert(), "P1", outage));
    house.reconcile();
    EXPECT_EQ(list(theo, "").tickets(0).priority(), "P4");
}

TEST_P(AlertTickets, are_not_held_up_by_a_fact_that_nobody_can_act_on) {
    auto broken = wanted(alert());
    broken.set_alert_id("not an id");
    say_wanted(broken);
    auto foreign = wanted(alert());
    foreign.set_client_id(ClientId::make(house.clock.now(), ids).text());
    say_wanted(foreign);
    auto nowhere = wanted(alert());
    nowhere.set_device_id(house.device(mill, "press-1").text());
    say_wanted(nowhere);
    say_wanted(wanted(alert(), "P9"));
    house.reconcile();
    const auto all = list(theo, "", "reference");
    ASSERT_EQ(all.total(), 2);
    EXPECT_EQ(all.tickets(0).device_name(), "") << "a device of another client is not named here";
    EXPECT_EQ(all.tickets(1).priority(), "P3") << "an unknown priority is taken as the usual one";
}

TEST_P(AlertTickets, of_many_alerts_are_all_opened_in_one_run) {
    for (int i = 0; i < 230; ++i) say_wanted(wanted(alert()));
    house.reconcile();
    EXPECT_EQ(list(theo, "").total(), 230);
    EXPECT_EQ(list(theo, "TIC-2026-000230").total(), 1);
}

}  // namespace
}  // namespace steward::helpdesk
