// What a client's own people are shown of how they are served, and what of it is theirs alone.
#include "server/modules/portal/portal.h"
#include "server/modules/portal/tests/pictures.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/portal/v1/portal.pb.h"
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

class ClientPortal : public testing_house::Story {
protected:
    ClientPortal()
        : Story({"journal", "access", "directory", "service_levels", "helpdesk", "portal"},
                {directory::make_module, service_levels::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        files = house.device(harbour, "files-1");
        till = house.device(harbour, "till-2");
        carla = house.client_person(harbour);
        carla.permissions = {"ticket.read", "ticket.write", "portal.read"};
        boss = house.client_person(harbour);
        boss.roles = {"CDM", "CUS"};
        boss.permissions = {"device.read", "ticket.read", "ticket.write", "portal.read", "portal.promises"};
    }

    v1::Portal look(const Caller& caller, ClientId client) {
        v1::GetPortalRequest request;
        request.set_client_id(client.text());
        return house.must<v1::Portal>(caller, "GetPortal", request);
    }
    Result<v1::Portal> paint(const std::string& color, const std::string& etag = {}) {
        v1::UpdatePortalRequest request;
        request.set_client_id(harbour.text());
        request.set_color(color);
        return house.call<v1::Portal>(house.owner(), "UpdatePortal", request, etag);
    }
    Result<v1::Portal> hang(const std::string& picture, ClientId client) {
        v1::SetPortalLogoRequest request;
        request.set_client_id(client.text());
        request.set_image(picture);
        return house.call<v1::Portal>(house.owner(), "SetPortalLogo", request);
    }
    std::string ticket(const std::string& title, const std::string& kind = "incident") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title(title);
        request.set_source("phone");
        request.set_kind(kind);
        request.set_impact("significant");
        request.set_urgency("high");
        return house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", request).ticket_id();
    }
    void move(const std::string& id, const std::string& state) {
        helpdesk::v1::MoveTicketRequest request;
        request.set_ticket_id(id);
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        request.set_message(state == "waiting_client" ? "Which of the two?" : "");
        request.set_reason(state == "cancelled" ? "it went away by itself" : "");
        house.must<helpdesk::v1::Ticket>(house.owner(), "MoveTicket", request);
    }
    void ask_the_client(const std::string& id) {
        move(id, "triaged");
        move(id, "in_progress");
        move(id, "waiting_client");
    }
    v1::Promises promises(const std::string& month = {}) {
        v1::GetPromisesRequest request;
        request.set_client_id(harbour.text());
        request.set_month(month);
        return house.must<v1::Promises>(boss, "GetPromises", request);
    }

    ClientId harbour, mill;
    DeviceId files, till;
    Caller carla, boss;
};
STEWARD_ON_EVERY_DATABASE(ClientPortal);

TEST_P(ClientPortal, looks_like_the_product_until_somebody_chooses) {
    const auto plain = look(carla, harbour);
    EXPECT_EQ(plain.client_name(), "Harbour");
    EXPECT_EQ(plain.color(), "");
    EXPECT_FALSE(plain.has_light());
    EXPECT_EQ(plain.logo_url(), "");
    EXPECT_EQ(plain.allowed_actions_size(), 0);
    ASSERT_TRUE(paint("#FFD400"));
    const auto yellow = look(carla, harbour);
    EXPECT_EQ(yellow.color(), "#ffd400");
    EXPECT_EQ(yellow.light().bar(), "#ffd400");
    EXPECT_EQ(yellow.light().bar_ink(), "#000000");
    EXPECT_NE(yellow.light().accent(), "#ffd400") << "nobody can read yellow on white";
    EXPECT_NE(yellow.light().corrected(), "");
    EXPECT_EQ(yellow.dark().accent(), "#ffd400");
    EXPECT_EQ(look(house.owner(), mill).color(), "") << "another client's stays as it was";
    ASSERT_TRUE(paint(""));
    EXPECT_FALSE(look(carla, harbour).has_dark());
}

TEST_P(ClientPortal, takes_colours_only_and_from_whoever_saw_the_newest) {
    for (const auto* wrong : {"yellow", "#fff", "#ffd400; background: url(x)", "javascript:1"}) {
        const auto refused = paint(wrong);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/color");
    }
    const auto first = paint("#1d57d8");
    ASSERT_TRUE(first);
    ASSERT_TRUE(paint("#0f766e", first->etag()));
    EXPECT_EQ(paint("#be185d", first->etag()).error().kind, ErrorKind::StaleEtag);
}

TEST_P(ClientPortal, shows_a_picture_by_its_hash_as_long_as_it_hangs) {
    const auto hung = hang(png(320, 80), harbour);
    ASSERT_TRUE(hung) << hung.error().message;
    const std::string address = look(carla, harbour).logo_url(), prefix = "/portal-logos/";
    ASSERT_TRUE(address.starts_with(prefix));
    const auto digest = address.substr(prefix.size());
    auto& door = house.take<Portal>();
    const auto logo = door.logo(digest);
    ASSERT_TRUE(logo && *logo);
    EXPECT_EQ((*logo)->type, "image/png");
    EXPECT_EQ(as_text((*logo)->bytes), png(320, 80));
    EXPECT_FALSE(*door.logo("0000"));
    EXPECT_EQ(look(house.owner(), mill).logo_url(), "");

    const auto refused = hang("<svg onload='alert(1)'/>", harbour);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/image");
    EXPECT_EQ(look(carla, harbour).logo_url(), address) << "what was refused changes nothing";

    v1::RemovePortalLogoRequest remove;
    remove.set_client_id(harbour.text());
    house.must<v1::Portal>(house.owner(), "RemovePortalLogo", remove);
    EXPECT_EQ(look(carla, harbour).logo_url(), "");
    EXPECT_FALSE(*door.logo(digest));
}

TEST_P(ClientPortal, says_whom_to_call_the_providers_number_where_a_client_has_none) {
    v1::UpdatePortalDefaultsRequest defaults;
    defaults.set_contact_phone("+41 44 555 01 00");
    defaults.set_contact_note("Around the clock for P1");
    house.must<v1::PortalDefaults>(house.owner(), "UpdatePortalDefaults", defaults);
    EXPECT_EQ(look(carla, harbour).contact_phone(), "+41 44 555 01 00");
    v1::UpdatePortalRequest own;
    own.set_client_id(harbour.text());
    own.set_contact_phone("+41 44 555 01 99");
    own.set_contact_email("harbour@help.example");
    house.must<v1::Portal>(house.owner(), "UpdatePortal", own);
    const auto theirs = look(carla, harbour);
    EXPECT_EQ(theirs.contact_phone(), "+41 44 555 01 99");
    EXPECT_EQ(theirs.contact_note(), "Around the clock for P1");
    EXPECT_FALSE(theirs.has_own());
    EXPECT_EQ(look(house.owner(), harbour).own().contact_note(), "");
    for (const auto* wrong : {"call me", "12345<script>", "+41\n44"}) {
        own.set_contact_phone(wrong);
        EXPECT_FALSE(house.call<v1::Portal>(house.owner(), "UpdatePortal", own)) << wrong;
    }
    own.clear_contact_phone();
    for (const auto* wrong : {"nobody", "a@b@c", "a@b?subject=x", "@b", "a@"}) {
        own.set_contact_email(wrong);
        EXPECT_FALSE(house.call<v1::Portal>(house.owner(), "UpdatePortal", own)) << wrong;
    }
    Caller manager = house.technician({harbour});
    manager.permissions.insert("portal.write");
    EXPECT_EQ(house.call<v1::PortalDefaults>(manager, "UpdatePortalDefaults", defaults).error().code, "portal.not_yours");
}

TEST_P(ClientPortal, promises_a_vip_before_sending_what_their_ticket_gets) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Vera");
    person.set_vip(true);
    const auto vera = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    person.set_name("Uwe");
    person.set_vip(false);
    const auto uwe = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    const auto promised = [&](const std::string& who) {
        v1::GetTicketOutlookRequest request;
        request.set_client_id(harbour.text());
        request.set_requester_person_id(who);
        return house.must<v1::TicketOutlook>(boss, "GetTicketOutlook", request).priority();
    };
    const auto made = [&](const std::string& who) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title("The till is dark");
        request.set_requester_person_id(who);
        return house.must<helpdesk::v1::Ticket>(boss, "CreateTicket", request).priority();
    };
    EXPECT_EQ(promised(vera), made(vera));
    EXPECT_EQ(promised(uwe), made(uwe));
    EXPECT_NE(promised(vera), promised(uwe)) << "a VIP comes first";
    v1::GetTicketOutlookRequest for_other;
    for_other.set_client_id(harbour.text());
    for_other.set_requester_person_id(vera);
    const auto refused = house.call<v1::TicketOutlook>(carla, "GetTicketOutlook", for_other);
    ASSERT_FALSE(refused) << "who may not write for others is not told of them";
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/requester_person_id");
}

TEST_P(ClientPortal, tells_before_a_ticket_is_sent_what_will_be_promised) {
    v1::GetTicketOutlookRequest request;
    request.set_client_id(harbour.text());
    request.set_impact("significant");
    request.set_urgency("high");
    house.clock.advance(parse_rfc3339("2026-11-21T09:00:00Z").value() - house.clock.now());  // a Saturday
    const auto outlook = house.must<v1::TicketOutlook>(carla, "GetTicketOutlook", request);
    EXPECT_EQ(outlook.priority(), "P2");
    EXPECT_TRUE(outlook.promised());
    EXPECT_EQ(outlook.calendar_name(), "Working hours");
    EXPECT_EQ(outlook.hours(), "Mon to Fri 08:00 to 18:00");
    EXPECT_FALSE(outlook.open_now());
    ASSERT_EQ(outlook.promises_size(), 4);
    EXPECT_EQ(outlook.promises(0).kind(), "first_response");
    EXPECT_EQ(outlook.promises(0).target_s(), 3600);
    EXPECT_EQ(outlook.promises(0).due_at_unix_ms(), outlook.opens_at_unix_ms() + 3'600'000);

    // The ticket that comes then is promised just that.
    helpdesk::v1::CreateTicketRequest create;
    create.set_client_id(harbour.text());
    create.set_title("The till is dark");
    create.set_impact("significant");
    create.set_urgency("high");
    const auto made = house.must<helpdesk::v1::Ticket>(carla, "CreateTicket", create);
    EXPECT_EQ(made.priority(), outlook.priority());
    for (const auto& promise : outlook.promises()) {
        for (const auto& clock : made.clocks()) {
            if (clock.kind() == promise.kind()) {
                EXPECT_EQ(clock.due_at_unix_ms(), promise.due_at_unix_ms()) << promise.kind();
            }
        }
    }

    request.set_impact("extensive");
    EXPECT_TRUE(house.must<v1::TicketOutlook>(carla, "GetTicketOutlook", request).always_open());
    request.set_urgency("yesterday");
    EXPECT_EQ(house.call<v1::TicketOutlook>(carla, "GetTicketOutlook", request).error().fields.at(0).pointer, "/urgency");
}

TEST_P(ClientPortal, knows_a_caller_by_their_address_and_offers_what_their_own_tickets_named) {
    const AccountId account = AccountId::parse("01890000-0000-7000-8000-0000000000c1").value();
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                "changed_at) values ($1, $2, "
                                "$3, 'Carla', 'active', $4, 1, 0, 0)",
                                account, "Carla@Harbour.example", "carla@harbour.example", false));
        return {};
    }));
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Carla Berg");
    person.set_email("carla@harbour.example");
    const auto known = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    EXPECT_EQ(look(carla, harbour).person_id(), "");
    carla.account = account;
    EXPECT_EQ(look(carla, harbour).person_id(), known);
    EXPECT_EQ(look(house.owner(), harbour).person_id(), "");
    helpdesk::v1::CreateTicketRequest ticket;
    ticket.set_client_id(harbour.text());
    ticket.set_title("Disk full");
    ticket.set_requester_person_id(known);
    ticket.set_device_id(files.text());
    house.must<helpdesk::v1::Ticket>(house.owner(), "CreateTicket", ticket);
    v1::ListOfferedDevicesRequest request;
    request.set_client_id(harbour.text());
    const auto offered = house.must<v1::ListOfferedDevicesResponse>(carla, "ListOfferedDevices", request);
    ASSERT_EQ(offered.total(), 1);
    EXPECT_EQ(offered.devices(0).device_id(), files.text());
    EXPECT_FALSE(offered.devices(0).yours());
    EXPECT_EQ(offered.devices(0).health(), "") << "how it is, is not hers to know because a ticket named it";
    directory::v1::UpdateDeviceRequest hers;
    hers.set_device_id(till.text());
    hers.set_person_id(known);
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", hers);
    house.directory().note_vital(till, {.health = directory::Health::Warning,
                                        .reason = "Volume / is 93 % full",
                                        .observed_at = house.clock.now(),
                                        .connected = true,
                                        .last_seen = house.clock.now(),
                                        .address = {},
                                        .agent_version = {}});
    const auto with_hers = house.must<v1::ListOfferedDevicesResponse>(carla, "ListOfferedDevices", request);
    ASSERT_EQ(with_hers.total(), 2);
    EXPECT_FALSE(with_hers.devices(0).yours());
    EXPECT_TRUE(with_hers.devices(1).yours());
    EXPECT_EQ(with_hers.devices(1).health(), "warning");
    EXPECT_EQ(with_hers.devices(1).health_reason(), "Volume / is 93 % full");
    EXPECT_EQ(with_hers.devices(1).health_observed_at_unix_ms(), house.clock.now().unix_ms);
}

TEST_P(ClientPortal, offers_all_devices_to_those_who_see_them_and_nobody_elses_to_others) {
    v1::ListOfferedDevicesRequest request;
    request.set_client_id(harbour.text());
    EXPECT_EQ(house.must<v1::ListOfferedDevicesResponse>(boss, "ListOfferedDevices", request).total(), 2);
    EXPECT_EQ(house.must<v1::ListOfferedDevicesResponse>(carla, "ListOfferedDevices", request).total(), 0) << "none was hers so far";
    request.set_client_id(mill.text());
    EXPECT_EQ(house.must<v1::ListOfferedDevicesResponse>(house.owner(), "ListOfferedDevices", request).total(), 0);
}

TEST_P(ClientPortal, counts_how_long_the_client_took_to_answer) {
    const auto answered = ticket("Which printer?"), dropped = ticket("Which room?"), open = ticket("Which colour?"),
               hidden = ticket("Should we raise their prices?", "internal");
    for (const auto& id : {answered, dropped, open, hidden}) ask_the_client(id);
    house.reconcile();
    EXPECT_EQ(promises().answers().open_size(), 3) << "our own matters are not theirs to answer";
    house.clock.advance(std::chrono::hours(2));
    helpdesk::v1::AddMessageRequest word;
    word.set_ticket_id(answered);
    word.set_text("The left one.");
    house.must<helpdesk::v1::TicketMessage>(boss, "AddMessage", word);
    move(dropped, "cancelled");
    house.reconcile();
    const auto answers = promises().answers();
    EXPECT_EQ(answers.asked(), 3);
    EXPECT_EQ(answers.answered(), 1);
    EXPECT_EQ(answers.unanswered(), 1);
    EXPECT_EQ(answers.median_s(), 7200);
    EXPECT_EQ(answers.longest_s(), 7200);
    ASSERT_EQ(answers.open_size(), 1);
    EXPECT_EQ(answers.open(0).title(), "Which colour?");
    EXPECT_FALSE(promises("2026-10").answers().has_data());
}

TEST_P(ClientPortal, counts_what_we_promised_and_names_what_we_missed) {
    house.clock.advance(parse_rfc3339("2026-11-25T09:00:00Z").value() - house.clock.now());  // a Wednesday
    const auto kept = ticket("Kept"), missed = ticket("Missed"), hidden = ticket("Ours", "internal");
    helpdesk::v1::AddMessageRequest word;
    word.set_ticket_id(kept);
    word.set_text("We are on it.");
    house.must<helpdesk::v1::TicketMessage>(house.owner(), "AddMessage", word);
    house.pass(std::chrono::minutes(90));
    word.set_ticket_id(missed);
    house.must<helpdesk::v1::TicketMessage>(house.owner(), "AddMessage", word);
    const auto month = promises();
    EXPECT_EQ(month.month(), "2026-11");
    ASSERT_GE(month.counts_size(), 1);
    EXPECT_EQ(month.counts(0).kind(), "first_response");
    EXPECT_EQ(month.counts(0).kept(), 1);
    EXPECT_EQ(month.counts(0).missed(), 1);
    ASSERT_EQ(month.missed_size(), 1);
    EXPECT_EQ(month.missed(0).ticket_id(), missed);
    EXPECT_EQ(month.missed(0).title(), "Missed");
    EXPECT_EQ(promises("2026-10").counts_size(), 0);
    v1::GetPromisesRequest wrong;
    wrong.set_client_id(harbour.text());
    wrong.set_month("November");
    EXPECT_EQ(house.call<v1::Promises>(boss, "GetPromises", wrong).error().fields.at(0).pointer, "/month");
}

}  // namespace
}  // namespace steward::portal
