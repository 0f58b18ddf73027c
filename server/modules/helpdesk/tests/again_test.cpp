// What comes back after its ticket had ended, on both databases (domain/model.md 5.11).
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

using std::chrono::days;

class ComesBack : public DeskStory {
protected:
    void wanted(const AlertId& alert, const std::string& priority = "P3", const std::string& fingerprint = "files-1/S01//data") {
        facts::v1::TicketWanted fact;
        fact.set_client_id(harbour.text());
        fact.set_alert_id(alert.text());
        fact.set_device_id(files.text());
        fact.set_priority(priority);
        fact.set_title("Volume /data is 93 % full on files-1");
        fact.set_plain_text("What writes there stops when it is full.");
        fact.set_fingerprint(fingerprint);
        fact.set_notify(priority != "P4");
        house.append(harbour, alert.text(), fact);
        house.reconcile();
    }
    AlertId alert() { return AlertId::make(house.clock.now(), ids); }
    v1::Ticket newest() { return list(theo, "", "-reference").tickets(0); }
    void work_done() {
        const auto id = newest().ticket_id();
        move(id, "triaged");
        move(id, "in_progress");
        resolve(id);
    }
    void work_done_again() { resolve(newest().ticket_id()); }
    SystemRng ids;
};
STEWARD_ON_EVERY_DATABASE(ComesBack);

TEST_P(ComesBack, while_its_ticket_is_open_joins_it) {
    wanted(alert());
    house.clock.advance(days(3));
    const auto second = alert();
    wanted(second, "P2");
    const auto all = list(theo, "");
    ASSERT_EQ(all.total(), 1);
    EXPECT_EQ(all.tickets(0).priority(), "P2");
    EXPECT_EQ(all.tickets(0).alert_id(), second.text()) << "the ticket shows the alert that is there now";
    EXPECT_EQ(all.tickets(0).alert_state(), "open");
    const auto joined = house.facts<facts::v1::TicketJoined>();
    ASSERT_EQ(joined.size(), 1u);
    EXPECT_EQ(joined[0].alert_id(), second.text());
    wanted(alert(), "P3", "files-1/S01//home");
    EXPECT_EQ(list(theo, "").total(), 2) << "another volume is another matter";
}

TEST_P(ComesBack, within_seven_days_of_being_resolved_it_is_the_same_work_again) {
    wanted(alert());
    work_done();
    house.clock.advance(days(6));
    wanted(alert());
    const auto all = list(theo, "");
    ASSERT_EQ(all.total(), 1);
    const auto& ticket = all.tickets(0);
    EXPECT_EQ(ticket.state(), "in_progress");
    EXPECT_EQ(ticket.reopened_count(), 1);
    EXPECT_EQ(ticket.resolved_at_unix_ms(), 0);
    EXPECT_EQ(conversation(carla, ticket.ticket_id()).back().text(),
              "It came back: Volume /data is 93 % full on files-1. What writes there stops when it is full.");
    const auto said = house.facts<facts::v1::TicketReopened>();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_TRUE(said[0].notify());
    EXPECT_EQ(said[0].reference(), ticket.reference());
    EXPECT_EQ(open_tickets_of(harbour), 1);
}

TEST_P(ComesBack, also_as_the_very_same_alert) {
    const auto disk = alert();
    wanted(disk);
    work_done();
    wanted(disk);
    EXPECT_EQ(newest().state(), "in_progress");
    EXPECT_EQ(list(theo, "").total(), 1);
    work_done_again();
    house.must<v1::Ticket>(house.owner(), "MoveTicket", to(newest().ticket_id(), "closed"));
    wanted(disk);
    EXPECT_EQ(list(theo, "").total(), 2) << "what is closed stays closed, and nothing is forgotten";
    EXPECT_EQ(newest().state(), "new");
}

TEST_P(ComesBack, after_its_ticket_was_closed_in_a_new_one_that_follows_it) {
    wanted(alert());
    work_done();
    const auto first = newest();
    house.must<v1::Ticket>(house.owner(), "MoveTicket", to(first.ticket_id(), "closed"));
    house.clock.advance(days(2));
    wanted(alert());
    const auto second = newest();
    EXPECT_NE(second.ticket_id(), first.ticket_id());
    EXPECT_EQ(second.follows_ticket_id(), first.ticket_id());
    EXPECT_EQ(second.follows_reference(), first.reference());
    EXPECT_TRUE(second.is_repeat());
    EXPECT_EQ(conversation(theo, second.ticket_id()).back().text(), "The same as in " + first.reference() + ", which is closed.");
    EXPECT_EQ(get(theo, first.ticket_id()).state(), "closed");
    EXPECT_EQ(house.facts<facts::v1::TicketCreated>().back().follows_ticket_id(), first.ticket_id());
}

TEST_P(ComesBack, a_week_after_it_was_resolved_in_a_new_one_and_after_a_month_is_no_repeat) {
    wanted(alert());
    work_done();
    house.clock.advance(days(8));
    wanted(alert());
    EXPECT_EQ(list(theo, "").total(), 2);
    EXPECT_TRUE(newest().is_repeat());
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(newest().ticket_id(), "cancelled"), "A planned restart"));
    house.clock.advance(days(31));
    wanted(alert());
    EXPECT_EQ(list(theo, "").total(), 3);
    EXPECT_FALSE(newest().is_repeat());
    EXPECT_FALSE(newest().follows_reference().empty());
}

TEST_P(ComesBack, and_nobody_writes_into_the_ticket_that_ended) {
    wanted(alert());
    work_done();
    const auto id = newest().ticket_id();
    house.must<v1::Ticket>(house.owner(), "MoveTicket", to(id, "closed"));
    v1::AddMessageRequest late;
    late.set_ticket_id(id);
    late.set_text("One more thing");
    EXPECT_EQ(house.call<v1::TicketMessage>(theo, "AddMessage", late).error().code, "helpdesk.ticket_ended");
}

TEST_P(ComesBack, as_p4_without_a_notice) {
    wanted(alert(), "P4");
    work_done();
    wanted(alert(), "P4");
    ASSERT_EQ(house.facts<facts::v1::TicketReopened>().size(), 1u);
    EXPECT_FALSE(house.facts<facts::v1::TicketReopened>()[0].notify());
}

TEST_P(ComesBack, when_a_person_says_that_it_is_not_solved_is_told_as_well) {
    const auto id = resolved_ticket();
    house.must<v1::Ticket>(carla, "MoveTicket", to(id, "in_progress"));
    const auto said = house.facts<facts::v1::TicketReopened>();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].queue(), "service desk");
}

}  // namespace
}  // namespace steward::helpdesk
