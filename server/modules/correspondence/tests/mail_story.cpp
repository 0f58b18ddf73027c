#include "server/modules/correspondence/tests/mail_story.h"

namespace steward::correspondence {

MailStory::MailStory()
    : Story({"journal", "access", "directory", "helpdesk", "attachments", "approvals", "correspondence"},
            {directory::make_module, helpdesk::make_module, attachments::make_module, approvals::make_module, make_module}) {
    harbour = house.client("Harbour");
    mill = house.client("Mill");
    anna = person(harbour, "Anna Keller", "anna@harbour.example");
    person(mill, "Max Miller", "max@mill.example");
    owner = house.owner();
    theo = house.technician({harbour});
    v1::UpdateMailSettingsRequest request;
    request.set_address("desk@msp.example");
    request.set_authserv_id("mx.msp.example");
    house.must<v1::MailSettings>(owner, "UpdateMailSettings", request);
}

v1::Mail MailStory::receive(const Written& written) {
    const std::string id = written.id.empty() ? "m" + std::to_string(++written_) + "@harbour.example" : written.id;
    return receive_bytes("From: " + written.from + "\r\nTo: " + written.recipient + "\r\nSubject: " + written.subject +
                             "\r\nMessage-ID: <" + id + ">\r\n" + written.more + "\r\n" + written.text + "\r\n",
                         written.sender);
}

v1::Mail MailStory::receive_bytes(const std::string& bytes, const std::string& sender) {
    house.clock.advance(std::chrono::seconds(1));
    mail::Arrival arrival{.envelope = {.sender = sender, .recipients = {"desk@msp.example"}}, .bytes = bytes, .size = bytes.size()};
    EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", std::move(arrival)));
    house.reconcile();
    const auto all = mails();
    return all.empty() ? v1::Mail{} : all.front();
}

std::vector<v1::Mail> MailStory::mails(const std::string& filter) { return mails_for(owner, filter); }

std::vector<v1::Mail> MailStory::mails_for(const Caller& caller, const std::string& filter) {
    v1::ListMailsRequest request;
    request.set_filter(filter);
    request.set_page_size(1000);
    const auto answer = house.must<v1::ListMailsResponse>(caller, "ListMails", request);
    return {answer.mails().begin(), answer.mails().end()};
}

helpdesk::v1::Ticket MailStory::ticket(const std::string& id) {
    helpdesk::v1::GetTicketRequest request;
    request.set_ticket_id(id);
    return house.must<helpdesk::v1::Ticket>(owner, "GetTicket", request);
}

std::vector<helpdesk::v1::TicketMessage> MailStory::conversation(const std::string& id) {
    helpdesk::v1::ListMessagesRequest request;
    request.set_ticket_id(id);
    request.set_page_size(1000);
    const auto answer = house.must<helpdesk::v1::ListMessagesResponse>(owner, "ListMessages", request);
    return {answer.messages().begin(), answer.messages().end()};
}

void MailStory::move(const std::string& id, const std::string& state) {
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(id);
    request.set_state(state);
    request.set_category_id(testing_house::usual_category);
    if (state == "waiting_client") request.set_message("Did you switch it off and on?");
    if (state == "cancelled") request.set_reason("It was a mistake.");
    house.must<helpdesk::v1::Ticket>(owner, "MoveTicket", request);
}

void MailStory::resolve(const std::string& id) {
    move(id, "triaged");
    move(id, "in_progress");
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(id);
    request.set_state("resolved");
    request.set_resolution_code("fixed");
    request.set_resolution_text("Cleaned the drum.");
    house.must<helpdesk::v1::Ticket>(owner, "MoveTicket", request);
}

OutgoingMarks MailStory::marks(const std::string& ticket_id) {
    OutgoingMarks found;
    const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto marks,
                    house.take<Correspondence>().marks(transaction, TicketId::parse(ticket_id).value_or(TicketId{}), RawId{}));
        if (marks) found = *marks;
        return {};
    });
    EXPECT_TRUE(done);
    return found;
}

std::string MailStory::person(ClientId client, const std::string& name, const std::string& email) {
    directory::v1::CreatePersonRequest request;
    request.set_client_id(client.text());
    request.set_name(name);
    request.set_email(email);
    return house.must<directory::v1::Person>(house.owner(), "CreatePerson", request).person_id();
}

// As the access room keeps it; the stories need no password.
AccountId MailStory::account(const std::string& name, const std::string& email, const std::string& role, ClientId client) {
    SystemRng rng;
    const AccountId id = AccountId::make(house.clock.now(), rng);
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, $2, $3, 'active', $4, 1, 0, 0)",
                                id, email, name, false));
        STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", id, role));
        STEWARD_CHECK(transaction.execute("insert into access_account_clients (account_id, client_id) values ($1, $2)", id, client));
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    return id;
}

int MailStory::tickets() {
    return house.must<helpdesk::v1::ListTicketsResponse>(owner, "ListTickets", helpdesk::v1::ListTicketsRequest{}).total();
}

}  // namespace steward::correspondence
