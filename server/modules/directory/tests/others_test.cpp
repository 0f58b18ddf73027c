// Two servers on one database: what people do at one, the other knows a moment later, without a start. On PostgreSQL alone.
#include "server/modules/directory/tests/story.h"

namespace steward::directory {
namespace {

using testing_house::House;

class TwoServers : public DirectoryStory {
protected:
    void SetUp() override {
        harbour = house.client("Harbour");
        files = house.device(harbour, "files-1");
        there = std::make_unique<House>(house.database, std::initializer_list<testing_house::ModuleMaker>{make_module});
        house.updates.clear();
    }
    /// Somebody at the other server.
    v1::Device does_there(const std::string& what, const google::protobuf::Message& request) {
        there->clock.advance(std::chrono::seconds(1));
        return there->must<v1::Device>(there->owner(), what, request);
    }
    void move_there(ClientId to) {
        v1::MoveDeviceRequest request;
        request.set_device_id(files.text());
        request.set_client_id(to.text());
        does_there("MoveDevice", request);
    }
    ClientId harbour;
    DeviceId files;
    std::unique_ptr<House> there;
};
// A folder with SQLite has one server alone, and the work is not even there.
INSTANTIATE_TEST_SUITE_P(Engines, TwoServers, ::testing::Values(storage::Engine::Postgres), contract::engine_name);

TEST_P(TwoServers, agree_on_whose_device_it_is) {
    const auto mill = there->client("Mill");
    const auto yard = there->site(mill, "Yard");
    move_there(mill);
    v1::UpdateDeviceRequest rename;
    rename.set_device_id(files.text());
    rename.set_name("press-files");
    rename.set_site_id(yard.text());
    does_there("UpdateDevice", rename);
    EXPECT_EQ(house.directory().device(files)->client, harbour);
    house.pass(std::chrono::seconds(5));
    const auto card = house.directory().device(files);
    EXPECT_EQ(card->client, mill);
    EXPECT_EQ(card->name, "press-files");
    EXPECT_EQ(house.directory().client_name(mill), "Mill");
    EXPECT_EQ(house.directory().site_name(card->site), "Yard");
    EXPECT_EQ(house.machines().find(files)->client, mill) << "the agent's next connection is the new client's";
    std::set<ClientId> told;
    for (const auto& update : house.updates) {
        if (update.topic == "device" && update.id == files.text()) told.insert(update.client);
    }
    EXPECT_EQ(told, (std::set<ClientId>{harbour, mill})) << "the screens of both look again";
    house.updates.clear();
    house.pass(std::chrono::seconds(5));
    EXPECT_TRUE(house.updates.empty()) << "once";
}

TEST_P(TwoServers, both_refuse_a_device_that_was_retired_at_one) {
    v1::RetireDeviceRequest request;
    request.set_device_id(files.text());
    request.set_reason("Sold");
    does_there("RetireDevice", request);
    EXPECT_TRUE(house.machines().find(files));
    house.pass(std::chrono::seconds(5));
    EXPECT_EQ(house.machines().find(files).error().code, "link.retired_device");
    EXPECT_TRUE(house.directory().device(files)->retired);
}

TEST_P(TwoServers, both_show_a_machine_that_came_to_one) {
    const auto desk = there->device(harbour, "desk-1");
    house.pass(std::chrono::seconds(5));
    ASSERT_TRUE(house.directory().device(desk));
    EXPECT_EQ(house.directory().device(desk)->name, "desk-1");
}

TEST_P(TwoServers, agree_in_the_end_even_if_their_clocks_do_not) {
    const auto mill = there->client("Mill");
    house.pass(std::chrono::minutes(5));
    move_there(mill);  // by a clock that is five minutes behind
    house.pass(std::chrono::seconds(5));
    EXPECT_EQ(house.directory().device(files)->client, harbour);
    house.pass(std::chrono::minutes(10));
    EXPECT_EQ(house.directory().device(files)->client, mill);
}

}  // namespace
}  // namespace steward::directory
