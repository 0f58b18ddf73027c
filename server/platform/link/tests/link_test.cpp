// The agents' door against peers of raw OpenSSL, honest and hostile.
#include "server/platform/link/link.h"

#include "server/platform/link/listener.h"
#include "server/platform/link/tests/door_story.h"

namespace steward::link {

class LinkStory : public DoorStory {
protected:
    static agent::v1::AgentMessage layout(int columns) {
        agent::v1::AgentMessage message;
        message.mutable_layout()->set_interval_s(60);
        for (int i = 0; i < columns; ++i) {
            auto& column = *message.mutable_layout()->add_series();
            column.set_metric("metric_" + std::to_string(i));
            column.set_kind(agent::v1::GAUGE);
        }
        return message;
    }
    static agent::v1::AgentMessage report(ReportCodec& codec, std::span<const int64_t> values, uint64_t seq, uint64_t epoch = 1) {
        Bytes samples;
        codec.encode(values, samples);
        agent::v1::AgentMessage message;
        message.mutable_report()->set_seq(seq);
        message.mutable_report()->set_epoch(epoch);
        message.mutable_report()->set_observed_at_ms(60'000 * seq);
        message.mutable_report()->set_samples(samples.data(), samples.size());
        return message;
    }
    bool gone(uint64_t open) {
        return server.intake.until([&] { return server.intake.sessions == open; });
    }
};

TEST_F(LinkStory, a_proven_device_reports_and_its_reports_are_acknowledged_once) {
    const auto client = greeted(known(key), key);
    ReportCodec codec(std::vector<SeriesKind>(3, SeriesKind::Gauge));
    const std::vector<int64_t> values{1, 2, 3};
    client->say(layout(3));
    client->say(report(codec, values, 1));
    const auto answer = client->hear();
    ASSERT_TRUE(answer && answer->has_ack());
    EXPECT_EQ(answer->ack().seq(), 1U);
    EXPECT_EQ(server.intake.in_order.at(0).values, values);
    EXPECT_EQ(server.door->numbers().connections, 1U);
}

TEST_F(LinkStory, acknowledgements_left_at_the_same_time_leave_as_one) {
    const auto client = greeted(known(key), key);
    const auto answers = server.intake.answers;
    server.intake.change([&] { server.intake.acknowledges = false; });
    for (uint64_t seq = 1; seq <= 100; ++seq) answers->acknowledge(5, seq);
    uint64_t heard = 0, messages = 0;
    while (heard < 100) {
        const auto answer = client->hear();
        ASSERT_TRUE(answer && answer->has_ack());
        heard = answer->ack().seq();
        ++messages;
    }
    EXPECT_LE(messages, 100U);
    EXPECT_EQ(heard, 100U);
}

TEST_F(LinkStory, every_byte_may_come_in_a_record_of_its_own) {
    const auto client = greeted(known(key), key);
    Bytes all;
    ReportCodec codec(std::vector<SeriesKind>(2, SeriesKind::Gauge));
    append_frame(all, layout(2).SerializeAsString());
    append_frame(all, report(codec, std::vector<int64_t>{7, 8}, 1).SerializeAsString());
    for (const uint8_t byte : all) client->say(ByteView(&byte, 1));
    const auto answer = client->hear();
    EXPECT_TRUE(answer && answer->has_ack());
}

TEST_F(LinkStory, what_a_newer_agent_says_besides_is_passed_over) {
    const auto client = greeted(known(key), key);
    const std::string unheard_of("\xC2\x3E\x01x", 4);  // field 1000
    Bytes all;
    ReportCodec codec(std::vector<SeriesKind>(2, SeriesKind::Gauge));
    append_frame(all, unheard_of);
    append_frame(all, layout(2).SerializeAsString() + unheard_of);
    append_frame(all, report(codec, std::vector<int64_t>{7, 8}, 1).SerializeAsString() + unheard_of);
    client->say(all);
    const auto answer = client->hear();
    EXPECT_TRUE(answer && answer->has_ack()) << "a kind of message and fields of a message that nobody here knows";
}

TEST_F(LinkStory, other_versions_of_tls_and_other_protocols_do_not_get_in) {
    RawClient old(server.door->port(), {.newest_tls = TLS1_2_VERSION, .oldest_tls = TLS1_2_VERSION});
    EXPECT_FALSE(old.shake_hands());
    RawClient web(server.door->port(), {.protocol = "h2"});
    EXPECT_FALSE(web.shake_hands());
    // A client that offers no protocol sees its own side of the handshake end well, and then nothing.
    RawClient silent(server.door->port(), {.protocol = ""});
    EXPECT_TRUE(!silent.shake_hands() || silent.is_closed());
    RawClient plain(server.door->port());
    plain.say_plain("GET / HTTP/1.1\r\nHost: steward\r\n\r\n");
    EXPECT_TRUE(plain.is_closed());
}

TEST_F(LinkStory, who_does_not_prove_a_device_is_told_why_and_shown_out) {
    const DeviceId device = known(key);
    const RawKey other;
    const auto refused = [&](auto hello_of) {
        RawClient client(server.door->port());
        EXPECT_TRUE(client.shake_hands());
        client.say(hello_of(client));
        const std::string code = client.refusal();
        EXPECT_TRUE(client.is_closed());
        return code;
    };
    EXPECT_EQ(refused([&](RawClient& client) { return client.hello(device, other, client.exporter()); }), "link.proof");
    EXPECT_EQ(refused([&](RawClient& client) { return client.hello(DeviceId(RawId{{1}}), key, client.exporter()); }),
              "link.unknown_device");
    {
        const std::lock_guard held(server.devices.mutex);
        server.devices.retired[device] = true;
    }
    EXPECT_EQ(refused([&](RawClient& client) { return client.hello(device, key, client.exporter()); }), "link.retired_device");
    EXPECT_EQ(refused([](RawClient&) { return layout(1); }), "link.proof");
    EXPECT_EQ(server.intake.open_sessions(), 0U);
}

TEST_F(LinkStory, a_proof_made_on_one_connection_is_worth_nothing_on_another) {
    const DeviceId device = known(key);
    RawClient first(server.door->port()), second(server.door->port());
    ASSERT_TRUE(first.shake_hands() && second.shake_hands());
    second.say(first.hello(device, key, first.exporter()));
    EXPECT_EQ(second.refusal(), "link.proof");
}

TEST_F(LinkStory, garbage_and_frames_without_measure_end_the_connection_and_nothing_else) {
    const auto honest = greeted(known(key), key);
    const Bytes cases[] = {{0x00}, {0xFF, 0xFF, 0xFF, 0x7F}, {0x80, 0x00}, {0xFF, 0xFF, 0x03}, {0x05, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}};
    for (const Bytes& bytes : cases) {
        RawClient client(server.door->port());
        ASSERT_TRUE(client.shake_hands());
        client.say(bytes);
        const std::string code = client.refusal();
        EXPECT_TRUE(code == "closed" || code == "link.protocol") << to_hex(bytes) << " " << code;
    }
    SeededRng rng(20261127);
    for (int i = 0; i < 50; ++i) {
        RawClient client(server.door->port());
        ASSERT_TRUE(client.shake_hands());
        Bytes noise(1 + rng.below(300));
        rng.fill(noise);
        client.say(noise);
    }
    honest->say(layout(1));
    EXPECT_TRUE(server.intake.until([&] { return server.intake.layouts.size() == 1; }));
}

TEST_F(LinkStory, noise_inside_a_session_ends_that_session) {
    const auto client = greeted(known(key), key);
    agent::v1::AgentMessage message;
    message.mutable_layout()->set_interval_s(0);
    client->say(message);
    EXPECT_EQ(client->refusal(), "monitoring.layout");
    EXPECT_TRUE(gone(0));
}

TEST_F(LinkStory, the_second_connection_of_a_device_replaces_the_first) {
    const DeviceId device = known(key);
    const auto first = greeted(device, key, 1);
    const auto second = greeted(device, key, 2);
    EXPECT_TRUE(first->is_closed());
    EXPECT_EQ(server.intake.open_sessions(), 1U);
    second->say(layout(1));
    EXPECT_TRUE(server.intake.until([&] { return server.intake.layouts.size() == 1; }));
}

TEST_F(LinkStory, an_overloaded_intake_is_passed_on_as_the_wish_to_come_later) {
    const auto client = greeted(known(key), key);
    Error overloaded{.kind = ErrorKind::Unavailable, .code = "monitoring.overloaded", .message = "Too much."};
    overloaded.retry_after_seconds = 17;
    server.intake.change([&] { server.intake.answer_reports_with = overloaded; });
    ReportCodec codec(std::vector<SeriesKind>(1, SeriesKind::Gauge));
    client->say(layout(1));
    client->say(report(codec, std::vector<int64_t>{1}, 1));
    const auto answer = client->hear();
    ASSERT_TRUE(answer && answer->has_retry_after());
    EXPECT_EQ(answer->retry_after().seconds(), 17U);
    EXPECT_TRUE(client->is_closed());
}

TEST_F(LinkStory, what_other_threads_say_reaches_the_agent) {
    const auto client = greeted(known(key), key);
    agent::v1::Settings settings;
    settings.set_interval_s(30);
    server.intake.answers->send_settings(settings);
    auto answer = client->hear();
    ASSERT_TRUE(answer && answer->has_settings());
    EXPECT_EQ(answer->settings().interval_s(), 30U);
    server.intake.answers->request_inventory();
    answer = client->hear();
    EXPECT_TRUE(answer && answer->has_inventory_request());
    const auto answers = server.intake.answers;
    answers->close("monitoring.report_malformed");
    EXPECT_EQ(client->refusal(), "monitoring.report_malformed");
    EXPECT_TRUE(client->is_closed());
    answers->acknowledge(1, 1);  // to nobody: it outlives the connection
    server.door.reset();
    answers->acknowledge(1, 2);  // and the door
}

TEST_F(LinkStory, tells_its_time) {
    const auto client = greeted(known(key), key);
    agent::v1::AgentMessage message;
    message.mutable_time_probe()->set_agent_time_ms(42);
    client->say(message);
    const auto answer = client->hear();
    ASSERT_TRUE(answer && answer->has_time_answer());
    EXPECT_EQ(answer->time_answer().agent_time_ms(), 42U);
    EXPECT_GT(answer->time_answer().server_time_ms(), 1'700'000'000'000U);
}

TEST_F(LinkStory, stopping_ends_all_sessions_before_it_returns) {
    const auto first = greeted(known(key), key);
    const RawKey other;
    const auto second = greeted(known(other), other);
    server.door->stop();
    server.door->stop();
    EXPECT_EQ(server.intake.open_sessions(), 0U);
    EXPECT_TRUE(first->is_closed() && second->is_closed());
}

TEST(LinkLimits, who_stays_silent_is_shown_out) {
    DoorFixture server({.proof_timeout = Duration(150), .silence_timeout = Duration(400)});
    RawClient mute(server.door->port()), half(server.door->port());
    ASSERT_TRUE(half.shake_hands());
    EXPECT_TRUE(half.is_closed());
    EXPECT_FALSE(mute.shake_hands());
    const RawKey key;
    const DeviceId device = DeviceId::make(server.clock.now(), server.rng);
    server.devices.devices[device] = {device, {}, key.public_bytes()};
    RawClient proven(server.door->port());
    ASSERT_TRUE(proven.shake_hands());
    proven.say(proven.hello(device, key, proven.exporter()));
    ASSERT_TRUE(proven.hear());
    EXPECT_TRUE(proven.is_closed());
    EXPECT_EQ(server.intake.open_sessions(), 0U);
}

TEST(LinkLimits, strangers_of_one_address_cannot_take_all_places) {
    DoorFixture server({.most_unproven = 8, .proof_timeout = std::chrono::minutes(10)});
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 4; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.door->port()));
        ASSERT_TRUE(crowd.back()->shake_hands());
    }
    RawClient one_more(server.door->port());
    EXPECT_FALSE(one_more.shake_hands());
    crowd.clear();
    EXPECT_TRUE(server.intake.until([&] {
        RawClient again(server.door->port());
        const bool in = again.shake_hands();
        if (!in) server.intake.changed.notify_all();
        return in;
    }));
}

TEST(LinkLimits, a_port_that_is_taken_is_said_so) {
    DoorFixture server;
    LinkSettings same{.port = server.door->port()};
    const auto second = Link::start(same, server.identity, server.devices, server.intake, server.clock, [](std::string_view) {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "link.listen");
    LinkSettings nonsense{.address = "no such address"};
    EXPECT_FALSE(Link::start(nonsense, server.identity, server.devices, server.intake, server.clock, [](std::string_view) {}));
}

TEST(LinkDoor, counts_addresses_of_ipv6_by_their_network) {
    EXPECT_EQ(neighbourhood_of("2001:db8:1:2::1"), neighbourhood_of("2001:db8:1:2:ffff::9"));
    EXPECT_NE(neighbourhood_of("2001:db8:1:2::1"), neighbourhood_of("2001:db8:1:3::1"));
    EXPECT_EQ(neighbourhood_of("192.0.2.7"), "192.0.2.7");
    EXPECT_NE(neighbourhood_of("192.0.2.7"), neighbourhood_of("192.0.2.8"));
}

}  // namespace steward::link
