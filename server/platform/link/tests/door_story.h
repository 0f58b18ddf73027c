// A door with the two parties behind it, and devices that come to it: what the stories of the link begin with.
#pragma once

#include "server/platform/link/tests/parties.h"
#include "server/platform/link/tests/raw_client.h"

namespace steward::link {

class DoorStory : public ::testing::Test {
protected:
    explicit DoorStory(intake::Gates* gates = nullptr) : server({}, gates) {}

    DeviceId known(const RawKey& its_key) {
        const DeviceId device = DeviceId::make(server.clock.now(), server.rng);
        const std::lock_guard held(server.devices.mutex);
        server.devices.devices[device] = {device, {}, its_key.public_bytes()};
        return device;
    }
    std::unique_ptr<RawClient> greeted(DeviceId device, const RawKey& who, uint64_t epoch = 1) {
        auto client = std::make_unique<RawClient>(server.door->port());
        EXPECT_TRUE(client->shake_hands());
        client->say(client->hello(device, who, client->exporter(), epoch));
        const auto answer = client->hear();
        EXPECT_TRUE(answer && answer->has_welcome());
        return client;
    }

    DoorFixture server;
    RawKey key;
};

}  // namespace steward::link
