// What becomes of a ticket's promises as people work on it (domain/model.md 5.11). The standard policy on
// UTC, from Monday 2026-11-23 10:00.
#include <algorithm>

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
    std::vector<std::string> read(const std::string& sql) {
        std::vector<std::string> found;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query(sql));
            for (const auto& row : rows) found.push_back(row.text(0));
            return {};
        }));
        return found;
    }
    std::vector<std::string> exceptions() {
        return read(
            "select what || ' ' || from_value || ' ' || to_value || ' ' || missed || ' ' || state from helpdesk_v_exceptions order by at");
    }
    std::vector<std::string> exception_ids() { return read("select exception_id from helpdesk_v_exceptions order by at"); }
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

// domain/kpis.md C: a contact counts by the time when it began, if that is remembered within four hours.
TEST(CountedContact, is_the_beginning_for_four_hours_and_then_the_time_of_entry) {
    const Instant entered{1'795'000'000'000};
    EXPECT_EQ(counted_contact(entered - 4h, entered), entered - 4h);
    EXPECT_EQ(counted_contact(entered - 4h - 1ms, entered), entered);
    EXPECT_EQ(counted_contact(entered + 1s, entered), entered) << "nobody remembers the future";
    EXPECT_EQ(counted_contact({}, entered), entered);
}

TEST_P(TicketPromises, of_a_call_begin_with_the_call_and_not_when_it_was_written_down) {
    const Instant began = house.clock.now();
    house.clock.advance(7min);
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Printer");
    request.set_source("phone");
    request.set_contact_began_at_unix_ms(began.unix_ms);
    const auto ticket = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(ticket.created_at_unix_ms(), began.unix_ms);
    EXPECT_EQ(due(clock_of(ticket, "first_response")), "2026-11-23T18:00:00");
    request.set_source("email");
    const auto mail = house.call<v1::Ticket>(theo, "CreateTicket", request);
    ASSERT_FALSE(mail) << "when a mail came is not for a person to say";
    EXPECT_EQ(mail.error().fields.at(0).pointer, "/contact_began_at_unix_ms");
    EXPECT_FALSE(house.call<v1::Ticket>(carla, "CreateTicket", request)) << "nor for whoever writes in the portal";
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

TEST_P(TicketPromises, of_an_answer_are_kept_by_what_a_person_resolves_it_with) {
    const auto id = in_work();
    house.clock.advance(90s);
    resolve(id);
    EXPECT_EQ(clock_of(id, "first_response").state(), "met");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), house.clock.now().unix_ms);
    EXPECT_EQ(times_said(id, "Cleaned the drum."), 1) << "to whoever asked, and not in the history as well";
    EXPECT_EQ(conversation(carla, id).back().text(), "Resolved (fixed).");
}

TEST_P(TicketPromises, are_kept_by_no_program_that_resolves_it) {
    const auto id = in_work();
    house.clock.advance(9h);
    Caller program = theo;
    program.kind = PrincipalKind::Token;
    auto request = to(id, "resolved");
    request.set_resolution_code("auto_fixed");
    request.set_resolution_text("Restarted.");
    house.must<v1::Ticket>(program, "MoveTicket", request);
    EXPECT_EQ(conversation(carla, id).back().text(), "Resolved (auto fixed): Restarted.") << "said nowhere else";
    EXPECT_EQ(clock_of(id, "first_response").state(), "breached") << "what was missed stays missed";
    EXPECT_EQ(clock_of(id, "resolve").state(), "cancelled");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), 0);
    EXPECT_EQ(get(carla, id).message_count(), 0);
    const auto other = in_work();
    request.set_ticket_id(other);
    house.must<v1::Ticket>(program, "MoveTicket", request);
    EXPECT_EQ(clock_of(other, "first_response").state(), "cancelled");
    move(other, "in_progress");
    EXPECT_EQ(clock_of(other, "first_response").state(), "running") << "the answer is owed again";
}

TEST_P(TicketPromises, are_told_to_nobody_where_nobody_asked_and_never_twice) {
    v1::CreateTicketRequest ours;
    ours.set_client_id(harbour.text());
    ours.set_kind("internal");
    ours.set_title("Tidy the rack");
    const auto internal = house.must<v1::Ticket>(theo, "CreateTicket", ours).ticket_id();
    move(internal, "triaged");
    move(internal, "in_progress");
    resolve(internal);
    EXPECT_EQ(get(theo, internal).message_count(), 0);
    EXPECT_EQ(times_said(internal, "Cleaned the drum."), 1) << "in the history";
    const auto id = in_work();
    say(theo, id, "Cleaned the drum.");
    resolve(id);
    EXPECT_EQ(get(carla, id).message_count(), 1);
    EXPECT_EQ(times_said(id, "Cleaned the drum."), 1);
    // Solved in other words than those that were said before, of which blanks are none.
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(id, "in_progress"), "It prints grey again."));
    say(theo, id, "Cleaned the drum.");
    auto again = to(id, "resolved");
    again.set_resolution_code("replaced");
    again.set_resolution_text("  Put in a new drum.\n");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "MoveTicket", again).resolution_text(), "Put in a new drum.");
    EXPECT_EQ(times_said(id, "Put in a new drum."), 1);
    EXPECT_EQ(conversation(carla, id).back().text(), "Resolved (replaced).");
}

TEST_P(TicketPromises, that_were_missed_are_let_off_by_two_people_alone) {
    const auto id = printer();
    house.clock.advance(9h);
    v1::UpdateTicketRequest request;
    request.set_ticket_id(id);
    request.set_kind("problem");
    EXPECT_EQ(house.call<v1::Ticket>(theo, "UpdateTicket", request).error().fields.at(0).pointer, "/reason");
    request.set_reason("The driver is what is broken.");
    house.must<v1::Ticket>(theo, "UpdateTicket", request);
    const auto exception = exceptions().at(0);
    EXPECT_EQ(exception, "kind_changed incident problem first_response pending");
    v1::DecideTicketExceptionRequest decision;
    decision.set_exception_id(exception_ids().at(0));
    decision.set_agree(true);
    EXPECT_EQ(house.call<v1::TicketException>(theo, "DecideTicketException", decision).error().code, "helpdesk.same_person");
    Caller sven = theo;
    sven.account = AccountId::parse(mill_account).value_or(AccountId{});
    const auto decided = house.must<v1::TicketException>(sven, "DecideTicketException", decision);
    EXPECT_EQ(decided.state(), "agreed");
    EXPECT_EQ(decided.missed(0), "first_response");
    EXPECT_EQ(house.call<v1::TicketException>(sven, "DecideTicketException", decision).error().code, "helpdesk.exception_decided");
    // Cancelled after it was missed, by whoever may; before, there is nothing to tell.
    const auto late = printer(), early = printer();
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(early, "cancelled"), "Opened twice by mistake."));
    house.clock.advance(24h);
    house.must<v1::Ticket>(theo, "MoveTicket", with_reason(to(late, "cancelled"), "They called it off."));
    ASSERT_EQ(exceptions().size(), 2u);
    EXPECT_EQ(exceptions().at(1), "ticket_cancelled new cancelled first_response pending");
}

TEST_P(TicketPromises, of_a_lowered_priority_stand_among_the_exceptions_and_wait_for_a_second_person) {
    const auto id = printer();
    const auto ask = [&](const std::string& priority, const std::string& why) {
        v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        request.set_priority(priority);
        if (priority == "P4") request.set_reason(why);  // what the matrix says
        else request.set_priority_reason(why);
        return house.call<v1::Ticket>(theo, "UpdateTicket", request);
    };
    const auto set = [&](const std::string& priority, const std::string& why) {
        const auto done = ask(priority, why);
        EXPECT_TRUE(done) << done.error().message;
    };
    set("P1", "The whole office stands still.");
    house.clock.advance(5min);
    set("P4", "");
    EXPECT_EQ(exceptions().size(), 0u) << "a slip, taken back at once by who made it, needs no reason";

    set("P1", "The whole office stands still.");
    house.clock.advance(2h);
    EXPECT_EQ(ask("P4", "no").error().fields.at(0).pointer, "/reason");
    EXPECT_EQ(get(theo, id).priority(), "P1");
    set("P4", "It was one printer after all.");
    ASSERT_EQ(exceptions().size(), 1u);
    EXPECT_EQ(exceptions().at(0), "priority_lowered P1 P4 first_response,update,mitigate pending");
    EXPECT_TRUE(conversation(theo, id).back().text().starts_with("In the figures it counts as P1 until a second person agrees."));
    EXPECT_NE(conversation(carla, id).back().text(), conversation(theo, id).back().text()) << "among ourselves";
    v1::DecideTicketExceptionRequest decision;
    decision.set_exception_id(exception_ids().at(0));
    EXPECT_EQ(house.call<v1::TicketException>(theo, "DecideTicketException", decision).error().code, "helpdesk.same_person");
    Caller sven = theo;
    sven.account = AccountId::parse(mill_account).value_or(AccountId{});
    EXPECT_EQ(house.must<v1::TicketException>(sven, "DecideTicketException", decision).state(), "refused");
    EXPECT_EQ(conversation(theo, id).back().text(), "In the figures it counts as P1: the lower priority was refused.");

    // What has no bar of its own is told, and nobody has to agree.
    set("P3", "The second printer is out as well.");
    house.clock.advance(1h);
    set("P4", "The second one prints again.");
    ASSERT_EQ(exceptions().size(), 2u);
    EXPECT_EQ(exceptions().at(1), "priority_lowered P3 P4 first_response,update noted");
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
    request.set_reason("One printer of two, as it turned out.");
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
    EXPECT_EQ(house.call<v1::Ticket>(theo, "UpdateTicket", request).error().fields.at(0).pointer, "/reason")
        << "whoever called was promised an answer";
    request.set_reason("It is our own work, opened by mistake as theirs.");
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
