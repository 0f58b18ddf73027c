// From facts to a real receiver: once, again until it arrives, and not for ever; on both databases.
#include <gmock/gmock.h>

#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
using ::testing::HasSubstr;

class Deliveries : public testing_house::Story {
protected:
    Deliveries() : Story({"journal", "access", "directory", "notifications"}, {directory::make_module, make_module}) {
        harbour = house.client("Harbour");
    }

    void make_it_a_demonstration() {
        ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute("update directory_clients set demo = $2 where id = $1", harbour, true));
            return {};
        }));
    }

    v1::Channel channel(const std::string& name, const std::string& allow_private = "yes", const std::string& minimum_priority = "",
                        const std::string& event = "ticket.created") {
        v1::CreateChannelRequest request;
        request.set_kind("webhook");
        request.set_name(name);
        request.add_events(event);
        request.set_minimum_priority(minimum_priority);
        (*request.mutable_settings())["url"] = receiver.url();
        (*request.mutable_settings())["secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        (*request.mutable_settings())["allow_private_network"] = allow_private;
        return house.must<v1::Channel>(house.owner(), "CreateChannel", request);
    }
    void ticket(const std::string& title, const std::string& priority = "P2", const std::string& queue = "") {
        SystemRng rng;
        const auto id = TicketId::make(house.clock.now(), rng);
        facts::v1::TicketCreated fact;
        fact.set_client_id(harbour.text());
        fact.set_ticket_id(id.text());
        fact.set_reference("TIC-2026-000001");
        fact.set_title(title);
        fact.set_priority(priority);
        fact.set_queue(queue);
        fact.set_notify(true);
        house.append(harbour, id.text(), fact);
    }
    v1::ListDeliveriesResponse log() {
        return house.must<v1::ListDeliveriesResponse>(house.owner(), "ListDeliveries", v1::ListDeliveriesRequest{});
    }
    v1::Delivery only() {
        const auto all = log();
        EXPECT_EQ(all.total(), 1);
        return all.deliveries_size() == 1 ? all.deliveries(0) : v1::Delivery{};
    }

    Receiver receiver;
    ClientId harbour;
};
STEWARD_ON_EVERY_DATABASE(Deliveries);

TEST_P(Deliveries, arrive_once_with_their_signature_and_are_in_the_log) {
    channel("Chat");
    ticket("Printer");
    house.reconcile();
    house.restart();
    house.reconcile();
    const auto requests = receiver.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_THAT(requests[0], HasSubstr("webhook-id: " + only().delivery_id()));
    EXPECT_THAT(requests[0], HasSubstr("webhook-signature: v1,"));
    EXPECT_THAT(requests[0], HasSubstr("Printer"));
    EXPECT_EQ(only().state(), "delivered");
    EXPECT_EQ(only().attempts(), 1);
    EXPECT_EQ(only().recipient().find("whsec"), std::string::npos);
}

TEST_P(Deliveries, of_a_demonstration_are_in_the_log_and_never_sent) {
    channel("Chat");
    make_it_a_demonstration();
    ticket("Printer");
    house.reconcile();
    EXPECT_TRUE(receiver.requests().empty());
    EXPECT_EQ(only().state(), "withheld");
    EXPECT_THAT(only().last_error(), HasSubstr("demonstration"));
    v1::ResendDeliveryRequest again;
    again.set_delivery_id(only().delivery_id());
    house.must<v1::Delivery>(house.owner(), "ResendDelivery", again);
    house.reconcile();
    EXPECT_TRUE(receiver.requests().empty()) << "not by hand either";
    EXPECT_EQ(only().state(), "withheld");
}

TEST_P(Deliveries, go_to_every_channel_that_wants_them) {
    channel("All");
    channel("Urgent only", "yes", "P1");
    ticket("Printer", "P3");
    house.reconcile();
    EXPECT_EQ(log().total(), 1);
    ticket("Everything is down", "P1");
    house.reconcile();
    EXPECT_EQ(log().total(), 3);
}

TEST_P(Deliveries, are_tried_again_later_and_later_under_the_same_id) {
    channel("Chat");
    receiver.answer(503);
    ticket("Printer");
    house.reconcile();
    EXPECT_EQ(only().state(), "pending");
    EXPECT_THAT(only().last_error(), HasSubstr("503"));
    house.pass(seconds(4), seconds(4));
    EXPECT_EQ(only().attempts(), 1);
    house.pass(seconds(1), seconds(1));
    EXPECT_EQ(only().attempts(), 2);
    house.pass(seconds(15), seconds(5));
    EXPECT_EQ(only().attempts(), 3);
    receiver.answer(204);
    house.pass(seconds(60), seconds(20));
    EXPECT_EQ(only().state(), "delivered");
    const auto requests = receiver.requests();
    ASSERT_EQ(requests.size(), 4u);
    for (const auto& request : requests) EXPECT_THAT(request, HasSubstr("webhook-id: " + only().delivery_id()));
    v1::ListChannelsRequest list;
    EXPECT_NE(house.must<v1::ListChannelsResponse>(house.owner(), "ListChannels", list).channels(0).last_success_at_unix_ms(), 0);
}

TEST_P(Deliveries, are_given_up_after_about_three_days_and_it_is_told) {
    channel("Chat");
    receiver.answer(500);
    ticket("Printer");
    house.reconcile();
    house.pass(hours(24 * 4), hours(2));
    EXPECT_EQ(only().state(), "failed");
    EXPECT_EQ(only().attempts(), 13);
    EXPECT_EQ(house.facts<facts::v1::DeliveryFailed>().size(), 1u);
    receiver.answer(204);
    v1::ResendDeliveryRequest again;
    again.set_delivery_id(only().delivery_id());
    EXPECT_EQ(house.must<v1::Delivery>(house.owner(), "ResendDelivery", again).state(), "pending");
    house.reconcile();
    EXPECT_THAT(log().DebugString(), HasSubstr("state: \"delivered\""));
}

TEST_P(Deliveries, of_a_webhook_that_took_nothing_for_five_days_end_with_it_switched_off_and_somebody_told) {
    const auto chat = channel("Chat").channel_id();
    v1::CreateChannelRequest other;
    other.set_kind("webhook");
    other.set_name("Another");
    other.add_events("channel.disabled");
    Receiver elsewhere;
    (*other.mutable_settings())["url"] = elsewhere.url();
    (*other.mutable_settings())["secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    (*other.mutable_settings())["allow_private_network"] = "yes";
    house.must<v1::Channel>(house.owner(), "CreateChannel", other);
    receiver.answer(500);
    const auto is_on = [&] {
        for (const auto& one : house.must<v1::ListChannelsResponse>(house.owner(), "ListChannels", v1::ListChannelsRequest{}).channels())
            if (one.channel_id() == chat) return std::pair(one.enabled(), one.disabled_reason());
        return std::pair(false, std::string("gone"));
    };
    ticket("Printer");
    house.reconcile();
    house.pass(hours(24 * 4), hours(2));
    EXPECT_TRUE(is_on().first) << "one delivery was given up, after three days";
    ticket("Scanner");
    house.reconcile();
    house.pass(hours(24 * 4), hours(2));
    EXPECT_FALSE(is_on().first);
    EXPECT_THAT(is_on().second, HasSubstr("nothing has arrived there since"));
    ASSERT_EQ(house.facts<facts::v1::ChannelDisabled>().size(), 1u);
    house.reconcile();
    ASSERT_EQ(elsewhere.requests().size(), 1u);
    EXPECT_THAT(elsewhere.requests()[0], HasSubstr("channel.disabled"));
    const size_t before = receiver.requests().size();
    ticket("Nobody hears of it there");
    house.reconcile();
    EXPECT_EQ(receiver.requests().size(), before);
    v1::UpdateChannelRequest on;
    on.set_channel_id(chat);
    on.set_enabled(true);
    EXPECT_EQ(house.must<v1::Channel>(house.owner(), "UpdateChannel", on).disabled_reason(), "");
    ticket("It is told again");
    house.reconcile();
    EXPECT_GT(receiver.requests().size(), before);
    EXPECT_TRUE(is_on().first) << "with five days of its own";
}

TEST_P(Deliveries, of_a_webhook_that_arrive_now_and_then_do_not_switch_it_off) {
    channel("Chat");
    for (int day = 0; day < 8; ++day) {
        receiver.answer(day % 3 == 2 ? 204 : 500);
        ticket("Printer");
        house.reconcile();
        house.pass(hours(24), hours(6));
    }
    EXPECT_TRUE(house.facts<facts::v1::ChannelDisabled>().empty());
}

TEST_P(Deliveries, are_signed_with_the_secret_before_too_while_receivers_change_over) {
    v1::UpdateChannelRequest change;
    change.set_channel_id(channel("Chat").channel_id());
    (*change.mutable_settings())["url"] = receiver.url();
    (*change.mutable_settings())["secret"] = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    (*change.mutable_settings())["allow_private_network"] = "yes";
    const auto changed = house.must<v1::Channel>(house.owner(), "UpdateChannel", change);
    EXPECT_EQ(changed.settings().at("previous_secret"), "********");
    EXPECT_NE(changed.settings().at("both_sign_until"), "");
    const auto signatures = [&] {
        ticket("Printer");
        house.reconcile();
        const std::string request = receiver.requests().back();
        const size_t at = request.find("webhook-signature: ") + 19;
        const std::string line = request.substr(at, request.find("\r\n", at) - at);
        return std::count(line.begin(), line.end(), ' ') + 1;
    };
    EXPECT_EQ(signatures(), 2);
    house.clock.advance(hours(24 * 3));
    EXPECT_EQ(signatures(), 1) << "after three days the new one alone";
    (*change.mutable_settings())["both_sign_until"] = "soon";
    EXPECT_FALSE(house.call<v1::Channel>(house.owner(), "UpdateChannel", change));
}

TEST_P(Deliveries, end_at_once_when_the_receiver_wants_no_more) {
    channel("Chat");
    receiver.answer(410);
    ticket("Printer");
    house.reconcile();
    EXPECT_EQ(only().state(), "failed");
    EXPECT_EQ(only().attempts(), 1);
    ASSERT_EQ(house.facts<facts::v1::ChannelDisabled>().size(), 1u) << "410 is the receiver's own word";
    EXPECT_THAT(house.facts<facts::v1::ChannelDisabled>()[0].reason(), HasSubstr("wants no more"));
}

TEST_P(Deliveries, never_reach_a_private_address_that_was_not_allowed) {
    channel("Chat", "no");
    ticket("Printer");
    house.reconcile();
    EXPECT_TRUE(receiver.requests().empty());
    EXPECT_THAT(only().last_error(), HasSubstr("private network"));
}

TEST_P(Deliveries, of_a_test_go_out_at_once_and_say_how_it_went) {
    const auto chat = channel("Chat");
    v1::TestChannelRequest request;
    request.set_channel_id(chat.channel_id());
    house.must<v1::Delivery>(house.owner(), "TestChannel", request);
    house.reconcile();
    EXPECT_EQ(only().state(), "delivered");
    receiver.answer(500);
    house.clock.advance(seconds(1));
    const auto second = house.must<v1::Delivery>(house.owner(), "TestChannel", request);
    house.reconcile();
    const auto all = log();
    for (const auto& delivery : all.deliveries()) {
        const bool is_second = delivery.delivery_id() == second.delivery_id();
        EXPECT_EQ(delivery.last_error().find("500") != std::string::npos, is_second);
    }
    EXPECT_EQ(receiver.requests().size(), 2u);
}

TEST_P(Deliveries, keep_the_secret_of_their_channel_to_themselves) {
    const auto chat = channel("Chat");
    EXPECT_EQ(chat.settings().at("secret"), "********");
    EXPECT_EQ(house.must<v1::ListChannelsResponse>(house.owner(), "ListChannels", v1::ListChannelsRequest{}).DebugString().find("MfKQ9r8G"),
              std::string::npos);
    const auto done = house.database.read([](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select settings_sealed from notifications_channels"));
        EXPECT_EQ(as_text(row->bytes(0)).find("MfKQ9r8G"), std::string_view::npos);
        return {};
    });
    EXPECT_TRUE(done);
}

TEST_P(Deliveries, claimed_by_a_process_that_died_are_sent_by_another_later) {
    channel("Chat");
    receiver.answer(503);
    ticket("Printer");
    house.reconcile();
    const auto claimed = house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update notifications_deliveries set claimed_until = $1", house.clock.now() + minutes(10)));
        return {};
    });
    ASSERT_TRUE(claimed);
    receiver.answer(204);
    house.pass(minutes(9));
    EXPECT_EQ(only().state(), "pending") << "it may still be sending";
    house.pass(minutes(2));
    EXPECT_EQ(only().state(), "delivered");
}

TEST_P(Deliveries, of_a_resolved_ticket_that_is_open_again_are_told) {
    v1::CreateChannelRequest people;
    people.set_kind("ntfy");
    people.set_name("People");
    people.add_events("ticket.reopened");
    (*people.mutable_settings())["url"] = receiver.url();
    (*people.mutable_settings())["topic"] = "desk";
    (*people.mutable_settings())["allow_private_network"] = "yes";
    house.must<v1::Channel>(house.owner(), "CreateChannel", people);
    facts::v1::TicketReopened fact;
    fact.set_client_id(harbour.text());
    fact.set_reference("TIC-2026-000001");
    fact.set_title("Printer");
    fact.set_priority("P3");
    fact.set_reason("The condition came back.");
    house.append(harbour, "x", fact);
    house.reconcile();
    EXPECT_EQ(log().total(), 0) << "a P4 comes back without a notice";
    fact.set_notify(true);
    house.append(harbour, "x", fact);
    house.reconcile();
    EXPECT_EQ(only().subject(), "[TIC-2026-000001] P3 Harbour: open again: Printer");
}

TEST_P(Deliveries, of_what_people_are_not_told_go_to_programs) {
    channel("Programs", "yes", "", "ticket.reopened");
    facts::v1::TicketReopened without_notice;
    without_notice.set_client_id(harbour.text());
    without_notice.set_reference("TIC-2026-000002");
    without_notice.set_priority("P4");
    house.append(harbour, "y", without_notice);
    house.reconcile();
    EXPECT_THAT(only().subject(), HasSubstr("TIC-2026-000002"));
}

TEST_P(Deliveries, go_to_the_channel_of_the_tickets_queue) {
    v1::UpdateChannelRequest alerts_only;
    alerts_only.set_channel_id(channel("Alerts").channel_id());
    alerts_only.add_queues("alerts");
    EXPECT_EQ(house.must<v1::Channel>(house.owner(), "UpdateChannel", alerts_only).queues_size(), 1);
    ticket("Printer", "P2", "service desk");
    house.reconcile();
    EXPECT_EQ(log().total(), 0);
    ticket("Volume", "P2", "alerts");
    house.reconcile();
    EXPECT_EQ(log().total(), 1);
}

TEST_P(Deliveries, of_another_client_are_in_nobody_elses_log) {
    channel("Chat");
    ticket("Printer");
    house.reconcile();
    Caller stranger = house.technician({house.client("Mill")});
    stranger.permissions.insert({"channel.read", "channel.write"});
    EXPECT_EQ(house.must<v1::ListDeliveriesResponse>(stranger, "ListDeliveries", v1::ListDeliveriesRequest{}).total(), 0);
    v1::ResendDeliveryRequest again;
    again.set_delivery_id(only().delivery_id());
    EXPECT_EQ(house.call<v1::Delivery>(stranger, "ResendDelivery", again).error().code, "notifications.delivery_not_found");
}

TEST_P(Deliveries, of_a_channel_that_is_switched_off_are_refused_in_words) {
    const auto chat = channel("Chat");
    ticket("Printer");
    house.reconcile();
    v1::UpdateChannelRequest off;
    off.set_channel_id(chat.channel_id());
    off.set_enabled(false);
    const auto changed = house.must<v1::Channel>(house.owner(), "UpdateChannel", off);
    EXPECT_THAT(changed.allowed_actions(), ::testing::ElementsAre("edit", "delete"));
    v1::TestChannelRequest test;
    test.set_channel_id(chat.channel_id());
    EXPECT_EQ(house.call<v1::Delivery>(house.owner(), "TestChannel", test).error().code, "notifications.channel_off");
    v1::ResendDeliveryRequest again;
    again.set_delivery_id(only().delivery_id());
    EXPECT_EQ(house.call<v1::Delivery>(house.owner(), "ResendDelivery", again).error().code, "notifications.channel_off");
    EXPECT_EQ(house.call<v1::Channel>(house.owner(), "UpdateChannel", off, chat.etag()).error().code, "notifications.changed_meanwhile");
    off.set_channel_id(DeliveryId{}.text());
    EXPECT_EQ(house.call<v1::Channel>(house.owner(), "UpdateChannel", off).error().code, "notifications.channel_not_found");
}

TEST_P(Deliveries, for_a_channel_that_was_switched_off_meanwhile_say_so_and_are_given_up_after_three_days) {
    const auto chat = channel("Chat");
    receiver.answer(500);
    ticket("Printer");
    house.reconcile();
    v1::UpdateChannelRequest change;
    change.set_channel_id(chat.channel_id());
    change.set_enabled(false);
    house.must<v1::Channel>(house.owner(), "UpdateChannel", change);
    house.pass(hours(24), hours(2));
    EXPECT_EQ(only().state(), "pending");
    EXPECT_EQ(only().next_attempt_at_unix_ms(), 0);
    EXPECT_THAT(only().last_error(), HasSubstr("channel is switched off"));
    house.pass(hours(24 * 3), hours(2));
    EXPECT_EQ(only().state(), "failed");
    EXPECT_THAT(only().last_error(), HasSubstr("was switched off for three days"));
    EXPECT_EQ(only().attempts(), 1);
    EXPECT_EQ(house.facts<facts::v1::DeliveryFailed>().size(), 1u);
}

TEST_P(Deliveries, need_settings_of_which_all_that_is_wrong_is_said_at_once) {
    v1::CreateChannelRequest request;
    request.set_kind("webhook");
    request.set_name("Chat");
    request.add_events("ticket.created");
    auto& settings = *request.mutable_settings();
    settings["url"] = "not an address";
    settings["secret"] = "whsec_short";
    settings["allow_private_network"] = "maybe";
    const auto made = house.call<v1::Channel>(house.owner(), "CreateChannel", request);
    ASSERT_FALSE(made);
    std::string wrong;
    for (const auto& field : made.error().fields) wrong += field.pointer + " ";
    EXPECT_EQ(wrong, "/settings/url /settings/secret /settings/allow_private_network ");
}

TEST_P(Deliveries, need_a_channel_with_a_name_of_its_own_and_whole_settings) {
    channel("Chat");
    v1::CreateChannelRequest request;
    request.set_kind("webhook");
    request.set_name("Chat");
    (*request.mutable_settings())["url"] = "https://example.org/hook";
    (*request.mutable_settings())["secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    EXPECT_EQ(house.call<v1::Channel>(house.owner(), "CreateChannel", request).error().code, "notifications.name_taken");
    (*request.mutable_settings())["secret"] = "short";
    request.set_name("Other");
    const auto refused = house.call<v1::Channel>(house.owner(), "CreateChannel", request);
    EXPECT_EQ(refused.error().fields.at(0).pointer, "/settings/secret");
    EXPECT_EQ(refused.error().message.find("short"), std::string::npos) << "what was entered is not repeated";
}

TEST(RetryDelays, add_up_to_about_three_days) {
    Duration sum{0};
    int attempts = 1;
    for (auto wait = retry_delay(attempts); wait; wait = retry_delay(++attempts)) sum += *wait;
    EXPECT_EQ(attempts, 13);
    EXPECT_GT(sum, hours(60));
    EXPECT_LT(sum, hours(84));
}

}  // namespace
}  // namespace steward::notifications
