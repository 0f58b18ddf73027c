// Who may do what on the desk: the Who of domain/model.md 5.11, over the API. What one may not do is said with the reason.
#include <algorithm>

#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class RolesOfTheDesk : public DeskStory {
protected:
    RolesOfTheDesk() {
        dana = staff("Dana Dispatcher", "DSP");
        tess = staff("Tess Technician", "TEC");
        tim = staff("Tim Technician", "TEC");
    }
    Caller staff(const std::string& name, const std::string& role) {
        Caller caller = house.technician({harbour});
        caller.account = AccountId::parse(account(name, role, "active", harbour)).value_or(AccountId{});
        caller.name = name;
        caller.roles = {role};
        return caller;
    }
    Result<v1::Ticket> give(const Caller& caller, const std::string& id, const Caller& to) {
        v1::AssignTicketRequest request;
        request.set_ticket_id(id);
        request.set_assignee_account_id(to.account.text());
        return house.call<v1::Ticket>(caller, "AssignTicket", request);
    }
    std::string move_by(const Caller& caller, v1::MoveTicketRequest request) {
        const auto moved = house.call<v1::Ticket>(caller, "MoveTicket", request);
        return moved ? moved->state() : moved.error().code;
    }
    static v1::MoveTicketRequest solved(const std::string& id) {
        auto request = to(id, "resolved");
        request.set_resolution_code("fixed");
        request.set_resolution_text("Cleaned the drum.");
        return request;
    }
    static bool allows(const v1::Ticket& ticket, const std::string& action) {
        return std::count(ticket.allowed_actions().begin(), ticket.allowed_actions().end(), action) > 0;
    }
    static std::string barred(const v1::Ticket& ticket, const std::string& action) {
        for (const auto& one : ticket.barred_actions()) {
            if (one.action() == action) return one.why();
        }
        return {};
    }
    // A person of the client with an account, who is not a manager.
    Caller client_user(const std::string& name, std::string& person_id) {
        Caller caller = house.client_person(harbour);
        const auto id = account(name, "CUS", "active", harbour);
        caller.account = AccountId::parse(id).value_or(AccountId{});
        caller.name = name;
        caller.permissions.insert("ticket.watch");
        directory::v1::CreatePersonRequest person;
        person.set_client_id(harbour.text());
        person.set_name(name);
        person.set_email(id + "@example.net");
        person_id = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
        return caller;
    }

    Caller dana, tess, tim;
};

TEST_P(RolesOfTheDesk, let_a_technician_work_and_a_dispatcher_direct) {
    const auto id = create("Printer").ticket_id();
    EXPECT_EQ(move_by(tess, to(id, "triaged")), "triaged");
    EXPECT_EQ(move_by(dana, to(id, "in_progress")), "helpdesk.other_role") << "a dispatcher does not begin the work";
    ASSERT_TRUE(give(dana, id, tess));
    EXPECT_EQ(get(dana, id).state(), "assigned");
    EXPECT_EQ(move_by(tess, to(id, "in_progress")), "in_progress");
    EXPECT_EQ(move_by(tess, with_reason(to(id, "cancelled"), "Created in error, twice.")), "helpdesk.other_role");
    EXPECT_EQ(move_by(dana, solved(id)), "helpdesk.other_role");
    EXPECT_EQ(move_by(tess, solved(id)), "resolved");
    EXPECT_EQ(move_by(tess, to(id, "closed")), "helpdesk.other_role") << "whoever asked says that it is solved, or three days do";
    EXPECT_EQ(move_by(house.owner(), to(id, "closed")), "closed");
}

TEST_P(RolesOfTheDesk, let_a_technician_take_work_and_hand_on_their_own_and_not_give_it_to_others) {
    const auto id = create("Printer").ticket_id();
    EXPECT_EQ(give(tess, id, tim).error().code, "helpdesk.other_role");
    const auto taken = give(tess, id, tess);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->assignee_name(), "Tess Technician");
    EXPECT_EQ(taken->state(), "new") << "assigned is the dispatcher's word";
    EXPECT_EQ(give(tim, id, dana).error().code, "helpdesk.other_role") << "it is not his";
    const auto handed = give(tess, id, tim);
    ASSERT_TRUE(handed);
    EXPECT_EQ(handed->assignee_name(), "Tim Technician");
}

TEST_P(RolesOfTheDesk, say_what_one_may_not_do_and_why) {
    const auto id = create("Printer").ticket_id();
    const auto seen = get(tess, id);
    EXPECT_FALSE(allows(seen, "cancelled"));
    EXPECT_FALSE(allows(seen, "merge"));
    EXPECT_TRUE(allows(seen, "assign"));
    EXPECT_NE(barred(seen, "cancelled").find("dispatchers"), std::string::npos);
    EXPECT_NE(barred(seen, "merge").find("dispatchers"), std::string::npos);
    EXPECT_NE(barred(seen, "give"), "");
    EXPECT_EQ(get(house.owner(), id).barred_actions_size(), 0) << "the owner may do everything";
    EXPECT_EQ(get(carla, id).barred_actions_size(), 0);
    v1::MergeTicketRequest merge;
    merge.set_ticket_id(id);
    merge.set_into_ticket_id(create("Printer again").ticket_id());
    EXPECT_EQ(house.call<v1::Ticket>(tess, "MergeTicket", merge).error().code, "helpdesk.other_role");
}

TEST_P(RolesOfTheDesk, let_only_whoever_asked_withdraw_it_and_let_them_invite_their_colleagues) {
    std::string anna_person, ben_person;
    const Caller anna = client_user("Anna", anna_person), ben = client_user("Ben", ben_person);
    v1::CreateTicketRequest wish;
    wish.set_client_id(harbour.text());
    wish.set_title("My screen flickers");
    const auto id = house.must<v1::Ticket>(anna, "CreateTicket", wish).ticket_id();
    v1::GetTicketRequest look;
    look.set_ticket_id(id);
    EXPECT_EQ(house.call<v1::Ticket>(ben, "GetTicket", look).error().code, "helpdesk.ticket_not_found");
    v1::ChangeTicketWatchersRequest watch;
    watch.set_ticket_id(id);
    watch.add_add_addresses("nobody@elsewhere.example");
    EXPECT_EQ(house.call<v1::TicketRelations>(anna, "ChangeTicketWatchers", watch).error().fields.at(0).pointer, "/add_addresses");
    watch.set_add_addresses(0, ben.account.text() + "@EXAMPLE.net");
    const auto ties = house.must<v1::TicketRelations>(anna, "ChangeTicketWatchers", watch);
    ASSERT_EQ(ties.watchers_size(), 1);
    EXPECT_EQ(ties.watchers(0).name(), "Ben");
    const auto seen = get(ben, id);
    EXPECT_TRUE(allows(seen, "reply"));
    EXPECT_FALSE(allows(seen, "cancelled"));
    EXPECT_FALSE(allows(seen, "watch"));
    EXPECT_EQ(move_by(ben, with_reason(to(id, "cancelled"), "I know better than her.")), "helpdesk.not_the_requester");
    watch.clear_add_addresses();
    watch.add_add_person_ids(anna_person);
    EXPECT_EQ(house.call<v1::TicketRelations>(ben, "ChangeTicketWatchers", watch).error().code, "helpdesk.not_the_requester");
    watch.clear_add_person_ids();
    watch.add_add_account_ids(tess.account.text());
    EXPECT_EQ(house.call<v1::TicketRelations>(anna, "ChangeTicketWatchers", watch).error().code, "helpdesk.staff_only");
    watch.clear_add_account_ids();
    watch.add_remove_person_ids(ben_person);
    house.must<v1::TicketRelations>(ben, "ChangeTicketWatchers", watch);
    EXPECT_EQ(house.call<v1::Ticket>(ben, "GetTicket", look).error().code, "helpdesk.ticket_not_found") << "he stopped watching";
    EXPECT_EQ(move_by(anna, with_reason(to(id, "cancelled"), "It stopped flickering.")), "cancelled");
}

STEWARD_ON_EVERY_DATABASE(RolesOfTheDesk);

}  // namespace
}  // namespace steward::helpdesk
