// Live updates as browsers get them.
#include <condition_variable>

#include "server/platform/http/event_queue.h"
#include "server/platform/http/event_stream.h"
#include "server/platform/http/server.h"
#include "server/platform/http/tests/house.h"
#include "server/platform/http/tests/peers.h"
#include "server/platform/live/personal.h"

namespace steward::http {
namespace {

class LiveUpdates : public ::testing::Test {
protected:
    void start() {
        settings.listen = {{}};
        auto started = Server::start(settings, *house.site, *hub, house.clock, {});
        ASSERT_TRUE(started);
        server = std::move(*started);
    }
    static constexpr std::string_view asking = "GET /api/v1/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer tom\r\n\r\n";

    House house;
    std::unique_ptr<live::Hub> hub = live::make_hub();
    ServerSettings settings;
    std::unique_ptr<Server> server;
};

TEST_F(LiveUpdates, reach_a_reader_for_the_clients_they_may_see_and_for_no_other) {
    start();
    Talker tom(server->ports()[0]);
    tom.say(asking);
    const std::string head = tom.hear_until(": still here\n\n");
    EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos) << head;
    ASSERT_TRUE(hub->has_listeners());
    hub->publish({.client = house.mill, .topic = "device", .id = "foreign", .json = "{}"});
    hub->publish({.client = house.bakery, .topic = "device", .id = "own", .json = "{\"health\":\"ok\"}"});
    hub->publish({.client = {}, .topic = "version", .id = "everybody", .json = "{}"});
    const std::string events = tom.hear_until("everybody");
    EXPECT_NE(events.find("data: {\"topic\":\"device\",\"id\":\"own\",\"json\":\"{\\\"health\\\":\\\"ok\\\"}\"}"), std::string::npos)
        << events;
    EXPECT_EQ(events.find("foreign"), std::string::npos);
}

TEST_F(LiveUpdates, of_a_clients_person_are_those_that_they_may_see) {
    Caller clara = house.technician();
    clara.account = AccountId::parse("01890000-0000-7000-8000-0000000000c1").value();
    clara.client_side = true;
    clara.permissions = {"device.read", "ticket.read"};
    house.authenticator.admit("tom", clara);
    start();
    Talker reader(server->ports()[0]);
    reader.say(asking);
    reader.hear_until(": still here\n\n");
    const AccountId other = AccountId::parse("01890000-0000-7000-8000-0000000000f1").value();
    for (const auto* topic : {"alert", "approval", "delivery", "escalation", "ticket", "something_new"})
        hub->publish({.client = house.bakery, .topic = topic, .id = "hidden", .json = "{\"ticket_id\":\"hidden\"}"});
    hub->publish({.client = {}, .topic = "device", .id = "hidden", .json = "{}"});
    hub->publish(live::personal_update(house.bakery, other, "hidden"));
    hub->publish(live::personal_update(house.mill, clara.account, "hidden"));
    hub->publish(live::personal_update(house.bakery, {}, "hidden"));
    hub->publish(live::personal_update(house.bakery, clara.account, "ticket"));
    hub->publish({.client = house.bakery, .topic = "device", .id = "own", .json = "{}"});
    const std::string events = reader.hear_until("own");
    EXPECT_EQ(events.find("hidden"), std::string::npos) << events;
    EXPECT_NE(events.find("{\"topic\":\"mine\",\"id\":\"\",\"json\":\"{\\\"topic\\\":\\\"ticket\\\"}\"}"), std::string::npos) << events;
}

TEST_F(LiveUpdates, end_when_the_session_does) {
    settings.recheck = Duration(5);
    settings.heartbeat = Duration(5);
    start();
    Talker tom(server->ports()[0]);
    tom.say(asking);
    tom.hear_until(": still here\n\n");
    house.authenticator.forget("tom");
    EXPECT_TRUE(tom.hear_all().ends_with("0\r\n\r\n"));
    EXPECT_TRUE(house.authenticator.seen().back().passive);
}

TEST_F(LiveUpdates, end_at_once_when_somebody_ends_that_session_and_no_other) {
    Caller nora = house.technician();
    nora.session = "session-of-nora";
    house.authenticator.admit("tom", nora);
    start();
    Talker tom(server->ports()[0]);
    tom.say(asking);
    tom.hear_until(": still here\n\n");
    hub->publish({.client = {}, .topic = std::string(session_ended_topic), .id = "session-of-somebody-else", .json = "{}"});
    hub->publish({.client = {}, .topic = "version", .id = "everybody", .json = "{}"});
    EXPECT_EQ(tom.hear_until("everybody").find("session"), std::string::npos) << "nobody is told whose session ended";
    hub->publish({.client = {}, .topic = std::string(session_ended_topic), .id = "session-of-nora", .json = "{}"});
    EXPECT_TRUE(tom.hear_all().ends_with("0\r\n\r\n"));
}

TEST_F(LiveUpdates, end_when_the_server_stops) {
    start();
    Talker tom(server->ports()[0]);
    tom.say(asking);
    tom.hear_until(": still here\n\n");
    server->stop();
    EXPECT_TRUE(tom.hear_all().ends_with("0\r\n\r\n"));
    EXPECT_FALSE(hub->has_listeners());
}

TEST_F(LiveUpdates, are_for_a_bounded_number_of_readers) {
    settings.streams.all = 1;
    start();
    Talker first(server->ports()[0]), second(server->ports()[0]);
    first.say(asking);
    first.hear_until(": still here\n\n");
    second.say(asking);
    EXPECT_EQ(code_of(second.hear_until("\"code\":\"live.full\"")), "live.full");
}

TEST_F(LiveUpdates, of_one_clients_people_leave_room_for_those_who_serve_them) {
    Caller clara = house.technician();
    clara.client_side = true;
    house.authenticator.admit("clara", clara);
    settings.streams = {.all = 3, .of_clients = 2, .of_one_client = 1};
    start();
    const auto asking_as_clara = "GET /api/v1/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer clara\r\n\r\n";
    std::optional<Talker> first(std::in_place, server->ports()[0]);
    first->say(asking_as_clara);
    first->hear_until(": still here\n\n");
    Talker second(server->ports()[0]);
    second.say(asking_as_clara);
    const std::string refused = second.hear_until("\"code\":\"live.full\"");
    EXPECT_NE(refused.find("503"), std::string::npos) << refused;
    EXPECT_NE(refused.find("Retry-After: 30"), std::string::npos) << refused;
    Talker tom(server->ports()[0]);
    tom.say(asking);
    tom.hear_until(": still here\n\n");
}

TEST(StreamShare, is_bounded_for_all_for_clients_for_each_and_for_every_account) {
    StreamShares shares({.all = 5, .of_clients = 3, .of_one_client = 2, .of_one_account = 2});
    const StreamOwner anna{"anna", "harbour"}, ben{"ben", "harbour"}, mia{"mia", "mill"}, zoe{"zoe", "bakery"}, tom{"tom", ""},
        token{"", ""};
    shares.take(anna);
    shares.take(ben);
    EXPECT_FALSE(shares.has_room({"carl", "harbour"})) << "the client's share is full";
    shares.take(mia);
    EXPECT_FALSE(shares.has_room(zoe)) << "the share of all clients is full";
    shares.give_back(ben);
    EXPECT_TRUE(shares.has_room(zoe));
    shares.take(tom);
    shares.take(tom);
    EXPECT_FALSE(shares.has_room(tom)) << "a person has two windows here";
    EXPECT_TRUE(shares.has_room(token));
    shares.take(token);
    EXPECT_FALSE(shares.has_room({"nora", ""})) << "all are taken";
    for (const auto& owner : {anna, mia, tom, tom, token}) shares.give_back(owner);
    EXPECT_TRUE(shares.has_room(tom));
}

// A stream that passes everything on.
class Everything final : public EventStream {
public:
    std::shared_ptr<const std::string> event_for(const live::Update& update) override { return std::make_shared<const std::string>(update.json); }
    bool still_allowed(Instant) override { return true; }
};

TEST(EventQueueOfOneReader, wakes_once_and_gives_everything_in_order) {
    int woken = 0;
    EventQueue queue(std::make_shared<Everything>(), [&] { ++woken; });
    queue.put({.topic = "a", .json = "1"});
    queue.put({.topic = "a", .json = "2"});
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(queue.take(), "data: 1\n\ndata: 2\n\n");
    EXPECT_EQ(queue.take(), "");
}

TEST(EventQueueOfOneReader, gives_up_a_reader_who_is_too_slow_instead_of_growing) {
    EventQueue queue(
        std::make_shared<Everything>(), [] {}, 100);
    for (int i = 0; i < 100; ++i) queue.put({.topic = "a", .json = "0123456789"});
    EXPECT_EQ(queue.take(), std::nullopt);
}

}  // namespace
}  // namespace steward::http
