#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {

DeskStory::DeskStory()
    : Story({"journal", "access", "directory", "service_levels", "helpdesk"},
            {directory::make_module, service_levels::make_module, make_module}) {
    harbour = house.client("Harbour");
    mill = house.client("Mill");
    files = house.device(harbour, "files-1");
    tech_account = account("Theo Technician", "TEC", "active", harbour);
    mill_account = account("Mira Miller", "TEC", "active", mill);
    disabled_account = account("Dora Departed", "TEC", "disabled", harbour);
    client_account = account("Carla Client", "CUS", "active", harbour);
    theo = house.technician({harbour});
    theo.account = AccountId::parse(tech_account).value_or(AccountId{});
    carla = house.client_person(harbour);
    carla.account = AccountId::parse(client_account).value_or(AccountId{});
    carla.permissions.insert("ticket.watch");
    carla.roles = {"CUS", "CDM"};  // sees all tickets of her firm, not only her own
}

// As the access room keeps it; the stories need no password.
std::string DeskStory::account(const std::string& name, const std::string& role, const std::string& status, ClientId client) {
    SystemRng rng;
    const AccountId id = AccountId::make(house.clock.now(), rng);
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) "
            "values ($1, $2, $2, $3, $4, $5, 1, 0, 0)",
            id, id.text() + "@example.net", name, status, false));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", id, role));
        STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", id, client));
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    return id.text();
}

v1::Ticket DeskStory::create(const std::string& title, ClientId client) {
    v1::CreateTicketRequest request;
    request.set_client_id(client.text());
    request.set_title(title);
    request.set_source("phone");
    return house.must<v1::Ticket>(client == harbour ? theo : house.owner(), "CreateTicket", request);
}

v1::Ticket DeskStory::get(const Caller& caller, const std::string& id) {
    v1::GetTicketRequest request;
    request.set_ticket_id(id);
    return house.must<v1::Ticket>(caller, "GetTicket", request);
}

v1::TicketClock DeskStory::clock_of(const v1::Ticket& ticket, const std::string& kind) {
    for (const auto& found : ticket.clocks()) {
        if (found.kind() == kind) return found;
    }
    return {};
}

v1::ListTicketsResponse DeskStory::list(const Caller& caller, const std::string& filter, const std::string& order) {
    v1::ListTicketsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    return house.must<v1::ListTicketsResponse>(caller, "ListTickets", request);
}

std::vector<v1::TicketMessage> DeskStory::conversation(const Caller& caller, const std::string& id) {
    v1::ListMessagesRequest request;
    request.set_ticket_id(id);
    request.set_page_size(1000);
    const auto answer = house.must<v1::ListMessagesResponse>(caller, "ListMessages", request);
    return {answer.messages().begin(), answer.messages().end()};
}

int DeskStory::times_said(const std::string& id, const std::string& words) {
    int times = 0;
    for (const auto& line : conversation(theo, id)) times += line.text().find(words) != std::string::npos ? 1 : 0;
    return times;
}

void DeskStory::say(const Caller& caller, const std::string& id, const std::string& text, bool internal) {
    v1::AddMessageRequest request;
    request.set_ticket_id(id);
    request.set_text(text);
    request.set_internal(internal);
    house.must<v1::TicketMessage>(caller, "AddMessage", request);
}

v1::Ticket DeskStory::assign(const std::string& id, const std::string& account) {
    v1::AssignTicketRequest request;
    request.set_ticket_id(id);
    request.set_assignee_account_id(account);
    return house.must<v1::Ticket>(theo, "AssignTicket", request);
}

v1::Ticket DeskStory::resolve(const std::string& id) {
    auto request = to(id, "resolved");
    request.set_resolution_code("fixed");
    request.set_resolution_text("Cleaned the drum.");
    return house.must<v1::Ticket>(theo, "MoveTicket", request);
}

std::string DeskStory::resolved_ticket() {
    const auto id = create("Scanner").ticket_id();
    move(id, "triaged");
    move(id, "in_progress");
    resolve(id);
    return id;
}

int DeskStory::open_tickets_of(ClientId client) {
    directory::v1::GetClientRequest request;
    request.set_client_id(client.text());
    return house.must<directory::v1::Client>(house.owner(), "GetClient", request).open_ticket_count();
}

v1::MoveTicketRequest DeskStory::to(const std::string& id, const std::string& state) {
    v1::MoveTicketRequest request;
    request.set_ticket_id(id);
    request.set_state(state);
    request.set_category_id(testing_house::usual_category);
    return request;
}

v1::MoveTicketRequest DeskStory::with_reason(v1::MoveTicketRequest request, const std::string& reason) {
    request.set_reason(reason);
    if (request.state() == "waiting_vendor") request.set_vendor_reference("4711");
    return request;
}

}  // namespace steward::helpdesk
