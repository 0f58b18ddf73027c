// What the link carries for gates: in its order, to whom it belongs, and never at the cost of others.
#include <set>

#include "server/platform/link/tests/door_story.h"

namespace steward::link {
namespace {

// The room behind the link, as far as the link can tell.
class RememberingGates final : public intake::Gates, public Remembering {
public:
    class Session final : public intake::GateSession {
    public:
        Session(RememberingGates& gates, DeviceId device) : gates_(gates), device_(device) {}
        ~Session() override {
            gates_.change([&] { gates_.open_now.erase(gates_.open_now.find(device_)); });
        }
        Status hear(const agent::v1::AgentMessage& message, Instant) override {
            std::optional<Error> refusal;
            gates_.change([&] {
                gates_.heard.emplace_back(device_, message);
                refusal = gates_.answer_with;
            });
            return refusal ? Status(std::unexpected(*refusal)) : Status{};
        }

    private:
        RememberingGates& gates_;
        DeviceId device_;
    };

    std::unique_ptr<intake::GateSession> open(const intake::DeviceIdentity& device, std::shared_ptr<intake::Answers> to) override {
        change([&] {
            open_now.insert(device.device);
            answers[device.device] = to;
        });
        return std::make_unique<Session>(*this, device.device);
    }
    Result<std::vector<Bytes>> grant_frames(ByteView) override {
        const std::lock_guard held(mutex);
        if (no_frames) return std::unexpected(*no_frames);
        return frames;
    }

    std::vector<std::pair<DeviceId, agent::v1::AgentMessage>> heard;
    std::multiset<DeviceId> open_now;
    std::map<DeviceId, std::shared_ptr<intake::Answers>> answers;
    std::optional<Error> answer_with, no_frames;
    std::vector<Bytes> frames;
};

// Before the door and gone after it: sessions that end speak to it.
struct WithGates {
    RememberingGates gates;
};

class GateLinkStory : protected WithGates, public DoorStory {
protected:
    GateLinkStory() : DoorStory(&gates) {}
    static agent::v1::AgentMessage state(const std::string& version) {
        agent::v1::AgentMessage message;
        message.mutable_gate_state()->set_present(true);
        message.mutable_gate_state()->set_version(version);
        return message;
    }
    static agent::v1::ServerMessage signed_message(size_t number, size_t size = 300) {
        agent::v1::ServerMessage message;
        message.mutable_signed_message()->set_message_id(std::to_string(number));
        message.mutable_signed_message()->set_frame(std::string(size, 'f'));
        return message;
    }
    agent::v1::AgentMessage enrolment(const RawClient& client, const std::string& token, const Bytes& hash) const {
        agent::v1::AgentMessage message;
        auto& enrol = *message.mutable_enrol();
        const Bytes public_key = key.public_bytes(), payload = enrol_payload(client.exporter(), as_bytes(token), public_key);
        std::string proof(crypto_auth_hmacsha256_BYTES, '\0');
        crypto_auth_hmacsha256(reinterpret_cast<uint8_t*>(proof.data()), payload.data(), payload.size(), hash.data());
        enrol.set_protocol(1);
        enrol.set_token_id(token);
        enrol.set_proof(proof);
        enrol.set_device_public_key(public_key.data(), public_key.size());
        enrol.set_signature(key.sign("enrol", payload));
        return message;
    }
};

TEST_F(GateLinkStory, the_room_hears_a_gate_and_its_machine_hears_the_room_in_order) {
    const DeviceId device = known(key);
    const auto client = greeted(device, key);
    EXPECT_TRUE(gates.open_now.empty());  // who has no gate costs nothing
    for (int i = 0; i < 50; ++i) client->say(state(std::to_string(i)));
    ASSERT_TRUE(gates.until([&] { return gates.heard.size() == 50; }));
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(gates.heard[static_cast<size_t>(i)].first, device);
        EXPECT_EQ(gates.heard[static_cast<size_t>(i)].second.gate_state().version(), std::to_string(i));
    }
    EXPECT_EQ(gates.open_now.count(device), 1U);
    for (size_t i = 0; i < 200; ++i) gates.answers[device]->deliver(signed_message(i, i % 3 == 0 ? 60'000 : 300));
    for (size_t i = 0; i < 200; ++i) {
        const auto answer = client->hear();
        ASSERT_TRUE(answer && answer->has_signed_message()) << i;
        EXPECT_EQ(answer->signed_message().message_id(), std::to_string(i));
    }
}

TEST_F(GateLinkStory, a_flood_ends_that_session_with_the_wish_to_come_later_and_no_other) {
    const RawKey calm_key;
    const DeviceId device = known(key), calm_device = known(calm_key);
    const auto client = greeted(device, key), calm = greeted(calm_device, calm_key);
    calm->say(state("calm"));
    client->say(state("loud"));
    ASSERT_TRUE(gates.until([&] { return gates.heard.size() == 2; }));
    Error flood{.kind = ErrorKind::Limited, .code = "authority.flood", .message = "Too much."};
    flood.retry_after_seconds = 30;
    gates.change([&] { gates.answer_with = flood; });
    client->say(state("louder"));
    const auto answer = client->hear();
    ASSERT_TRUE(answer && answer->has_retry_after());
    EXPECT_EQ(answer->retry_after().seconds(), 30U);
    EXPECT_TRUE(client->is_closed());
    ASSERT_TRUE(gates.until([&] { return gates.open_now.count(device) == 0; }));
    gates.change([&] { gates.answer_with.reset(); });
    calm->say(state("still calm"));
    ASSERT_TRUE(gates.until([&] { return gates.heard.back().second.gate_state().version() == "still calm"; }));
    EXPECT_EQ(gates.open_now.count(calm_device), 1U);
}

TEST_F(GateLinkStory, what_is_said_to_a_connection_that_is_gone_goes_to_nobody) {
    const DeviceId device = known(key);
    auto first = greeted(device, key, 1);
    first->say(state("1"));
    ASSERT_TRUE(gates.until([&] { return gates.heard.size() == 1; }));
    const auto answers_of_first = gates.answers[device];
    const auto second = greeted(device, key, 2);
    EXPECT_TRUE(first->is_closed());
    ASSERT_TRUE(gates.until([&] { return gates.open_now.empty(); }));  // the new one has said nothing of its gate yet
    answers_of_first->deliver(signed_message(1));
    second->say(state("2"));
    ASSERT_TRUE(gates.until([&] { return gates.heard.size() == 2; }));
    gates.answers[device]->deliver(signed_message(2));
    const auto answer = second->hear();
    ASSERT_TRUE(answer && answer->has_signed_message());
    EXPECT_EQ(answer->signed_message().message_id(), "2");
    server.stop();
    answers_of_first->deliver(signed_message(3));  // it outlives the door
}

TEST_F(GateLinkStory, a_machine_that_does_not_read_is_let_go_before_it_fills_the_servers_memory) {
    const DeviceId device = known(key);
    const auto client = greeted(device, key);
    client->say(state("1"));
    ASSERT_TRUE(gates.until([&] { return gates.heard.size() == 1; }));
    for (size_t i = 0; i < 400; ++i) gates.answers[device]->deliver(signed_message(i, 250'000));
    EXPECT_TRUE(gates.until([&] { return gates.open_now.empty(); }));
}

TEST_F(GateLinkStory, a_line_is_not_used_up_by_a_grant_that_cannot_be_followed_now) {
    const std::string token(16, 't');
    const Bytes hash(32, 5);
    server.devices.lines[token] = {.token_hash = hash, .uses = 1};
    const auto ask = [&] {
        RawClient client(server.door->port());
        EXPECT_TRUE(client.shake_hands());
        client.say(enrolment(client, token, hash));
        return client.hear();
    };
    gates.change(
        [&] { gates.no_frames = Error{.kind = ErrorKind::Conflict, .code = "authority.forked", .message = "The chain is split."}; });
    auto answer = ask();
    ASSERT_TRUE(answer && answer->has_refusal());
    EXPECT_EQ(answer->refusal().code(), "authority.forked");
    EXPECT_EQ(server.devices.lines[token].uses, 1);
    gates.change([&] {
        gates.no_frames.reset();
        gates.frames = {Bytes{1, 2}, Bytes{3}};
    });
    answer = ask();
    ASSERT_TRUE(answer && answer->has_enrolled());
    EXPECT_EQ(answer->enrolled().grant_frames_size(), 2);
    EXPECT_EQ(server.devices.lines[token].uses, 0);
}

}  // namespace
}  // namespace steward::link
