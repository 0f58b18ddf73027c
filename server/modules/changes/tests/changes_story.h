// A provider with engineers who change things, as a story on every database.
#pragma once

#include <gmock/gmock.h>

#include "server/platform/access/roles.h"
#include "steward/approvals/v1/approvals.pb.h"
#include "steward/changes/v1/changes.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::approvals {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::changes {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

using namespace std::chrono_literals;
using testing::HasSubstr;

class Changes : public testing_house::Story {
protected:
    Changes()
        : Story({"journal", "access", "directory", "monitoring", "alerting", "service_levels", "helpdesk", "approvals", "changes"},
                {directory::make_module, alerting::make_module, service_levels::make_module, helpdesk::make_module, approvals::make_module,
                 make_module}) {
        harbour = house.client("Harbour");
        files = house.device(harbour, "files-1");
        erik = account("Erik", "ENG");
        edna = account("Edna", "ENG");
        sara = account("Sara", "SVM");
        theo = account("Theo", "TEC");
        dora = account("Dora", "CDM", true);
        directory::v1::CreatePersonRequest person;
        person.set_client_id(harbour.text());
        person.set_name("Dora");
        person.set_email("dora@desk.example");
        person.add_roles("CDM");
        dora_person = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    }

    Caller account(const std::string& name, const std::string& role, bool client_side = false) {
        SystemRng rng;
        Caller caller = client_side ? house.client_person(harbour) : house.owner();
        caller.account = AccountId::make(house.clock.now(), rng);
        caller.name = name;
        caller.roles = {role};
        caller.permissions = access::find_role(role)->permissions;
        std::string address = name + "@desk.example";
        address[0] = static_cast<char>(address[0] + 32);
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) "
                "values ($1, $2, $2, $3, 'active', $4, 1, 0, 0)",
                caller.account, address, name, !client_side));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
            if (client_side)
                STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)",
                                                  caller.account, harbour));
            return {};
        });
        EXPECT_TRUE(done) << done.error().cause;
        return caller;
    }

    void set_active(const Caller& who, bool active) {
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update access_accounts set status = $1 where id = $2",
                                              std::string(active ? "active" : "disabled"), who.account));
            return {};
        });
        ASSERT_TRUE(done) << done.error().cause;
    }

    v1::CreateChangeRequest whole(const std::string& type = "normal") {
        v1::CreateChangeRequest request;
        request.set_client_id(harbour.text());
        request.set_type(type);
        request.set_title("A new switch");
        request.set_reason("The old one is full.");
        request.set_plan("Replace it.");
        request.set_rollback("Put the old one back.");
        request.set_test("Ping the gateway.");
        request.set_impact("significant");
        request.set_likelihood("low");
        request.add_device_ids(files.text());
        return request;
    }
    v1::Change draft(const v1::CreateChangeRequest& request) { return house.must<v1::Change>(erik, "CreateChange", request); }
    v1::Change get(const std::string& id, const Caller& who) {
        v1::GetChangeRequest request;
        request.set_change_id(id);
        return house.must<v1::Change>(who, "GetChange", request);
    }
    v1::Change ask_the_client(const std::string& id) {
        v1::AskChangeApprovalRequest ask;
        ask.set_change_id(id);
        ask.add_person_ids(dora_person);
        return house.must<v1::Change>(erik, "AskChangeApproval", ask);
    }
    void client_approves(const std::string& approval_id) {
        approvals::v1::DecideApprovalRequest yes;
        yes.set_approval_id(approval_id);
        yes.set_decision("approved");
        house.must<approvals::v1::Approval>(dora, "DecideApproval", yes);
        house.reconcile();
    }
    v1::Change get(const std::string& id) { return get(id, erik); }
    v1::MoveChangeRequest move_to(const std::string& id, const std::string& state) {
        v1::MoveChangeRequest request;
        request.set_change_id(id);
        request.set_state(state);
        request.set_text("It went well.");
        request.set_starts_at_unix_ms((house.clock.now() + 1h).unix_ms);
        request.set_ends_at_unix_ms((house.clock.now() + 3h).unix_ms);
        return request;
    }
    Result<v1::Change> try_move(const Caller& who, const std::string& id, const std::string& state) {
        return house.call<v1::Change>(who, "MoveChange", move_to(id, state));
    }
    void move(const std::string& id, const std::string& state) {
        const auto moved = try_move(erik, id, state);
        EXPECT_TRUE(moved) << state << ": " << (moved ? "" : moved.error().code + " " + moved.error().message);
    }
    Result<v1::Change> decide(const Caller& who, const std::string& id, const std::string& decision = "approved") {
        v1::DecideChangeRequest request;
        request.set_change_id(id);
        request.set_decision(decision);
        request.set_text("I read it.");
        request.set_etag(get(id).etag());
        return house.call<v1::Change>(who, "DecideChange", request);
    }
    // An assessed one, approved by Edna and scheduled for the hour after next.
    std::string scheduled(const v1::CreateChangeRequest& request) {
        const auto id = draft(request).change_id();
        move(id, "assessed");
        EXPECT_TRUE(decide(edna, id));
        move(id, "scheduled");
        return id;
    }
    std::string begun() {
        const auto id = scheduled(whole());
        house.clock.advance(1h);
        move(id, "implementing");
        return id;
    }
    std::string incident(const std::string& title = "Nothing can be reached") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind("incident");
        request.set_title(title);
        request.set_device_id(files.text());
        const auto id = house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
        house.reconcile();
        return id;
    }
    v1::ListTicketChangesResponse changes_of(const std::string& ticket) {
        v1::ListTicketChangesRequest request;
        request.set_ticket_id(ticket);
        return house.must<v1::ListTicketChangesResponse>(theo, "ListTicketChanges", request);
    }
    helpdesk::v1::ListTicketsResponse tickets(const std::string& filter) {
        helpdesk::v1::ListTicketsRequest request;
        request.set_filter(filter);
        return house.must<helpdesk::v1::ListTicketsResponse>(theo, "ListTickets", request);
    }

    ClientId harbour;
    DeviceId files;
    Caller erik, edna, sara, theo, dora;
    std::string dora_person;
};

}  // namespace steward::changes
