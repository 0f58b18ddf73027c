// While people of the client decide, a word of the client is a word: it takes nothing on, and the clock asks nobody for an answer.
#include "server/modules/approvals/tests/approval_story.h"
#include "server/modules/helpdesk/helpdesk.h"

namespace steward::approvals {
namespace {

using namespace std::chrono_literals;

class AwaitedDecisions : public ApprovalStory {
protected:
    AwaitedDecisions() {
        elif_person = person("Elif", "elif@harbour.example", {"CUS"});
        elif = account("Elif", "elif@harbour.example", "CUS", true);
        dora.roles.insert("CUS");  // a decision-maker who also writes in what others asked for
        dora.permissions.insert("ticket.write");
    }

    std::string asked_in(const std::vector<std::string>& people, const std::string& rule = "any") {
        const auto id = ticket("Three screens", elif_person);
        work_on(id);
        auto request = question(id, people);
        request.set_rule(rule);
        const auto asked = ask(request);
        EXPECT_TRUE(asked);
        approval = asked ? asked->approval_id() : "";
        return id;
    }
    void says(const Caller& who, const std::string& ticket, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket);
        request.set_text(text);
        house.must<helpdesk::v1::TicketMessage>(who, "AddMessage", request);
    }
    void mails_in(const std::string& ticket, const std::string& text) {
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(house.take<helpdesk::TicketsByMail>().reply(transaction, TicketId::parse(ticket).value_or(TicketId{}),
                                                                      {.name = "Carla", .account = {}}, false, false, text,
                                                                      house.clock.now()));
            return {};
        }));
    }
    std::string awaited(const Caller& who, const std::string& ticket) {
        helpdesk::v1::ListTicketsRequest request;
        request.set_filter("id:" + ticket);
        const auto listed = house.must<helpdesk::v1::ListTicketsResponse>(who, "ListTickets", request);
        helpdesk::v1::GetTicketRequest one;
        one.set_ticket_id(ticket);
        const auto whole = house.must<helpdesk::v1::Ticket>(who, "GetTicket", one).decision_awaited_of();
        EXPECT_EQ(listed.tickets_size(), 1);
        if (listed.tickets_size() == 1) EXPECT_EQ(listed.tickets(0).decision_awaited_of(), whole) << "the list says the same";
        return whole;
    }

    std::string elif_person, approval;
    Caller elif;
};
STEWARD_ON_EVERY_DATABASE(AwaitedDecisions);

TEST_P(AwaitedDecisions, are_named_to_both_sides_until_they_are_made) {
    const auto id = asked_in({carla_person, dora_person});
    EXPECT_EQ(awaited(elif, id), "Carla or Dora");
    EXPECT_EQ(awaited(theo, id), "Carla or Dora");
    ASSERT_TRUE(decide(dora, approval, "approved"));
    EXPECT_EQ(awaited(elif, id), "");
    EXPECT_EQ(look(id).state(), "in_progress");
}

TEST_P(AwaitedDecisions, of_which_all_are_needed_name_whoever_is_missing) {
    const auto id = asked_in({carla_person, dora_person}, "all");
    EXPECT_EQ(awaited(elif, id), "Carla and Dora");
    ASSERT_TRUE(decide(dora, approval, "approved"));
    EXPECT_EQ(awaited(elif, id), "Carla");
}

TEST_P(AwaitedDecisions, of_our_own_people_are_not_the_clients_to_wait_for) {
    const auto id = ticket("Three screens", elif_person);
    work_on(id);
    auto request = question(id, {});
    request.add_account_ids(vera.account.text());
    ASSERT_TRUE(ask(request));
    helpdesk::v1::MoveTicketRequest move_it;
    move_it.set_ticket_id(id);
    move_it.set_state("waiting_client");
    move_it.set_message("Which screens?");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", move_it);
    EXPECT_EQ(awaited(elif, id), "");
    says(elif, id, "The wide ones.");
    EXPECT_EQ(look(id).state(), "in_progress") << "an answer was asked for, and there it is";
}

TEST_P(AwaitedDecisions, are_not_made_by_a_word_whoever_says_it) {
    const auto id = asked_in({dora_person});
    says(dora, id, "Yes, please order them.");
    says(elif, id, "When do they come?");
    mails_in(id, "Fine by me.");
    EXPECT_EQ(look(id).state(), "waiting_client");
    EXPECT_EQ(get(approval).state(), "pending");
    EXPECT_NE(talk(id).find("Dora: Yes, please order them."), std::string::npos) << "it is read";
    ASSERT_TRUE(decide(dora, approval, "approved"));
    EXPECT_EQ(look(id).state(), "in_progress");
}

TEST_P(AwaitedDecisions, let_the_clock_ask_nobody_for_an_answer) {
    const auto id = asked_in({dora_person});
    house.pass(24h * 16, 12h);
    EXPECT_EQ(talk(id).find("We are still waiting for your answer"), std::string::npos) << talk(id);
    EXPECT_EQ(look(id).state(), "waiting_client");
    ASSERT_TRUE(decide(dora, approval, "rejected", "They have good ones."));
    helpdesk::v1::MoveTicketRequest move_it;
    move_it.set_ticket_id(id);
    move_it.set_state("waiting_client");
    move_it.set_message("Do you want used ones?");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", move_it);
    house.pass(24h * 4, 12h);
    EXPECT_NE(talk(id).find("We are still waiting for your answer"), std::string::npos) << "an answer is asked for as ever";
}

TEST_P(AwaitedDecisions, go_to_the_ticket_that_goes_on) {
    const auto id = asked_in({dora_person});
    const auto survivor = ticket("Screens for three", elif_person);
    work_on(survivor);
    house.clock.advance(1min);
    auto also = question(survivor, {carla_person});
    ASSERT_TRUE(ask(also));
    helpdesk::v1::MergeTicketRequest request;
    request.set_ticket_id(id);
    request.set_into_ticket_id(survivor);
    house.must<helpdesk::v1::Ticket>(house.owner(), "MergeTicket", request);
    house.reconcile();
    EXPECT_EQ(awaited(theo, survivor), "Dora and Carla") << "two questions";
}

TEST_P(AwaitedDecisions, stand_in_the_row_that_screens_are_told) {
    house.updates.clear();
    asked_in({dora_person});
    bool told = false;
    for (const auto& update : house.updates) told = told || update.json.find("\"decision_awaited_of\":\"Dora\"") != std::string::npos;
    EXPECT_TRUE(told);
}

}  // namespace
}  // namespace steward::approvals
