// A server of some time from now, and agents of the versions around it: which are let in, and what the others are told.
#include "server/platform/link/tests/door_story.h"

namespace steward::link {

namespace {
constexpr uint32_t protocol_of_the_day = 3;
}

class LinkVersions : public ::testing::Test {
protected:
    struct Said {
        bool is_welcome = false;
        uint32_t protocol = 0;
        agent::v1::Refusal refusal;
    };

    Said greet(uint32_t protocol) {
        RawClient client(server.door->port());
        EXPECT_TRUE(client.shake_hands());
        client.say(client.hello(device, key, client.exporter(), 1, protocol));
        return said(client);
    }
    Said ask_to_enrol(uint32_t protocol) {
        RawClient client(server.door->port());
        EXPECT_TRUE(client.shake_hands());
        agent::v1::AgentMessage message;
        message.mutable_enrol()->set_protocol(protocol);
        client.say(message);
        return said(client);
    }
    static Said said(RawClient& client) {
        const auto answer = client.hear();
        if (!answer) return {};
        if (answer->has_welcome()) return {.is_welcome = true, .protocol = answer->welcome().protocol(), .refusal = {}};
        EXPECT_TRUE(client.is_closed()) << "after a refusal nothing more is said";
        return {.is_welcome = false, .protocol = 0, .refusal = answer->refusal()};
    }
    void SetUp() override {
        const std::lock_guard held(server.devices.mutex);
        server.devices.devices[device] = {device, {}, key.public_bytes()};
    }

    DoorFixture server{{.protocol = protocol_of_the_day}};
    RawKey key;
    const DeviceId device = DeviceId::make(server.clock.now(), server.rng);
};

TEST_F(LinkVersions, lets_in_agents_of_one_version_before_its_own_and_one_after_and_says_its_own) {
    for (const uint32_t protocol : {2U, 3U, 4U}) {
        const Said answer = greet(protocol);
        EXPECT_TRUE(answer.is_welcome) << protocol << ": " << answer.refusal.message();
        EXPECT_EQ(answer.protocol, protocol_of_the_day) << protocol;
    }
}

TEST_F(LinkVersions, tells_an_agent_of_two_versions_before_what_to_install) {
    for (const uint32_t protocol : {1U, 0U}) {
        const Said answer = greet(protocol);
        EXPECT_EQ(answer.refusal.code(), "link.agent_too_old") << protocol;
        EXPECT_NE(answer.refusal.message().find("Install the agent that the server offers"), std::string::npos) << answer.refusal.message();
        EXPECT_EQ(answer.refusal.retry_after_s(), 0U) << "to say the same again does not help";
    }
    EXPECT_EQ(server.intake.open_sessions(), 0U);
}

TEST_F(LinkVersions, tells_an_agent_of_two_versions_after_that_the_server_is_the_old_one) {
    for (const uint32_t protocol : {5U, 4'000'000'000U}) {
        const Said answer = greet(protocol);
        EXPECT_EQ(answer.refusal.code(), "link.agent_too_new") << protocol;
        EXPECT_NE(answer.refusal.message().find("Update the server"), std::string::npos) << answer.refusal.message();
    }
    EXPECT_EQ(server.intake.open_sessions(), 0U);
}

// The proof in these is empty: whoever gets as far as the proof was understood.
TEST_F(LinkVersions, judges_who_enrols_in_the_same_way) {
    EXPECT_EQ(ask_to_enrol(1).refusal.code(), "link.agent_too_old");
    EXPECT_EQ(ask_to_enrol(2).refusal.code(), "link.proof");
    EXPECT_EQ(ask_to_enrol(4).refusal.code(), "link.proof");
    EXPECT_EQ(ask_to_enrol(5).refusal.code(), "link.agent_too_new");
}

}  // namespace steward::link
