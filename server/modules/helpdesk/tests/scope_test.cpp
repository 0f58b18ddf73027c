// Who sees what: a caller of one client sees nothing of another, and nobody at a client sees what
// is written for colleagues.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class TicketScope : public DeskStory {};
STEWARD_ON_EVERY_DATABASE(TicketScope);

TEST_P(TicketScope, hides_everything_of_another_client_also_in_counts) {
    const auto id = create("Secret of the harbour").ticket_id();
    const auto stranger = house.technician({mill});
    EXPECT_EQ(list(stranger, "").total(), 0);
    EXPECT_EQ(list(stranger, "secret").total(), 0);
    EXPECT_EQ(list(stranger, "client:harbour").total(), 0);
    const auto queues = house.must<v1::ListQueuesResponse>(stranger, "ListQueues", v1::ListQueuesRequest{});
    for (const auto& queue : queues.queues()) EXPECT_EQ(queue.open_count(), 0);
    v1::GetTicketRequest get_request;
    get_request.set_ticket_id(id);
    v1::ListMessagesRequest messages;
    messages.set_ticket_id(id);
    v1::AddMessageRequest word;
    word.set_ticket_id(id);
    word.set_text("Hello");
    EXPECT_EQ(house.call<v1::Ticket>(stranger, "GetTicket", get_request).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(house.call<v1::ListMessagesResponse>(stranger, "ListMessages", messages).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(house.call<v1::TicketMessage>(stranger, "AddMessage", word).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(house.call<v1::Ticket>(stranger, "MoveTicket", to(id, "triaged")).error().kind, ErrorKind::NotFound);
}

TEST_P(TicketScope, pages_of_one_client_never_lead_into_another) {
    for (int i = 0; i < 6; ++i) create("Harbour " + std::to_string(i));
    const auto mills = create("Mill", mill).ticket_id();
    v1::ListTicketsRequest request;
    request.set_page_size(2);
    const auto first = house.must<v1::ListTicketsResponse>(theo, "ListTickets", request);
    request.set_page_token(first.next_page_token());
    const auto page = house.must<v1::ListTicketsResponse>(house.technician({mill}), "ListTickets", request);
    for (const auto& ticket : page.tickets()) EXPECT_EQ(ticket.ticket_id(), mills);
}

TEST_P(TicketScope, keeps_notes_and_our_own_matters_from_the_client) {
    const auto id = create("Printer").ticket_id();
    say(theo, id, "This client pays late.", true);
    assign(id, tech_account);
    say(theo, id, "We are looking into it.");
    const auto theirs = conversation(carla, id);
    for (const auto& line : theirs) {
        EXPECT_FALSE(line.internal());
        EXPECT_EQ(line.text().find("late"), std::string::npos);
        EXPECT_EQ(line.text().find("Assigned to"), std::string::npos);
    }
    EXPECT_EQ(conversation(theo, id).size(), theirs.size() + 2);
    EXPECT_EQ(get(carla, id).message_count(), 1);
    EXPECT_EQ(get(theo, id).message_count(), 2);
    v1::AddMessageRequest note;
    note.set_ticket_id(id);
    note.set_text("Hidden");
    note.set_internal(true);
    const auto refused = house.call<v1::TicketMessage>(carla, "AddMessage", note);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "helpdesk.staff_only");
    for (const auto& update : house.updates) EXPECT_EQ(update.json.find("late"), std::string::npos);
}

TEST_P(TicketScope, hides_internal_tickets_from_the_client_they_are_about) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_kind("internal");
    request.set_title("Raise their prices");
    const auto id = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    EXPECT_EQ(list(carla, "").total(), 0);
    v1::GetTicketRequest get_request;
    get_request.set_ticket_id(id);
    EXPECT_FALSE(house.call<v1::Ticket>(carla, "GetTicket", get_request));
    request.set_title("Mine");
    EXPECT_FALSE(house.call<v1::Ticket>(carla, "CreateTicket", request));
    EXPECT_EQ(house.must<v1::ListQueuesResponse>(carla, "ListQueues", v1::ListQueuesRequest{}).assignees_size(), 0);
}

TEST_P(TicketScope, leaves_our_decisions_to_our_people) {
    const auto id = create("Printer").ticket_id();
    v1::UpdateTicketRequest urgent;
    urgent.set_ticket_id(id);
    urgent.set_urgency("high");
    EXPECT_EQ(house.call<v1::Ticket>(carla, "UpdateTicket", urgent).error().code, "helpdesk.staff_only");
    v1::AssignTicketRequest request;
    request.set_ticket_id(id);
    EXPECT_EQ(house.call<v1::Ticket>(carla, "AssignTicket", request).error().code, "helpdesk.staff_only");
    EXPECT_EQ(house.call<v1::Ticket>(carla, "MoveTicket", to(id, "triaged")).error().code, "helpdesk.move_not_allowed");
    v1::CreateTicketRequest portal;
    portal.set_client_id(harbour.text());
    portal.set_title("Mouse");
    portal.set_source("phone");
    EXPECT_EQ(house.must<v1::Ticket>(carla, "CreateTicket", portal).source(), "portal");
}

TEST_P(TicketScope, keeps_the_new_name_of_a_device_that_moved_to_another_client) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Disk full");
    request.set_device_id(files.text());
    const auto id = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    directory::v1::MoveDeviceRequest move_device;
    move_device.set_device_id(files.text());
    move_device.set_client_id(mill.text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move_device);
    directory::v1::UpdateDeviceRequest rename;
    rename.set_device_id(files.text());
    rename.set_name("mill-vault");
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", rename);
    const auto ticket = get(theo, id);
    EXPECT_EQ(ticket.device_name(), "files-1");
    EXPECT_EQ(ticket.device_id(), "");
    EXPECT_EQ(list(theo, "device:mill-vault").total(), 0);
    EXPECT_EQ(list(theo, "device:files-1").total(), 1);
}

TEST_P(TicketScope, is_held_by_the_database_itself) {
    const auto ticket = create("Printer").ticket_id();
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into helpdesk_messages (id, client_id, ticket_id, position, at, author_kind, author_name, internal, body) "
            "values ($1, $2, $3, 99, 0, 'staff', '', $4, 'x')",
            "01890000-0000-7000-8000-000000000001", mill, ticket, false));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "storage.foreign_key");
}

TEST_P(TicketScope, of_a_client_user_is_what_they_asked_for_themselves) {
    Caller ulla = house.client_person(harbour);
    ulla.account = AccountId::parse(account("Ulla User", "CUS", "active", harbour)).value_or(AccountId{});
    const auto of_others = create("A colleague leaves on Friday").ticket_id();
    v1::CreateTicketRequest portal;
    portal.set_client_id(harbour.text());
    portal.set_title("My keyboard");
    const auto own = house.must<v1::Ticket>(ulla, "CreateTicket", portal);
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Ulla User");
    person.set_email(ulla.account.text() + "@example.net");
    v1::CreateTicketRequest by_telephone = portal;
    by_telephone.set_title("My mouse");
    by_telephone.set_requester_person_id(house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id());
    const auto for_her = house.must<v1::Ticket>(theo, "CreateTicket", by_telephone);
    EXPECT_EQ(list(ulla, "").total(), 2);
    EXPECT_EQ(get(ulla, own.ticket_id()).title(), "My keyboard");
    EXPECT_EQ(get(ulla, for_her.ticket_id()).title(), "My mouse");
    v1::GetTicketRequest foreign;
    foreign.set_ticket_id(of_others);
    EXPECT_EQ(house.call<v1::Ticket>(ulla, "GetTicket", foreign).error().code, "helpdesk.ticket_not_found");
    v1::AddMessageRequest message;
    message.set_ticket_id(of_others);
    message.set_text("What is this?");
    EXPECT_FALSE(house.call<v1::TicketMessage>(ulla, "AddMessage", message));
    EXPECT_EQ(list(carla, "").total(), 3) << "who decides for the firm sees all of it";
}

}  // namespace
}  // namespace steward::helpdesk
