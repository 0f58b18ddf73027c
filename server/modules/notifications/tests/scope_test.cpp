// Whose channels somebody sees who looks after certain clients only; on both databases.
#include "steward/notifications/v1/notifications.pb.h"
#include "tests/house/story.h"

namespace steward::notifications {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {

class ChannelsOfOthers : public testing_house::Story {
protected:
    ChannelsOfOthers() : Story({"journal", "access", "directory", "notifications"}, {directory::make_module, make_module}) {
        make(house.owner(), "Everybody", {});
        make(house.owner(), "Harbour", {harbour});
        make(house.owner(), "Both", {harbour, mill});
        make(house.owner(), "Mill", {mill});
    }
    Result<v1::Channel> make(const Caller& caller, const std::string& name, const std::vector<ClientId>& clients) {
        v1::CreateChannelRequest request;
        request.set_kind("email");
        request.set_name(name);
        for (const ClientId client : clients) request.add_client_ids(client.text());
        auto& settings = *request.mutable_settings();
        settings["host"] = "127.0.0.1";
        settings["from"] = "steward@desk.example";
        settings["to"] = "desk@desk.example";
        return house.call<v1::Channel>(caller, "CreateChannel", request);
    }
    std::string names(const Caller& caller) {
        std::string all;
        const auto answer = house.must<v1::ListChannelsResponse>(caller, "ListChannels", v1::ListChannelsRequest{});
        for (const auto& channel : answer.channels())
            all += (all.empty() ? "" : " ") + channel.name() + ":" + std::to_string(channel.client_ids_size());
        return all;
    }
    v1::Channel named(const std::string& name) {
        const auto answer = house.must<v1::ListChannelsResponse>(house.owner(), "ListChannels", v1::ListChannelsRequest{});
        for (const auto& channel : answer.channels()) {
            if (channel.name() == name) return channel;
        }
        return {};
    }
    std::string rename(const Caller& caller, const std::string& name) {
        v1::UpdateChannelRequest request;
        request.set_channel_id(named(name).channel_id());
        request.set_enabled(true);
        const auto changed = house.call<v1::Channel>(caller, "UpdateChannel", request);
        return changed ? "changed" : changed.error().code;
    }
    ClientId harbour = house.client("Harbour"), mill = house.client("Mill");
    Caller theo = house.technician({harbour});
};
STEWARD_ON_EVERY_DATABASE(ChannelsOfOthers);

TEST_P(ChannelsOfOthers, are_not_shown) {
    EXPECT_EQ(names(house.owner()), "Both:2 Everybody:0 Harbour:1 Mill:1");
    EXPECT_EQ(names(theo), "Both:1 Everybody:0 Harbour:1") << "and of a shared one only the own client";
}

TEST_P(ChannelsOfOthers, are_not_changed) {
    EXPECT_EQ(rename(theo, "Harbour"), "changed");
    EXPECT_EQ(rename(theo, "Mill"), "notifications.channel_not_found");
    EXPECT_EQ(rename(theo, "Both"), "notifications.channel_of_others");
    EXPECT_EQ(rename(theo, "Everybody"), "notifications.channel_of_others");
}

TEST_P(ChannelsOfOthers, are_not_removed_by_who_saw_an_older_version) {
    const auto seen = named("Mill");
    ASSERT_EQ(rename(house.owner(), "Mill"), "changed");
    v1::DeleteChannelRequest request;
    request.set_channel_id(seen.channel_id());
    EXPECT_EQ(house.call<v1::DeleteChannelResponse>(house.owner(), "DeleteChannel", request, seen.etag()).error().code,
              "notifications.changed_meanwhile");
    EXPECT_TRUE(house.call<v1::DeleteChannelResponse>(house.owner(), "DeleteChannel", request, named("Mill").etag()));
    EXPECT_EQ(names(house.owner()), "Both:2 Everybody:0 Harbour:1");
}

TEST_P(ChannelsOfOthers, cannot_be_made_to_hear_of_other_clients) {
    EXPECT_TRUE(make(theo, "Mine", {harbour}));
    EXPECT_EQ(make(theo, "All", {}).error().fields.at(0).pointer, "/client_ids");
    EXPECT_EQ(make(theo, "Theirs", {mill}).error().fields.at(0).pointer, "/client_ids/0");
}

}  // namespace
}  // namespace steward::notifications
