// Those of a client who read all its tickets (CDM, CAP, CRO) raise and follow their own, and only read the others'. On both databases.
#include <algorithm>

#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class TicketReaders : public DeskStory {
protected:
    TicketReaders() {
        ulla = user("Ulla User", {"CUS"});
        ulla_person = person_of(ulla, "Ulla User");
    }

    Caller user(const std::string& name, const std::set<std::string>& roles) {
        Caller caller = house.client_person(harbour);
        caller.account = AccountId::parse(account(name, *roles.begin(), "active", harbour)).value_or(AccountId{});
        caller.roles = roles;
        caller.permissions.insert("ticket.watch");
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
    std::string raise(const Caller& caller, const std::string& title) {
        return house.must<v1::Ticket>(caller, "CreateTicket", asks(title)).ticket_id();
    }
    std::string refused_word(const Caller& caller, const std::string& id) {
        v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text("And I say so too.");
        const auto said = house.call<v1::TicketMessage>(caller, "AddMessage", request);
        return said ? "" : said.error().code;
    }
    std::string refused_move(const Caller& caller, const std::string& id, const std::string& state) {
        const auto moved = house.call<v1::Ticket>(caller, "MoveTicket", with_reason(to(id, state), "It is no longer needed"));
        return moved ? "" : moved.error().code;
    }
    std::string refused_change(const Caller& caller, const std::string& id, bool only_confidence) {
        v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        if (only_confidence) request.set_confidential(true);
        if (!only_confidence) request.set_title("Something else");
        const auto changed = house.call<v1::Ticket>(caller, "UpdateTicket", request);
        return changed ? "" : changed.error().code;
    }
    bool is_offered(const Caller& caller, const std::string& id, const std::string& action) {
        const auto ticket = get(caller, id);
        return std::find(ticket.allowed_actions().begin(), ticket.allowed_actions().end(), action) != ticket.allowed_actions().end();
    }
    void let_watch(const std::string& id, const std::string& person) {
        v1::ChangeTicketWatchersRequest request;
        request.set_ticket_id(id);
        request.add_add_person_ids(person);
        house.must<v1::TicketRelations>(ulla, "ChangeTicketWatchers", request);
    }

    Caller ulla;
    std::string ulla_person;
};
STEWARD_ON_EVERY_DATABASE(TicketReaders);

TEST_P(TicketReaders, raise_answer_confirm_reopen_and_withdraw_their_own) {
    for (const char* role : {"CDM", "CAP", "CRO"}) {
        const Caller reader = user(std::string("Rea ") + role, {role});
        const auto self = person_of(reader, std::string("Rea ") + role);
        const auto id = raise(reader, "My chair");
        EXPECT_EQ(get(reader, id).requester_person_id(), self) << role;
        EXPECT_TRUE(is_offered(reader, id, "reply")) << role;
        EXPECT_EQ(refused_word(reader, id), "") << role;
        EXPECT_EQ(refused_change(reader, id, false), "") << role;
        assign(id, tech_account);
        move(id, "in_progress");
        resolve(id);
        EXPECT_TRUE(is_offered(reader, id, "closed")) << role;
        house.must<v1::Ticket>(reader, "MoveTicket", [&] {
            auto again = to(id, "in_progress");
            again.set_message("It still creaks.");
            return again;
        }());
        resolve(id);
        EXPECT_EQ(refused_move(reader, id, "closed"), "") << role;
        const auto other = raise(reader, "My table");
        EXPECT_EQ(refused_move(reader, other, "cancelled"), "") << role << ": withdrawn";
    }
}

TEST_P(TicketReaders, only_read_what_others_asked_for) {
    const auto hers = raise(ulla, "My keyboard"), nobodys = create("A volume is full").ticket_id();
    for (const char* role : {"CDM", "CAP", "CRO"}) {
        const Caller reader = user(std::string("Rea ") + role, {role});
        person_of(reader, std::string("Rea ") + role);
        for (const auto& id : {hers, nobodys}) {
            for (const char* action : {"reply", "edit", "cancelled", "confide"})
                EXPECT_FALSE(is_offered(reader, id, action)) << role << " " << action;
            EXPECT_EQ(refused_word(reader, id), "helpdesk.only_read") << role;
            EXPECT_EQ(refused_move(reader, id, "cancelled"), "helpdesk.only_read") << role;
            EXPECT_EQ(refused_change(reader, id, false), "helpdesk.only_read") << role;
            EXPECT_EQ(refused_change(reader, id, true), "helpdesk.only_read") << role;
        }
        EXPECT_EQ(list(reader, "is:open").total(), 2) << role << " reads them all";
        auto for_her = asks("Her mouse");
        for_her.set_requester_person_id(ulla_person);
        EXPECT_EQ(house.call<v1::Ticket>(reader, "CreateTicket", for_her).error().fields.at(0).pointer, "/requester_person_id") << role;
    }
    EXPECT_EQ(get(ulla, hers).message_count(), 0) << "nothing was written";
}

TEST_P(TicketReaders, answer_where_they_follow_and_close_nothing_there) {
    const Caller dora = user("Dora Decides", {"CDM"});
    const auto person = person_of(dora, "Dora Decides");
    const auto hers = raise(ulla, "My keyboard");
    let_watch(hers, person);
    EXPECT_TRUE(is_offered(dora, hers, "reply"));
    EXPECT_EQ(refused_word(dora, hers), "");
    EXPECT_FALSE(is_offered(dora, hers, "cancelled"));
    EXPECT_EQ(refused_move(dora, hers, "cancelled"), "helpdesk.not_the_requester");
}

TEST_P(TicketReaders, follow_up_what_was_theirs) {
    const Caller dora = user("Dora Decides", {"CDM"});
    person_of(dora, "Dora Decides");
    const auto mine = raise(dora, "My chair"), hers = raise(ulla, "My keyboard");
    EXPECT_EQ(refused_move(dora, mine, "cancelled"), "");
    EXPECT_EQ(refused_move(ulla, hers, "cancelled"), "");
    auto after = asks("My chair again");
    after.set_follows_ticket_id(mine);
    EXPECT_EQ(house.must<v1::Ticket>(dora, "CreateTicket", after).follows_ticket_id(), mine);
    after.set_follows_ticket_id(hers);
    EXPECT_EQ(house.call<v1::Ticket>(dora, "CreateTicket", after).error().code, "helpdesk.only_read");
}

TEST_P(TicketReaders, write_everywhere_when_they_are_users_too) {
    const Caller both = user("Dora Decides", {"CDM", "CUS"});
    const auto hers = raise(ulla, "My keyboard");
    EXPECT_TRUE(is_offered(both, hers, "reply"));
    EXPECT_EQ(refused_word(both, hers), "");
    auto for_her = asks("Her mouse");
    for_her.set_requester_person_id(ulla_person);
    EXPECT_EQ(house.must<v1::Ticket>(both, "CreateTicket", for_her).requester_person_id(), ulla_person);
}

}  // namespace
}  // namespace steward::helpdesk
