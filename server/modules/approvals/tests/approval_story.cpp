#include "server/modules/approvals/tests/approval_story.h"

#include "server/platform/access/roles.h"

namespace steward::approvals {

ApprovalStory::ApprovalStory()
    : Story({"journal", "access", "directory", "service_levels", "helpdesk", "approvals"},
            {directory::make_module, helpdesk::make_module, make_module}) {
    house.take<Approvals>().set_public_address("https://desk.example");
    harbour = house.client("Harbour Precision");
    carla_person = person("Carla", "Carla@harbour.example", {"CAP"});
    dora_person = person("Dora", "dora@harbour.example", {"CDM"});
    ursula_person = person("Ursula", "", {"CUS"});
    vera = account("Vera", "vera@desk.example", "SVM", false);
    theo = account("Theo", "theo@desk.example", "TEC", false);
    theo.roles.insert("DSP");  // withdraws tickets
    carla = account("Carla", "carla@harbour.example", "CAP", true);
    dora = account("Dora", "dora@harbour.example", "CDM", true);
    ursula = account("Ursula", "ursula@harbour.example", "CUS", true);
}

std::string ApprovalStory::person(const std::string& name, const std::string& email, const std::vector<std::string>& roles) {
    directory::v1::CreatePersonRequest request;
    request.set_client_id(harbour.text());
    request.set_name(name);
    request.set_email(email);
    for (const auto& role : roles) request.add_roles(role);
    return house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id();
}

Caller ApprovalStory::account(const std::string& name, const std::string& email, const std::string& role, bool client_side) {
    SystemRng rng;
    Caller caller = client_side ? house.client_person(harbour) : house.owner();
    caller.account = AccountId::make(house.clock.now(), rng);
    caller.name = name;
    caller.roles = {role};
    caller.permissions = access::find_role(role)->permissions;
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, $2, $3, "
                                "'active', $4, 1, 0, 0)",
                                caller.account, email, name, !client_side));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
        if (client_side)
            STEWARD_CHECK(
                transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", caller.account, harbour));
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    return caller;
}

std::string ApprovalStory::ticket(const std::string& title, const std::string& requester) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title(title);
    request.set_kind("request");
    request.set_requester_person_id(requester);
    return house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
}

helpdesk::v1::Ticket ApprovalStory::look(const std::string& ticket) {
    helpdesk::v1::GetTicketRequest request;
    request.set_ticket_id(ticket);
    return house.must<helpdesk::v1::Ticket>(theo, "GetTicket", request);
}

std::string ApprovalStory::talk(const std::string& ticket) {
    helpdesk::v1::ListMessagesRequest request;
    request.set_ticket_id(ticket);
    std::string text;
    const auto answer = house.must<helpdesk::v1::ListMessagesResponse>(theo, "ListMessages", request);
    for (const auto& message : answer.messages()) {
        if (message.kind() == "event") continue;
        text += message.internal() ? "[" + message.author_name() + ": " + message.text() + "]\n"
                                   : message.author_name() + ": " + message.text() + "\n";
    }
    return text;
}

void ApprovalStory::work_on(const std::string& ticket) {
    for (const char* state : {"triaged", "in_progress"}) EXPECT_TRUE(move(ticket, state));
}

Result<helpdesk::v1::Ticket> ApprovalStory::move(const std::string& ticket, const std::string& state) {
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(ticket);
    request.set_state(state);
    request.set_category_id(testing_house::usual_category);
    request.set_reason("It is no longer needed here");
    if (state == "resolved") {
        request.set_resolution_code("fulfilled");
        request.set_resolution_text("Access was given.");
    }
    return house.call<helpdesk::v1::Ticket>(theo, "MoveTicket", request);
}

v1::AskApprovalRequest ApprovalStory::question(const std::string& ticket, const std::vector<std::string>& people) {
    v1::AskApprovalRequest request;
    request.set_ticket_id(ticket);
    request.set_kind("access");
    request.set_question("May Ursula read the folder Accounts?");
    request.set_consequence("She sees all invoices.");
    for (const auto& one : people) request.add_person_ids(one);
    return request;
}

Result<v1::Approval> ApprovalStory::ask(const v1::AskApprovalRequest& request) {
    return house.call<v1::Approval>(theo, "AskApproval", request);
}

v1::Approval ApprovalStory::get(const std::string& approval) {
    v1::GetApprovalRequest request;
    request.set_approval_id(approval);
    return house.must<v1::Approval>(theo, "GetApproval", request);
}

Result<v1::Approval> ApprovalStory::decide(const Caller& who, const std::string& approval, const std::string& decision,
                                           const std::string& comment) {
    v1::DecideApprovalRequest request;
    request.set_approval_id(approval);
    request.set_decision(decision);
    request.set_comment(comment);
    return house.call<v1::Approval>(who, "DecideApproval", request);
}

std::vector<facts::v1::MailWanted> ApprovalStory::mails() { return house.facts<facts::v1::MailWanted>(); }

std::string ApprovalStory::token(size_t mail) {
    std::string address;
    EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(address, house.take<Approvals>().decision_address(
                                 transaction, ApproverId::parse(mails().at(mail).approver_id()).value_or(ApproverId{})));
        return {};
    }));
    const size_t at = address.find('#');
    return at == std::string::npos ? "" : address.substr(at + 1);
}

namespace {
// Public methods ask for the permission without a name.
Caller nobody() {
    Caller caller;
    caller.permissions = {""};
    return caller;
}
}  // namespace

Result<v1::ApprovalFace> ApprovalStory::look_by_link(const std::string& token) {
    v1::LookAtApprovalRequest request;
    request.set_token(token);
    return house.call<v1::ApprovalFace>(nobody(), "LookAtApproval", request);
}

Result<v1::ApprovalFace> ApprovalStory::decide_by_link(const std::string& token, const std::string& decision, const std::string& comment) {
    v1::DecideByLinkRequest request;
    request.set_token(token);
    request.set_decision(decision);
    request.set_comment(comment);
    return house.call<v1::ApprovalFace>(nobody(), "DecideByLink", request);
}

}  // namespace steward::approvals
