// Stories of clients, sites and people, on both databases.
#include "server/modules/directory/tests/story.h"

namespace steward::directory {
namespace {

class Clients : public DirectoryStory {
protected:
    v1::Client get(const Caller& caller, ClientId id) { return house.must<v1::Client>(caller, "GetClient", get_request(id)); }
    static v1::GetClientRequest get_request(ClientId id) {
        v1::GetClientRequest request;
        request.set_client_id(id.text());
        return request;
    }
    std::string list_names(const Caller& caller, const std::string& filter = "", const std::string& order = "") {
        v1::ListClientsRequest request;
        request.set_filter(filter);
        request.set_order_by(order);
        std::string names;
        const auto answer = house.must<v1::ListClientsResponse>(caller, "ListClients", request);
        for (const auto& client : answer.clients()) names += (names.empty() ? "" : ", ") + client.name();
        return names;
    }
};
STEWARD_ON_EVERY_DATABASE(Clients);

TEST_P(Clients, begin_active_with_their_zone_and_are_told_to_other_rooms) {
    v1::CreateClientRequest request;
    request.set_name("  Harbour Ltd ");
    request.set_zone("Europe/Lisbon");
    const auto client = house.must<v1::Client>(house.owner(), "CreateClient", request);
    EXPECT_EQ(client.name(), "Harbour Ltd");
    EXPECT_EQ(client.status(), "active");
    EXPECT_EQ(client.zone(), "Europe/Lisbon");
    EXPECT_EQ(client.etag(), "1");
    const auto facts = house.facts<facts::v1::ClientCreated>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].client_id(), client.client_id());
    ASSERT_FALSE(house.updates.empty());
    EXPECT_EQ(house.updates.back().topic, "client");
}

TEST_P(Clients, and_their_sites_and_people_say_what_the_caller_may_do_with_them) {
    const auto harbour = house.client("Harbour");
    const auto actions = [](const auto& message) {
        std::string all;
        for (const auto& action : message.allowed_actions()) all += (all.empty() ? "" : " ") + action;
        return all;
    };
    EXPECT_EQ(actions(get(house.owner(), harbour)), "edit add_site add_person enrol maintain");
    EXPECT_EQ(actions(get(house.client_person(harbour), harbour)), "");
    house.site(harbour, "Quay");
    v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Petra");
    person.set_email("petra@harbour.example");
    EXPECT_EQ(actions(house.must<v1::Person>(house.owner(), "CreatePerson", person)), "edit");
    const auto sites = house.must<v1::ListSitesResponse>(house.owner(), "ListSites", v1::ListSitesRequest{});
    ASSERT_EQ(sites.sites_size(), 1);
    EXPECT_EQ(actions(sites.sites(0)), "edit");
}

TEST_P(Clients, of_one_name_there_is_one_whatever_the_case) {
    house.client("Müller AG");
    v1::CreateClientRequest request;
    request.set_name("MÜLLER ag");
    const auto second = house.call<v1::Client>(house.owner(), "CreateClient", request);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "directory.name_taken");
    EXPECT_EQ(second.error().fields.at(0).pointer, "/name");
    EXPECT_EQ(house.facts<facts::v1::ClientCreated>().size(), 1u) << "a refused client must not be told of";
}

TEST_P(Clients, are_refused_with_every_bad_field_named) {
    v1::CreateClientRequest request;
    request.set_zone("Mars/Olympus");
    const auto answer = house.call<v1::Client>(house.owner(), "CreateClient", request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::Invalid);
    ASSERT_EQ(answer.error().fields.size(), 2u);
    EXPECT_EQ(answer.error().fields[1].pointer, "/zone");
}

TEST_P(Clients, sites_people_and_devices_keep_their_etag_when_they_are_sent_as_they_are) {
    const auto id = house.client("Harbour");
    v1::UpdateClientRequest client;
    client.set_client_id(id.text());
    EXPECT_EQ(house.must<v1::Client>(house.owner(), "UpdateClient", client).etag(), "1") << "nothing at all";
    client.set_name("Harbour");
    EXPECT_EQ(house.must<v1::Client>(house.owner(), "UpdateClient", client).etag(), "1") << "the same again";
    client.set_name("Harbour Ltd");
    EXPECT_EQ(house.must<v1::Client>(house.owner(), "UpdateClient", client).etag(), "2");

    v1::CreateSiteRequest new_site;
    new_site.set_client_id(id.text());
    new_site.set_name("Quay");
    const auto site = house.must<v1::Site>(house.owner(), "CreateSite", new_site);
    v1::UpdateSiteRequest same_site;
    same_site.set_site_id(site.site_id());
    same_site.set_name("Quay");
    EXPECT_EQ(house.must<v1::Site>(house.owner(), "UpdateSite", same_site).etag(), site.etag());

    v1::CreatePersonRequest new_person;
    new_person.set_client_id(id.text());
    new_person.set_name("Paula Clerk");
    const auto person = house.must<v1::Person>(house.owner(), "CreatePerson", new_person);
    v1::UpdatePersonRequest same_person;
    same_person.set_person_id(person.person_id());
    same_person.set_name("Paula Clerk");
    EXPECT_EQ(house.must<v1::Person>(house.owner(), "UpdatePerson", same_person).etag(), person.etag());

    v1::UpdateDeviceRequest same_device;
    same_device.set_device_id(house.device(id, "files-1").text());
    const auto device = house.must<v1::Device>(house.owner(), "UpdateDevice", same_device);
    same_device.set_name("files-1");
    EXPECT_EQ(house.must<v1::Device>(house.owner(), "UpdateDevice", same_device).etag(), device.etag());
    same_device.set_name("files-2");
    EXPECT_NE(house.must<v1::Device>(house.owner(), "UpdateDevice", same_device).etag(), device.etag());
}

TEST_P(Clients, are_changed_only_by_who_saw_their_newest_version) {
    const auto id = house.client("Harbour");
    v1::UpdateClientRequest request;
    request.set_client_id(id.text());
    request.set_note("Key at the porter");
    EXPECT_EQ(house.must<v1::Client>(house.owner(), "UpdateClient", request, "1").etag(), "2");
    const auto stale = house.call<v1::Client>(house.owner(), "UpdateClient", request, "1");
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(stale.error().code, "directory.changed_meanwhile");
    EXPECT_EQ(get(house.owner(), id).note(), "Key at the porter");
    EXPECT_EQ(get(house.owner(), id).name(), "Harbour") << "what was not sent stays";
}

TEST_P(Clients, move_through_their_life_only_along_the_table) {
    const auto id = house.client("Harbour");
    v1::UpdateClientRequest request;
    request.set_client_id(id.text());
    request.set_status("former");
    const auto jump = house.call<v1::Client>(house.owner(), "UpdateClient", request);
    ASSERT_FALSE(jump);
    EXPECT_EQ(jump.error().code, "directory.client_state");
    request.set_status("offboarding");
    EXPECT_EQ(house.must<v1::Client>(house.owner(), "UpdateClient", request).status(), "offboarding");
}

TEST_P(Clients, of_others_do_not_exist_for_a_technician) {
    const auto harbour = house.client("Harbour"), mill = house.client("Mill");
    const auto theo = house.technician({mill});
    EXPECT_EQ(list_names(theo), "Mill");
    EXPECT_EQ(list_names(theo, "harbour"), "");
    const auto foreign = house.call<v1::Client>(theo, "GetClient", get_request(harbour));
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().kind, ErrorKind::NotFound);
    v1::ListClientsRequest all;
    EXPECT_EQ(house.must<v1::ListClientsResponse>(theo, "ListClients", all).total(), 1);
    EXPECT_EQ(list_names(house.technician({})), "");
}

TEST_P(Clients, are_listed_page_by_page_each_once) {
    for (int i = 0; i < 23; ++i) house.client("Client " + std::to_string(i));
    v1::ListClientsRequest request;
    request.set_page_size(5);
    std::set<std::string> seen;
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = house.must<v1::ListClientsResponse>(house.owner(), "ListClients", request);
        EXPECT_EQ(page.total(), 23);
        for (const auto& client : page.clients()) EXPECT_TRUE(seen.insert(client.client_id()).second);
        if (page.next_page_token().empty()) break;
        request.set_page_token(page.next_page_token());
    }
    EXPECT_EQ(seen.size(), 23u);
}

TEST_P(Clients, show_how_much_hangs_on_them) {
    const auto id = house.client("Harbour");
    house.site(id, "Main office");
    house.device(id, "files-1");
    house.directory().note_client_counts(id, 3, std::nullopt);
    house.directory().note_client_counts(id, std::nullopt, 2);
    const auto client = get(house.owner(), id);
    EXPECT_EQ(client.site_count(), 1);
    EXPECT_EQ(client.device_count(), 1);
    EXPECT_EQ(client.open_alert_count(), 3);
    EXPECT_EQ(client.open_ticket_count(), 2);
}

TEST_P(Clients, have_sites_with_names_of_their_own) {
    const auto harbour = house.client("Harbour"), mill = house.client("Mill");
    house.site(harbour, "Main office");
    house.site(mill, "Main office");  // another client may call theirs the same
    v1::CreateSiteRequest again;
    again.set_client_id(harbour.text());
    again.set_name("MAIN OFFICE");
    const auto twice = house.call<v1::Site>(house.owner(), "CreateSite", again);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "directory.name_taken");
    const auto theo = house.technician({mill});
    v1::ListSitesRequest all, foreign;
    foreign.set_client_id(harbour.text());
    EXPECT_EQ(house.must<v1::ListSitesResponse>(theo, "ListSites", all).total(), 1);
    EXPECT_EQ(house.must<v1::ListSitesResponse>(theo, "ListSites", foreign).total(), 0);
    const auto denied = house.call<v1::Site>(theo, "CreateSite", again);
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error().kind, ErrorKind::NotFound);
}

TEST_P(Clients, have_people_who_never_sit_at_a_site_of_another_client) {
    const auto harbour = house.client("Harbour"), mill = house.client("Mill");
    const auto theirs = house.site(mill, "Mill house");
    v1::CreatePersonRequest request;
    request.set_client_id(harbour.text());
    request.set_name("Carla");
    request.set_email("carla@harbour.example");
    request.set_site_id(theirs.text());
    const auto refused = house.call<v1::Person>(house.owner(), "CreatePerson", request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/site_id");
    request.set_site_id("");
    request.add_roles("CDM");
    const auto carla = house.must<v1::Person>(house.owner(), "CreatePerson", request);
    EXPECT_EQ(carla.roles(0), "CDM");
    request.set_email("CARLA@harbour.example");
    const auto twice = house.call<v1::Person>(house.owner(), "CreatePerson", request);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, "directory.email_taken");
    v1::ListPeopleRequest list;
    EXPECT_EQ(house.must<v1::ListPeopleResponse>(house.technician({mill}), "ListPeople", list).total(), 0);
    list.set_filter("roles:cdm carla");
    EXPECT_EQ(house.must<v1::ListPeopleResponse>(house.owner(), "ListPeople", list).total(), 1);
}

TEST_P(Clients, are_kept_apart_by_the_database_itself) {
    const auto harbour = house.client("Harbour"), mill = house.client("Mill");
    const auto theirs = house.site(mill, "Mill house");
    const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into directory_people (id, client_id, site_id, name, name_key, email, email_key, phone, title, "
                                "roles, vip, demo, revision, created_at, changed_at) "
                                "values ($1, $2, $3, 'x', 'x', '', '', '', '', 'CUS', $4, $4, 1, 0, 0)",
                                "01890000-0000-7000-8000-000000000001", harbour, theirs, false));
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "storage.foreign_key");
}

}  // namespace
}  // namespace steward::directory
