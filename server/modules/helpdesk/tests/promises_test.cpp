// What becomes of a ticket's promises as people work on it (domain/model.md 5.11). The standard policy on
// UTC, from Monday 2026-11-23 10:00.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {
using namespace std::chrono_literals;

class TicketPromises : public DeskStory {
protected:
    TicketPromises() { house.clock.set_wall(parse_rfc3339("2026-11-23T10:00:00Z").value_or(Instant{})); }

    std::string due(const v1::TicketClock& clock) { return to_rfc3339(Instant{clock.due_at_unix_ms()}).substr(0, 19); }
    /// A P4 of Carla's: 40 h to resolve, 8 h to answer.
    std::string printer() { return create("Printer").ticket_id(); }
    std::string in_work() {
        const auto id = printer();
        move(id, "triaged");
        move(id, "in_progress");
        return id;
    }
    void ask(const std::string& id) {
        auto request = to(id, "waiting_client");
        request.set_message("Which printer is it?");
        house.must<v1::Ticket>(theo, "MoveTicket", request);
    }
};

TEST_P(TicketPromises, begin_at_receipt_and_are_explained) {
    const auto ticket = create("Printer");
    ASSERT_EQ(ticket.priority(), "P4");
    ASSERT_EQ(ticket.clocks_size(), 3) << "P4 promises no mitigation";
    EXPECT_EQ(due(clock_of(ticket, "first_response")), "2026-11-23T18:00:00");
    EXPECT_EQ(due(clock_of(ticket, "resolve")), "2026-11-27T10:00:00");
    EXPECT_EQ(clock_of(ticket, "resolve").explanation(), "40 h on Working hours (UTC): due Fri 27 Nov 2026 10:00 UTC.");
    const auto listed = list(theo, "").tickets(0);
    EXPECT_EQ(due(clock_of(listed, "resolve")), "2026-11-27T10:00:00");
    EXPECT_EQ(clock_of(listed, "resolve").steps_size(), 0);
}

TEST_P(TicketPromises, order_the_list_by_what_runs_out_next) {
    const auto calm = printer();
    house.clock.advance(2h);
    const auto resolved = resolved_ticket();
    const auto answered = printer();
    say(theo, answered, "I am on it.");
    house.clock.advance(1h);
    const auto newest = printer();
    const auto listed = list(theo, "", "due");
    ASSERT_EQ(listed.tickets_size(), 4);
    EXPECT_EQ(listed.tickets(0).ticket_id(), calm);
    EXPECT_EQ(listed.tickets(1).ticket_id(), newest);
    EXPECT_EQ(listed.tickets(2).ticket_id(), answered) << "only news and the end are due";
    EXPECT_EQ(listed.tickets(3).ticket_id(), resolved) << "nothing is due any more";
}

TEST_P(TicketPromises, only_a_persons_public_word_is_the_first_response) {
    const auto id = printer();
    house.clock.advance(1h);
    say(theo, id, "Looks like the drum.", true);
    EXPECT_EQ(clock_of(id, "first_response").state(), "running") << "an internal note is not an answer";
    say(carla, id, "Hello?");
    EXPECT_EQ(clock_of(id, "first_response").state(), "running");
    say(theo, id, "I am on it.");
    EXPECT_EQ(clock_of(id, "first_response").state(), "met");
    EXPECT_EQ(clock_of(id, "first_response").consumed_s(), 3600);
    EXPECT_EQ(due(clock_of(id, "update")), "2026-11-26T11:00:00") << "the next news three business days from the last";
}

TEST_P(TicketPromises, stand_still_while_the_client_is_asked_and_go_on_at_the_answer) {
    const auto id = in_work();
    house.clock.advance(1h);
    ask(id);
    EXPECT_EQ(clock_of(id, "resolve").state(), "paused");
    EXPECT_EQ(clock_of(id, "update").state(), "paused");
    EXPECT_EQ(clock_of(id, "first_response").state(), "met") << "a question is an answer";
    house.clock.advance(2h);
    say(carla, id, "The one in the hall.");
    const auto resolve = clock_of(id, "resolve");
    EXPECT_EQ(resolve.state(), "running");
    EXPECT_EQ(resolve.paused_s(), 7200);
    EXPECT_EQ(due(resolve), "2026-11-27T12:00:00");
    ASSERT_EQ(resolve.steps_size(), 2);
    EXPECT_EQ(resolve.steps(1).text(), "Mon 23 Nov 2026 11:00 UTC to Mon 23 Nov 2026 13:00 UTC: paused 2 h (waiting client)");
}

TEST_P(TicketPromises, run_on_while_a_vendor_is_waited_for) {
    const auto id = in_work();
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(id, "waiting_vendor"), "The maker sends a drum, case 4711."));
    house.clock.advance(1h);
    EXPECT_EQ(clock_of(id, "resolve").consumed_s(), 3600);
}

TEST_P(TicketPromises, are_met_by_resolving_and_go_on_from_there_when_it_is_reopened) {
    const auto id = in_work();
    house.clock.advance(3h);
    resolve(id);
    EXPECT_EQ(clock_of(id, "resolve").state(), "met");
    EXPECT_EQ(clock_of(id, "update").state(), "cancelled");
    house.clock.advance(24h);
    move(id, "in_progress");
    EXPECT_EQ(clock_of(id, "resolve").state(), "running");
    EXPECT_EQ(clock_of(id, "resolve").consumed_s(), 3 * 3600);
    EXPECT_EQ(clock_of(id, "update").state(), "running");
}

TEST_P(TicketPromises, follow_the_priority_from_receipt_on) {
    const auto id = printer();
    house.clock.advance(90min);
    v1::UpdateTicketRequest request;
    request.set_ticket_id(id);
    request.set_impact("extensive");
    request.set_urgency("medium");
    const auto raised = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    ASSERT_EQ(raised.priority(), "P2");
    EXPECT_EQ(clock_of(raised, "first_response").state(), "breached") << "one hour is promised, an hour and a half is gone";
    EXPECT_NE(clock_of(raised, "first_response").explanation().find("priority raised from P4 to P2"), std::string::npos);
    EXPECT_EQ(due(clock_of(raised, "mitigate")), "2026-11-23T14:00:00") << "counted since receipt";
    EXPECT_EQ(due(clock_of(raised, "resolve")), "2026-11-23T18:00:00");
    request.set_urgency("high");
    const auto urgent = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(due(clock_of(urgent, "resolve")), "2026-11-23T14:00:00") << "around the clock";
    request.set_impact("limited");
    request.set_urgency("low");
    const auto lowered = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(clock_of(lowered, "first_response").state(), "breached") << "never taken back";
    EXPECT_EQ(clock_of(lowered, "mitigate").kind(), "") << "no longer promised";
    EXPECT_EQ(clock_of(lowered, "resolve").state(), "running");
}

TEST_P(TicketPromises, of_an_alert_wait_for_somebody_to_take_it) {
    facts::v1::TicketWanted fact;
    SystemRng rng;
    fact.set_client_id(harbour.text());
    fact.set_alert_id(AlertId::make(house.clock.now(), rng).text());
    fact.set_device_id(files.text());
    fact.set_priority("P2");
    fact.set_title("Volume full");
    fact.set_fingerprint("print");
    house.append(harbour, fact.alert_id(), fact);
    house.reconcile();
    const auto ticket = list(theo, "source:alert").tickets(0);
    ASSERT_EQ(ticket.clocks_size(), 3);
    EXPECT_EQ(due(clock_of(ticket, "acknowledge")), "2026-11-23T10:30:00");
    EXPECT_EQ(clock_of(assign(ticket.ticket_id(), tech_account), "acknowledge").state(), "met");
}

TEST_P(TicketPromises, end_with_a_cancelled_ticket_and_are_not_made_for_internal_ones) {
    const auto id = printer();
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(id, "cancelled"), "Opened twice by mistake."));
    EXPECT_EQ(clock_of(id, "resolve").state(), "cancelled");
    const auto other = printer();
    v1::UpdateTicketRequest request;
    request.set_ticket_id(other);
    request.set_kind("internal");
    const auto internal = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(clock_of(internal, "resolve").state(), "cancelled");
}

TEST_P(TicketPromises, the_client_sees_the_same_as_we_do) {
    const auto id = in_work();
    house.clock.advance(1h);
    ask(id);
    const auto ours = get(theo, id), theirs = get(carla, id);
    ASSERT_EQ(theirs.clocks_size(), ours.clocks_size());
    for (int i = 0; i < ours.clocks_size(); ++i) EXPECT_EQ(ours.clocks(i).SerializeAsString(), theirs.clocks(i).SerializeAsString());
}

STEWARD_ON_EVERY_DATABASE(TicketPromises);

}  // namespace
}  // namespace steward::helpdesk
