// Stories of tickets as people work on them, on both databases.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class Tickets : public DeskStory {};
STEWARD_ON_EVERY_DATABASE(Tickets);

TEST_P(Tickets, begin_new_with_a_running_number_and_a_priority_from_the_matrix) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("  Printer prints blank pages ");
    request.set_impact("significant");
    request.set_urgency("high");
    request.set_device_id(files.text());
    const auto ticket = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(ticket.reference(), "TIC-2026-000001");
    EXPECT_EQ(ticket.title(), "Printer prints blank pages");
    EXPECT_EQ(ticket.priority(), "P2");
    EXPECT_EQ(ticket.state(), "new");
    EXPECT_EQ(ticket.queue(), "service desk");
    EXPECT_EQ(ticket.device_name(), "files-1");
    EXPECT_EQ(ticket.client_name(), "Harbour");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "CreateTicket", request).reference(), "TIC-2026-000002");
    const auto facts = house.facts<facts::v1::TicketCreated>();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(facts[0].ticket_id(), ticket.ticket_id());
    EXPECT_EQ(facts[0].priority(), "P2");
    EXPECT_EQ(open_tickets_of(harbour), 2);
    EXPECT_EQ(house.updates.back().topic, "ticket");
}

TEST_P(Tickets, of_a_refused_request_take_no_number) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Printer");
    request.set_device_id(house.device(mill, "press-1").text());
    const auto refused = house.call<v1::Ticket>(house.owner(), "CreateTicket", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/device_id") << "a device of another client";
    EXPECT_EQ(create("Printer").reference(), "TIC-2026-000001");
}

TEST_P(Tickets, are_numbered_anew_every_year) {
    create("Last of the year");
    house.clock.set_wall(*parse_rfc3339("2027-01-01T00:00:00Z"));
    EXPECT_EQ(create("First of the year").reference(), "TIC-2027-000001");
}

TEST_P(Tickets, go_from_intake_to_closed_with_every_step_in_their_history) {
    const auto id = create("Printer").ticket_id();
    move(id, "triaged");
    assign(id, tech_account);
    move(id, "in_progress");
    v1::MoveTicketRequest question = to(id, "waiting_client");
    question.set_message("Which floor is it on?");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "MoveTicket", question).message_count(), 1);
    say(carla, id, "The second.");
    EXPECT_EQ(get(theo, id).state(), "in_progress") << "the answer that was waited for moves it on";
    v1::MoveTicketRequest fix = to(id, "resolved");
    fix.set_resolution_code("fixed");
    fix.set_resolution_text("Cleaned the drum.");
    const auto resolved = house.must<v1::Ticket>(theo, "MoveTicket", fix);
    EXPECT_EQ(resolved.root_cause(), "unknown") << "an incident has a root cause, if only this one";
    EXPECT_EQ(open_tickets_of(harbour), 0);
    const auto closed = house.must<v1::Ticket>(carla, "MoveTicket", to(id, "closed"));
    EXPECT_EQ(closed.state(), "closed");
    EXPECT_NE(closed.closed_at_unix_ms(), 0);

    std::vector<std::string> states;
    for (const auto& fact : house.facts<facts::v1::TicketChanged>()) {
        if (fact.field() == "state") states.push_back(fact.to());
    }
    EXPECT_EQ(states,
              (std::vector<std::string>{"triaged", "assigned", "in_progress", "waiting_client", "in_progress", "resolved", "closed"}));
    EXPECT_EQ(conversation(theo, id).back().text(), "Moved from resolved to closed.");
}

TEST_P(Tickets, count_only_a_persons_public_word_as_first_response) {
    const auto id = create("Printer").ticket_id();
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), 0);
    say(theo, id, "Looks like the drum again.", true);
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), 0) << "a note is no response";
    say(carla, id, "Please hurry.");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), 0) << "the client does not answer itself";
    Caller program = theo;
    program.kind = PrincipalKind::Token;
    say(program, id, "We have received your request.");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), 0) << "a receipt is no response";
    house.clock.advance(std::chrono::minutes(5));
    say(theo, id, "I am on my way.");
    const auto at = get(theo, id).first_response_at_unix_ms();
    EXPECT_EQ(at, house.clock.now().unix_ms);
    house.clock.advance(std::chrono::minutes(5));
    say(theo, id, "Arrived.");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), at) << "first is first";
}

TEST_P(Tickets, are_reopened_within_seven_days_and_it_is_counted) {
    const auto id = resolved_ticket();
    house.clock.advance(std::chrono::days(6));
    const auto again = house.must<v1::Ticket>(carla, "MoveTicket", to(id, "in_progress"));
    EXPECT_EQ(again.reopened_count(), 1);
    EXPECT_EQ(again.resolved_at_unix_ms(), 0);
    resolve(id);
    house.clock.advance(std::chrono::days(8));
    const auto late = house.call<v1::Ticket>(carla, "MoveTicket", to(id, "in_progress"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "helpdesk.reopen_too_late");
}

TEST_P(Tickets, keep_an_override_of_the_priority_until_a_person_takes_it_back) {
    const auto id = create("Printer").ticket_id();
    v1::UpdateTicketRequest request;
    request.set_ticket_id(id);
    request.set_priority("P1");
    const auto bare = house.call<v1::Ticket>(theo, "UpdateTicket", request);
    ASSERT_FALSE(bare);
    EXPECT_EQ(bare.error().fields.at(0).pointer, "/priority_reason");
    request.set_priority_reason("The board meets in an hour");
    auto ticket = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(ticket.priority(), "P1");
    EXPECT_TRUE(ticket.priority_overridden());
    EXPECT_EQ(get(carla, id).priority_reason(), "");
    request.Clear();
    request.set_ticket_id(id);
    request.set_impact("significant");
    ticket = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_EQ(ticket.priority(), "P1");
    request.set_priority("P3");
    request.set_reason("The board meets next week.");
    ticket = house.must<v1::Ticket>(theo, "UpdateTicket", request);
    EXPECT_FALSE(ticket.priority_overridden()) << "P3 is what the matrix says";
    request.clear_priority();
    request.set_urgency("high");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "UpdateTicket", request).priority(), "P2");
}

TEST_P(Tickets, of_a_vip_say_why_they_come_first) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Vera");
    person.set_vip(true);
    const auto vera = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person);
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Printer");
    request.set_requester_person_id(vera.person_id());
    const auto ticket = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(ticket.priority(), "P3");
    EXPECT_TRUE(ticket.priority_overridden());
    EXPECT_EQ(ticket.requester_name(), "Vera");
    v1::UpdateTicketRequest update;
    update.set_ticket_id(ticket.ticket_id());
    update.set_requester_person_id("");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "UpdateTicket", update).priority(), "P4") << "without the VIP the matrix rules again";
}

TEST_P(Tickets, are_changed_only_by_who_saw_their_newest_version) {
    const auto ticket = create("Printer");
    EXPECT_TRUE(house.call<v1::Ticket>(theo, "MoveTicket", to(ticket.ticket_id(), "triaged"), ticket.etag()));
    const auto stale =
        house.call<v1::Ticket>(theo, "MoveTicket", with_reason(to(ticket.ticket_id(), "cancelled"), "Created in error"), ticket.etag());
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(stale.error().code, "helpdesk.changed_meanwhile");
}

TEST_P(Tickets, are_assigned_only_to_people_who_work_on_them_and_see_the_client) {
    const auto id = create("Printer").ticket_id();
    for (const auto& wrong : {disabled_account, client_account, AccountId{}.text() + "x", mill_account}) {
        v1::AssignTicketRequest request;
        request.set_ticket_id(id);
        request.set_assignee_account_id(wrong);
        const auto refused = house.call<v1::Ticket>(theo, "AssignTicket", request);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/assignee_account_id");
    }
    EXPECT_EQ(assign(id, tech_account).state(), "assigned");
    EXPECT_EQ(list(theo, "assignee:theo*").tickets_size(), 1);
    EXPECT_EQ(list(theo, "assignee:none").tickets_size(), 0);
    v1::AssignTicketRequest nowhere;
    nowhere.set_ticket_id(id);
    nowhere.set_queue("cellar");
    EXPECT_FALSE(house.call<v1::Ticket>(theo, "AssignTicket", nowhere));
    const auto queues = house.must<v1::ListQueuesResponse>(theo, "ListQueues", v1::ListQueuesRequest{});
    ASSERT_EQ(queues.queues_size(), 2);
    EXPECT_EQ(queues.queues(0).name(), "service desk");
    EXPECT_EQ(queues.queues(0).open_count(), 1);
    ASSERT_EQ(queues.assignees_size(), 2) << "active people of ours";
    EXPECT_EQ(queues.assignees(1).name(), "Theo Technician");
}

TEST_P(Tickets, offer_exactly_what_the_caller_may_do) {
    const auto id = create("Printer").ticket_id();
    const auto actions = [&](const Caller& caller) {
        const auto ticket = get(caller, id);
        return std::set<std::string>(ticket.allowed_actions().begin(), ticket.allowed_actions().end());
    };
    EXPECT_EQ(actions(theo), (std::set<std::string>{"triaged", "cancelled", "reply", "note", "assign", "give", "edit", "confide", "watch",
                                                    "merge", "split", "relate"}));
    EXPECT_EQ(actions(carla), (std::set<std::string>{"cancelled", "reply", "edit", "watch"}));
    Caller reader = theo;
    reader.permissions = {"ticket.read"};
    EXPECT_TRUE(actions(reader).empty());
    house.must<v1::Ticket>(carla, "MoveTicket", with_reason(to(id, "cancelled"), "Works again by itself"));
    EXPECT_EQ(actions(theo), (std::set<std::string>{"note", "relate"}));
    EXPECT_EQ(actions(carla), (std::set<std::string>{}));
}

TEST_P(Tickets, are_found_by_every_key_of_the_filter) {
    const auto printer = create("Printer prints blank pages").ticket_id();
    const auto resolved = resolved_ticket();
    EXPECT_EQ(list(theo, "is:open").tickets(0).ticket_id(), printer);
    EXPECT_EQ(list(theo, "is:closed").tickets(0).ticket_id(), resolved);
    EXPECT_EQ(list(theo, "printer blank").total(), 1);
    EXPECT_EQ(list(theo, "TIC-2026-000002").total(), 1);
    EXPECT_EQ(list(theo, "client:harbour state:new priority:p4 queue:\"service desk\" kind:incident source:phone").total(), 1);
    EXPECT_EQ(list(theo, "device:files-1").total(), 0);
    EXPECT_EQ(list(theo, "created<1h -state:new").total(), 1);
    EXPECT_EQ(list(theo, "assignee:me").total(), 0);
    v1::ListTicketsRequest unknown;
    unknown.set_filter("colour:red");
    const auto refused = house.call<v1::ListTicketsResponse>(theo, "ListTickets", unknown);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "filter.unknown_key");
    for (const char* hidden : {"queue:x", "assignee_id:x", "parent:TIC*", "parent_id:x"}) {
        unknown.set_filter(hidden);
        EXPECT_TRUE(house.call<v1::ListTicketsResponse>(theo, "ListTickets", unknown)) << hidden;
        EXPECT_EQ(house.call<v1::ListTicketsResponse>(carla, "ListTickets", unknown).error().code, "filter.unknown_key") << hidden;
    }
}

TEST_P(Tickets, show_their_conversation_page_by_page_in_the_order_it_happened) {
    const auto id = create("Printer").ticket_id();
    for (int i = 0; i < 12; ++i) say(i % 2 ? theo : carla, id, "Word " + std::to_string(i));  // all in one millisecond
    v1::ListMessagesRequest request;
    request.set_ticket_id(id);
    request.set_page_size(5);
    std::vector<std::string> words;
    do {
        const auto page = house.must<v1::ListMessagesResponse>(theo, "ListMessages", request);
        for (const auto& message : page.messages()) {
            if (message.kind() == "message") words.push_back(message.text());
        }
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    ASSERT_EQ(words.size(), 12u);
    for (size_t i = 0; i < words.size(); ++i) EXPECT_EQ(words[i], "Word " + std::to_string(i));
}

TEST_P(Tickets, have_a_conversation_that_is_searched_and_read_backwards) {
    const auto id = create("Printer").ticket_id();
    say(carla, id, "It smokes");
    say(theo, id, "Somebody pulled a cable", true);
    say(theo, id, "Please switch it off");
    const auto found = [&](const Caller& caller, const std::string& filter) {
        v1::ListMessagesRequest request;
        request.set_ticket_id(id);
        request.set_filter(filter);
        request.set_order_by("-position");
        const auto answer = house.call<v1::ListMessagesResponse>(caller, "ListMessages", request);
        if (!answer) return answer.error().code;
        std::string text;
        for (const auto& message : answer->messages()) text += message.text() + "; ";
        return text;
    };
    EXPECT_EQ(found(theo, "kind:message,note"), "Please switch it off; Somebody pulled a cable; It smokes; ");
    EXPECT_EQ(found(theo, "cable internal:yes"), "Somebody pulled a cable; ");
    EXPECT_EQ(found(carla, "cable"), "") << "what is hidden is not found either";
    EXPECT_EQ(found(carla, "colour:red"), "filter.unknown_key");
}

}  // namespace
}  // namespace steward::helpdesk
