// A provider writes down what a client's people use and what that needs.
#include "server/modules/services/services.h"

#include "steward/directory/v1/directory.pb.h"
#include "steward/services/v1/services.pb.h"
#include "tests/house/story.h"

namespace steward::services {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

class ServicesStory : public testing_house::Story {
protected:
    ServicesStory() : Story({"journal", "access", "directory", "services"}, {directory::make_module, make_module}) {
        harbour = house.client("Harbour Precision");
        lindqvist = house.client("Lindqvist & Rowe");
        web = house.device(harbour, "web-1");
        database_host = house.device(harbour, "db-1");
        theirs = house.device(lindqvist, "files-9");
        vera = house.technician({harbour});
    }

    v1::CreateServiceRequest service(const std::string& name) const {
        v1::CreateServiceRequest request;
        request.set_client_id(harbour.text());
        request.set_name(name);
        return request;
    }
    static void needs(auto& request, const std::string& kind, const std::string& id, const std::string& group = {}) {
        auto& need = *request.add_needs();
        need.set_kind(kind);
        need.set_id(id);
        need.set_group(group);
    }
    Result<v1::ClientService> create(const v1::CreateServiceRequest& request) {
        return house.call<v1::ClientService>(vera, "CreateService", request);
    }
    v1::ClientService made(const v1::CreateServiceRequest& request) {
        return house.must<v1::ClientService>(vera, "CreateService", request);
    }
    v1::ClientService look(const std::string& id) {
        v1::GetServiceRequest request;
        request.set_service_id(id);
        return house.must<v1::ClientService>(vera, "GetService", request);
    }
    std::vector<std::string> names(const std::string& filter) {
        v1::ListServicesRequest request;
        request.set_filter(filter);
        std::vector<std::string> found;
        for (const auto& one : house.must<v1::ListServicesResponse>(vera, "ListServices", request).services()) found.push_back(one.name());
        return found;
    }

    ClientId harbour, lindqvist;
    DeviceId web, database_host, theirs;
    Caller vera;
};

STEWARD_ON_EVERY_DATABASE(ServicesStory);

TEST_P(ServicesStory, needs_machines_and_other_services) {
    auto request = service("Order database");
    request.set_kind("infrastructure");
    needs(request, "device", database_host.text());
    const auto database = made(request);
    auto shop_request = service("Web shop");
    shop_request.set_criticality("C1");
    needs(shop_request, "device", web.text(), "web servers");
    needs(shop_request, "service", database.service_id());
    needs(shop_request, "device", web.text());
    const auto shop = made(shop_request);
    ASSERT_EQ(shop.needs_size(), 2) << "each once";
    EXPECT_EQ(shop.needs(0).name(), "web-1");
    EXPECT_EQ(shop.needs(0).group(), "web servers");
    EXPECT_EQ(shop.needs(1).name(), "Order database");
    EXPECT_EQ(shop.device_count(), 2) << "one through the database";
    ASSERT_EQ(look(database.service_id()).needed_by_size(), 1);
    EXPECT_EQ(look(database.service_id()).needed_by(0).name(), "Web shop");
    EXPECT_EQ(names("criticality:C1"), std::vector<std::string>{"Web shop"});
    EXPECT_EQ(names("needs>1"), std::vector<std::string>{"Web shop"});
    EXPECT_EQ(names("-kind:business"), std::vector<std::string>{"Order database"});
}

TEST_P(ServicesStory, of_other_clients_and_in_a_circle_are_refused_with_their_field) {
    const auto database = made(service("Order database"));
    auto shop_request = service("Web shop");
    needs(shop_request, "service", database.service_id());
    const auto shop = made(shop_request);
    const auto refused = [&](const std::string& kind, const std::string& id) {
        v1::UpdateServiceRequest request;
        request.set_service_id(database.service_id());
        needs(request, kind, id);
        const auto answer = house.call<v1::ClientService>(vera, "UpdateService", request);
        return answer ? "taken" : answer.error().fields.empty() ? answer.error().code : answer.error().fields[0].detail;
    };
    EXPECT_EQ(refused("device", theirs.text()), "This client has no such machine.");
    EXPECT_EQ(refused("service", shop.service_id()), "Web shop needs this service already: both would need each other.");
    EXPECT_EQ(refused("service", database.service_id()), "Order database needs this service already: both would need each other.");
    EXPECT_EQ(refused("person", shop.service_id()), "One of: device, service.");
    EXPECT_EQ(look(database.service_id()).needs_size(), 0);
}

TEST_P(ServicesStory, have_a_name_of_their_own_at_their_client) {
    made(service("Mail"));
    const auto second = create(service("MAIL"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "services.name_taken");
}

TEST_P(ServicesStory, are_changed_by_whoever_saw_the_newest_and_keep_what_was_not_said) {
    auto request = service("Mail");
    needs(request, "device", web.text());
    const auto mail = made(request);
    v1::UpdateServiceRequest change;
    change.set_service_id(mail.service_id());
    change.set_criticality("C2");
    const auto changed = house.call<v1::ClientService>(vera, "UpdateService", change, mail.etag());
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->criticality(), "C2");
    EXPECT_EQ(changed->needs_size(), 1);
    const auto late = house.call<v1::ClientService>(vera, "UpdateService", change, mail.etag());
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "services.changed_meanwhile");
}

TEST_P(ServicesStory, that_are_retired_are_offered_and_needed_no_more_until_they_come_back) {
    auto request = service("Order database");
    needs(request, "device", database_host.text());
    const auto database = made(request);
    auto shop_request = service("Web shop");
    needs(shop_request, "service", database.service_id());
    const auto shop = made(shop_request);
    const auto offered = [&] {
        v1::ListOfferedServicesRequest list;
        list.set_client_id(harbour.text());
        return house.must<v1::ListOfferedServicesResponse>(vera, "ListOfferedServices", list).services_size();
    };
    EXPECT_EQ(offered(), 2);
    v1::RetireServiceRequest retire;
    retire.set_service_id(database.service_id());
    house.must<v1::ClientService>(vera, "RetireService", retire);
    EXPECT_EQ(offered(), 1);
    EXPECT_EQ(names("is:active"), std::vector<std::string>{"Web shop"});
    EXPECT_EQ(look(shop.service_id()).device_count(), 0);
    v1::UpdateServiceRequest change;
    change.set_service_id(database.service_id());
    change.set_note("x");
    const auto refused = house.call<v1::ClientService>(vera, "UpdateService", change);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "services.retired");
    v1::RestoreServiceRequest restore;
    restore.set_service_id(database.service_id());
    house.must<v1::ClientService>(vera, "RestoreService", restore);
    EXPECT_EQ(look(shop.service_id()).device_count(), 1);
}

TEST_P(ServicesStory, lose_a_machine_that_moved_to_another_client) {
    auto request = service("Web shop");
    needs(request, "device", web.text());
    const auto shop = made(request);
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(web.text());
    move.set_client_id(lindqvist.text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move);
    EXPECT_EQ(look(shop.service_id()).needs_size(), 0);
    EXPECT_EQ(look(shop.service_id()).device_count(), 0);
}

}  // namespace
}  // namespace steward::services
