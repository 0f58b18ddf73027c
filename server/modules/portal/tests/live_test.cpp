// Whom of a client a change in a ticket is told, and that nobody is told of what they may not read.
#include <algorithm>

#include "server/platform/live/personal.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::portal {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

class PortalLive : public testing_house::Story {
protected:
    PortalLive()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "portal"},
                {directory::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        ulla = account("ulla", "CUS", harbour);
        uwe = account("uwe", "CUS", harbour);
        hana = account("hana", "CHR", harbour);
        bo = account("bo", "CAP", harbour);
        carla = account("carla", "CDM", harbour);
        rosa = account("rosa", "CRO", harbour);
        gone = account("gone", "CDM", harbour, "disabled");
        tom = account("tom", "TEC", harbour);
        lars = account("lars", "CDM", mill);
        person_of_ulla = person("ulla");
    }

    AccountId account(const std::string& name, const std::string& role, ClientId client, const std::string& status = "active") {
        const AccountId id = AccountId::parse("01890000-0000-7000-8000-0000000000" + std::to_string(10 + ++accounts)).value();
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) "
                "values ($1, $2, $3, $4, $5, $6, 1, 0, 0)",
                id, name + "@harbour.example", name + "@harbour.example", name, status, false));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", id, role));
            STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", id, client));
            return {};
        }));
        return id;
    }
    std::string person(const std::string& name) {
        directory::v1::CreatePersonRequest request;
        request.set_client_id(harbour.text());
        request.set_name(name);
        request.set_email(name + "@harbour.example");
        return house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id();
    }
    std::string ticket(const std::string& kind, const std::string& requester) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title("The till is dark");
        request.set_source("phone");
        request.set_kind(kind);
        request.set_requester_person_id(requester);
        return house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request).ticket_id();
    }
    void say(const std::string& id, bool internal) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text("canary");
        request.set_internal(internal);
        house.must<helpdesk::v1::TicketMessage>(house.owner(), "AddMessage", request);
    }
    /// Who was told since the last time, each once, in order.
    std::vector<AccountId> told() {
        house.reconcile();
        std::vector<AccountId> readers;
        for (; heard < house.updates.size(); ++heard) {
            const auto& update = house.updates[heard];
            if (update.topic != live::personal_topic) continue;
            EXPECT_EQ(update.json, R"({"topic":"ticket"})") << "it says that there is something new, and nothing of what";
            EXPECT_EQ(update.client, harbour);
            readers.push_back(AccountId::parse(update.id).value());
        }
        std::sort(readers.begin(), readers.end());
        readers.erase(std::unique(readers.begin(), readers.end()), readers.end());
        return readers;
    }
    using Readers = std::vector<AccountId>;

    ClientId harbour, mill;
    AccountId ulla, uwe, hana, bo, carla, rosa, gone, tom, lars;
    std::string person_of_ulla;
    size_t heard = 0;
    int accounts = 0;
};
STEWARD_ON_EVERY_DATABASE(PortalLive);

TEST_P(PortalLive, tells_whose_ticket_it_is_and_those_who_see_all_of_their_company) {
    const auto id = ticket("incident", person_of_ulla);
    EXPECT_EQ(told(), (Readers{ulla, bo, carla, rosa}));
    say(id, false);
    EXPECT_EQ(told(), (Readers{ulla, bo, carla, rosa}));
    const auto nobodys = ticket("request", "");
    EXPECT_EQ(told(), (Readers{bo, carla, rosa})) << "whose it is not hears nothing, not even that there is one";
    say(nobodys, false);
    EXPECT_EQ(told(), (Readers{bo, carla, rosa}));
}

TEST_P(PortalLive, tells_nobody_of_internal_notes_of_our_own_tickets_or_of_how_we_divide_the_work) {
    const auto id = ticket("incident", person_of_ulla);
    told();
    say(id, true);
    EXPECT_EQ(told(), Readers{});
    helpdesk::v1::AssignTicketRequest assign;
    assign.set_ticket_id(id);
    assign.set_queue("alerts");
    house.must<helpdesk::v1::Ticket>(house.owner(), "AssignTicket", assign);
    EXPECT_EQ(told(), (Readers{ulla, bo, carla, rosa})) << "given to a queue, its state changed, which they see";
    assign.set_queue("service desk");
    house.must<helpdesk::v1::Ticket>(house.owner(), "AssignTicket", assign);
    EXPECT_EQ(told(), Readers{}) << "to which is ours alone";
    const auto internal = ticket("internal", person_of_ulla);
    EXPECT_EQ(told(), Readers{});
    say(internal, false);
    EXPECT_EQ(told(), Readers{});
}

TEST_P(PortalLive, tells_whoever_opened_it_for_somebody_else) {
    Caller opener = house.client_person(harbour);
    opener.account = hana;
    opener.roles = {"CHR"};
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("A new screen");
    request.set_kind("request");
    request.set_requester_person_id(person_of_ulla);
    const auto made = house.must<helpdesk::v1::Ticket>(opener, "CreateTicket", request);
    EXPECT_EQ(told(), (Readers{ulla, hana, bo, carla, rosa}));
    say(made.ticket_id(), false);
    EXPECT_EQ(told(), (Readers{ulla, hana, bo, carla, rosa}));
}

}  // namespace
}  // namespace steward::portal
