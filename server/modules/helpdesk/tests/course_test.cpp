// The lines of domain/model.md 5.11 that two rules hold together: reopened and repeated, who asks, who reads what, and who wrote
// meanwhile. On both databases, from Monday 2026-11-23 10:00.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {
using std::chrono::days;
using namespace std::chrono_literals;

class TicketCourse : public DeskStory {
protected:
    TicketCourse() { house.clock.set_wall(parse_rfc3339("2026-11-23T10:00:00Z").value_or(Instant{})); }

    Caller user(const std::string& name, const std::string& role) {
        Caller caller = house.client_person(harbour);
        caller.account = AccountId::parse(account(name, role, "active", harbour)).value_or(AccountId{});
        caller.roles = {role};
        return caller;
    }
    std::string person_of(const Caller& caller, const std::string& name) {
        directory::v1::CreatePersonRequest person;
        person.set_client_id(harbour.text());
        person.set_name(name);
        person.set_email(caller.account.text() + "@example.net");
        return house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    }
    v1::CreateTicketRequest asks(const std::string& title) {
        v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title(title);
        return request;
    }
    v1::Ticket categorise(const std::string& id, const std::string& path) {
        const auto all = house.must<v1::ListTicketCategoriesResponse>(theo, "ListTicketCategories", v1::ListTicketCategoriesRequest{});
        v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        for (const auto& one : all.categories()) {
            if (one.path() == path) request.set_category_id(one.category_id());
        }
        return house.must<v1::Ticket>(theo, "UpdateTicket", request);
    }
    Result<v1::TicketMessage> answer(const Caller& caller, const std::string& id, Instant seen, const std::string& text = "On my way.") {
        v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text(text);
        request.set_if_no_newer_than_unix_ms(seen.unix_ms);
        return house.call<v1::TicketMessage>(caller, "AddMessage", request);
    }
    v1::TicketClock resolve_clock(const std::string& id) {
        const auto ticket = get(theo, id);
        for (const auto& clock : ticket.clocks()) {
            if (clock.kind() == "resolve") return clock;
        }
        return {};
    }
};
STEWARD_ON_EVERY_DATABASE(TicketCourse);

TEST_P(TicketCourse, closes_after_three_business_days_and_is_reopened_by_the_requester_for_seven_days) {
    const auto id = resolved_ticket();
    const auto consumed = resolve_clock(id).consumed_s();
    house.clock.advance(days(4));
    house.reconcile();
    EXPECT_EQ(get(carla, id).state(), "closed");
    house.clock.advance(days(3));
    const auto again = house.must<v1::Ticket>(carla, "MoveTicket", to(id, "in_progress"));
    EXPECT_EQ(again.reopened_count(), 1);
    EXPECT_EQ(again.resolved_at_unix_ms(), 0);
    EXPECT_EQ(again.closed_at_unix_ms(), 0);
    EXPECT_EQ(resolve_clock(id).state(), "running");
    EXPECT_EQ(resolve_clock(id).consumed_s(), consumed) << "it goes on from what was consumed";
    EXPECT_EQ(house.facts<facts::v1::TicketReopened>().size(), 1u);
    EXPECT_EQ(conversation(carla, id).back().text(), "Reopened.");
}

TEST_P(TicketCourse, after_seven_days_a_new_one_follows) {
    const auto id = resolved_ticket();
    house.clock.advance(days(7) + 1s);
    house.reconcile();
    const auto late = house.call<v1::Ticket>(carla, "MoveTicket", to(id, "in_progress"));
    EXPECT_EQ(late.error().code, "helpdesk.reopen_too_late");
    auto request = asks("The scanner again");
    request.set_follows_ticket_id(id);
    const auto fresh = house.must<v1::Ticket>(carla, "CreateTicket", request);
    EXPECT_EQ(fresh.follows_ticket_id(), id);
    EXPECT_TRUE(fresh.is_repeat());
}

TEST_P(TicketCourse, counts_a_repeat_only_as_long_as_the_cause_is_the_same) {
    const auto first = create("Scanner").ticket_id();
    categorise(first, "Computers and devices / Printer or scanner");
    for (const auto* state : {"in_progress"}) move(first, state);
    resolve(first);
    auto request = asks("The scanner again");
    request.set_follows_ticket_id(first);
    const auto second = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    EXPECT_TRUE(get(theo, second).is_repeat()) << "nobody knows better yet";
    EXPECT_FALSE(categorise(second, "Software / Licence").is_repeat()) << "it was the licence this time";
    EXPECT_FALSE(get(theo, second).is_repeat());
    EXPECT_TRUE(categorise(second, "Computers and devices / Printer or scanner").is_repeat());
    house.clock.advance(days(31));
    const auto third = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    EXPECT_FALSE(get(theo, third).is_repeat()) << "a month is over";
}

TEST_P(TicketCourse, begins_with_whoever_signs_in_for_the_client) {
    const Caller ulla = user("Ulla User", "CUS"), chris = user("Chris People", "CHR");
    const auto self = person_of(ulla, "Ulla User"), other = person_of(chris, "Chris People");
    EXPECT_EQ(house.must<v1::Ticket>(ulla, "CreateTicket", asks("My keyboard")).requester_person_id(), self);
    auto for_other = asks("His keyboard");
    for_other.set_requester_person_id(other);
    const auto refused = house.call<v1::Ticket>(ulla, "CreateTicket", for_other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/requester_person_id");
    auto joiner = asks("Ulla gets a second screen");
    joiner.set_requester_person_id(self);
    EXPECT_EQ(house.must<v1::Ticket>(chris, "CreateTicket", joiner).requester_person_id(), self)
        << "the people contact asks for colleagues";
    EXPECT_EQ(house.must<v1::Ticket>(carla, "CreateTicket", asks("By nobody in the directory")).requester_person_id(), "");
}

TEST_P(TicketCourse, is_found_by_whoever_asked_for_it_as_their_own) {
    const Caller ulla = user("Ulla User", "CUS"), dora = user("Dora Decides", "CDM");
    person_of(ulla, "Ulla User");
    person_of(dora, "Dora Decides");
    house.must<v1::Ticket>(ulla, "CreateTicket", asks("My keyboard"));
    const auto hers = house.must<v1::Ticket>(dora, "CreateTicket", asks("My chair")).ticket_id();
    ASSERT_EQ(list(dora, "is:open").total(), 2) << "she sees all of her company";
    const auto own = list(dora, "is:open requester:me");
    ASSERT_EQ(own.total(), 1);
    EXPECT_EQ(own.tickets(0).ticket_id(), hers);
    EXPECT_EQ(list(dora, "is:open -requester:me").total(), 1);
    EXPECT_EQ(list(theo, "is:open requester:me").total(), 0);
    EXPECT_EQ(list(dora, "requester:ulla*").total(), 1) << "names are found as ever";
}

TEST_P(TicketCourse, is_not_looked_for_by_values_that_no_ticket_has) {
    for (const char* filter : {"is:foo", "state:banana", "priority:P9", "kind:banana", "urgency:2"}) {
        v1::ListTicketsRequest request;
        request.set_filter(filter);
        const auto answer = house.call<v1::ListTicketsResponse>(theo, "ListTickets", request);
        ASSERT_FALSE(answer) << filter;
        EXPECT_EQ(answer.error().code, "filter.value") << filter;
        EXPECT_NE(answer.error().message.find("It is one of: "), std::string::npos);
    }
    EXPECT_EQ(list(theo, "is:open -state:closed priority:p1,P2,p*").total(), 0);
}

TEST_P(TicketCourse, shows_the_client_neither_our_queues_nor_our_accounts) {
    const auto id = create("Printer").ticket_id();
    assign(id, tech_account);
    EXPECT_EQ(get(theo, id).queue(), "service desk");
    EXPECT_EQ(get(theo, id).assignee_account_id(), tech_account);
    const auto shown = get(carla, id);
    EXPECT_EQ(shown.queue(), "");
    EXPECT_EQ(shown.assignee_account_id(), "");
    EXPECT_EQ(shown.assignee_name(), "Theo Technician") << "by name they may know who works for them";
    EXPECT_EQ(list(carla, "").tickets(0).assignee_account_id(), "");
    for (const std::string& filter : {std::string("queue:\"service desk\""), "assignee_id:" + tech_account}) {
        v1::ListTicketsRequest request;
        request.set_filter(filter);
        EXPECT_EQ(house.call<v1::ListTicketsResponse>(carla, "ListTickets", request).error().code, "filter.unknown_key") << filter;
        EXPECT_EQ(list(theo, filter).total(), 1) << filter;
    }
    v1::ListTicketsRequest ordered;
    ordered.set_order_by("queue");
    EXPECT_FALSE(house.call<v1::ListTicketsResponse>(carla, "ListTickets", ordered)) << "an order tells it as well";
}

TEST_P(TicketCourse, lists_a_duplicate_only_for_whoever_asks_for_it) {
    const auto duplicate = create("Blank pages"), survivor = create("Printer");
    v1::MergeTicketRequest merge;
    merge.set_ticket_id(duplicate.ticket_id());
    merge.set_into_ticket_id(survivor.ticket_id());
    house.must<v1::Ticket>(house.owner(), "MergeTicket", merge);
    EXPECT_EQ(list(theo, "").total(), 1);
    EXPECT_EQ(list(theo, "is:closed").total(), 0);
    for (const std::string& filter : {std::string("state:merged"), duplicate.reference(), "id:" + duplicate.ticket_id()})
        EXPECT_EQ(list(theo, filter).total(), 1) << filter;
}

TEST_P(TicketCourse, goes_to_a_queue_as_to_a_person) {
    const auto id = create("Printer").ticket_id();
    v1::AssignTicketRequest request;
    request.set_ticket_id(id);
    request.set_queue("alerts");
    EXPECT_EQ(house.must<v1::Ticket>(theo, "AssignTicket", request).state(), "assigned");
}

TEST_P(TicketCourse, refuses_an_answer_over_what_was_said_meanwhile_and_names_it) {
    const auto id = create("Printer").ticket_id();
    const Instant looked = house.clock.now();
    house.clock.advance(1min);
    say(carla, id, "It works again, thank you.");
    say(theo, id, "I am here as well.");
    const auto blind = answer(house.owner(), id, looked);
    ASSERT_FALSE(blind);
    EXPECT_EQ(blind.error().kind, ErrorKind::Conflict);
    EXPECT_EQ(blind.error().code, "helpdesk.newer_messages");
    std::set<std::string> named, said;
    for (const auto& field : blind.error().fields) named.insert(field.detail);
    for (const auto& message : conversation(theo, id)) {
        if (message.kind() != "event") said.insert(message.message_id());
    }
    EXPECT_EQ(named, said);
    EXPECT_TRUE(answer(house.owner(), id, house.clock.now())) << "whoever has read it may send";
    EXPECT_TRUE(answer(house.owner(), id, Instant{})) << "and so may whoever does not ask";
}

TEST_P(TicketCourse, is_answered_over_ones_own_words_and_a_client_never_hears_of_a_note) {
    const auto id = create("Printer").ticket_id();
    const Instant looked = house.clock.now();
    house.clock.advance(1min);
    say(theo, id, "First line.");
    EXPECT_TRUE(answer(theo, id, looked, "Second line."));
    const Instant read = house.clock.now();
    house.clock.advance(1min);
    say(theo, id, "They pay late.", true);
    EXPECT_TRUE(answer(carla, id, read, "When do you come?"));
    EXPECT_EQ(answer(house.owner(), id, read).error().fields.size(), 2u) << "a colleague's note counts for us";
}

}  // namespace
}  // namespace steward::helpdesk
