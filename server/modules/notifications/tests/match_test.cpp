#include "server/modules/notifications/match.h"

#include <gtest/gtest.h>

#include "server/modules/notifications/deliver.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notifications {
namespace {

using namespace std::chrono_literals;

journal::Fact fact_of(const google::protobuf::Message& message) {
    const std::string body = message.SerializeAsString();
    return {.number = 1,
            .at = {},
            .kind = std::string(message.GetDescriptor()->full_name()),
            .client = {},
            .subject = {},
            .body = Bytes(body.begin(), body.end())};
}

facts::v1::TicketCreated ticket(bool notify) {
    facts::v1::TicketCreated fact;
    fact.set_reference("TIC-2026-000001");
    fact.set_title("Volume / is 93 % full");
    fact.set_priority("P3");
    fact.set_plain_text("Programs on it will stop when it is full.");
    fact.set_notify(notify);
    return fact;
}

TEST(Events, say_client_priority_and_consequence) {
    const auto event = event_of(fact_of(ticket(true)), "Harbour Precision").value();
    EXPECT_EQ(event.name, "ticket.created");
    EXPECT_EQ(event.subject, "[TIC-2026-000001] P3 Harbour Precision: Volume / is 93 % full");
    EXPECT_NE(event.text.find("Programs on it will stop"), std::string::npos);
    EXPECT_NE(event.data_json.find(R"("reference":"TIC-2026-000001")"), std::string::npos);
}

TEST(Events, stay_silent_where_policy_or_privacy_says_so) {
    const Subscription all{.events = {"ticket.created", "ticket.message", "ticket.note"}, .minimum_priority = "", .clients = {}};
    const auto without_notice = event_of(fact_of(ticket(false)), "x").value();
    EXPECT_FALSE(wants(all, without_notice)) << "P4: a ticket without a notice";
    EXPECT_TRUE(wants(all, without_notice, true)) << "programs hear of every ticket";
    facts::v1::TicketMessageAdded note;
    note.set_internal(true);
    const auto internal = event_of(fact_of(note), "x").value();
    EXPECT_FALSE(wants(all, internal)) << "an internal note leaves by no channel to people";
    EXPECT_TRUE(wants(all, internal, true)) << "programs hear that there is one, not what it says";
    facts::v1::AlertChanged acknowledged;
    acknowledged.set_to("acknowledged");
    const auto taken = event_of(fact_of(acknowledged), "x").value();
    EXPECT_TRUE(taken.is_for_programs_only) << "people are told when it clears";
    journal::Fact broken = fact_of(ticket(true));
    broken.body = {0xff, 0xff};
    EXPECT_FALSE(event_of(broken, "x")) << "what cannot be read is told to nobody";
}

TEST(Events, tell_of_promises_before_and_when_they_are_missed) {
    facts::v1::ClockAtRisk risk;
    risk.set_subject_id("0193");
    risk.set_kind("resolve");
    risk.set_priority("P1");
    risk.set_percent(75);
    const auto near = event_of(fact_of(risk), "Harbour").value();
    EXPECT_EQ(near.name, "clock.at_risk");
    EXPECT_EQ(near.subject, "P1 Harbour: 75 % of the time to solve it is used");
    EXPECT_EQ(near.unnamed_ticket, "0193");
    facts::v1::ClockBreached breach;
    breach.set_kind("first_response");
    breach.set_priority("P2");
    breach.set_reason("Nobody answered.");
    const auto missed = event_of(fact_of(breach), "Harbour").value();
    EXPECT_EQ(missed.name, "clock.breached");
    EXPECT_EQ(missed.subject, "P2 Harbour: the promise to answer was missed");
    EXPECT_NE(missed.data_json.find("\"reason\":\"Nobody answered.\""), std::string::npos);
}

TEST(Subscriptions, choose_by_event_priority_and_client) {
    SeededRng rng(3);
    const ClientId harbour = ClientId::make(Instant{1}, rng), quay = ClientId::make(Instant{1}, rng);
    const Event event{.name = "ticket.created", .priority = "P3", .subject = {}, .text = {}, .data_json = {}, .client = harbour};
    EXPECT_TRUE(wants({.events = {"ticket.created"}, .minimum_priority = "", .clients = {}}, event));
    EXPECT_TRUE(wants({.events = {"ticket.created"}, .minimum_priority = "P3", .clients = {harbour}}, event));
    EXPECT_FALSE(wants({.events = {"ticket.created"}, .minimum_priority = "P2", .clients = {}}, event));
    EXPECT_FALSE(wants({.events = {"alert.opened"}, .minimum_priority = "", .clients = {}}, event));
    EXPECT_FALSE(wants({.events = {"ticket.created"}, .minimum_priority = "", .clients = {quay}}, event));
}

TEST(Attempts, are_repeated_for_about_three_days_and_then_given_up) {
    Delivery delivery{.id = {},
                      .channel = {},
                      .client = {},
                      .event = {},
                      .dedupe_key = {},
                      .subject = {},
                      .body = {},
                      .data_json = {},
                      .state = "pending",
                      .last_error = {},
                      .recipient = {}};
    Instant now{1'764'000'000'000};
    const Instant start = now;
    int attempts = 0;
    while (delivery.state == "pending") {
        delivery = after_attempt(delivery, {Outcome::Kind::TryAgain, "No answer."}, now);
        ++attempts;
        ASSERT_LT(attempts, 100);
        if (delivery.state == "pending") now = delivery.next_attempt_at;
    }
    EXPECT_EQ(delivery.state, "failed");
    EXPECT_GE(now - start, 68h);
    EXPECT_LE(now - start, 80h);
    EXPECT_EQ(after_attempt({}, {Outcome::Kind::GiveUp, "410"}, now).state, "failed");
    EXPECT_EQ(after_attempt({}, {}, now).state, "delivered");
}

TEST(ChannelSettings, name_each_field_that_is_wrong) {
    const ChannelKind& email = *find_channel_kind("email");
    const auto error = check_settings(email, {{"host", "mail.example.org"}, {"colour", "red"}}).error();
    EXPECT_EQ(error.fields.size(), 3u) << "from and to are needed, colour is unknown";
    EXPECT_TRUE(check_settings(
        email,
        {{"host", "localhost"}, {"port", "25"}, {"security", "none"}, {"from", "Steward <steward@localhost>"}, {"to", "root@localhost"}}));
    EXPECT_EQ(check_settings(email, {{"host", "localhost"}, {"port", "99999"}, {"from", "s@localhost"}, {"to", "root@localhost"}})
                  .error()
                  .fields[0]
                  .pointer,
              "/settings/port");
    EXPECT_EQ(check_settings(email, {{"host", "mail.example.org"},
                                     {"security", "none"},
                                     {"username", "s"},
                                     {"password", "x"},
                                     {"from", "s@example.org"},
                                     {"to", "r@example.org"}})
                  .error()
                  .fields[0]
                  .pointer,
              "/settings/security")
        << "a password does not travel unprotected";
    EXPECT_TRUE(check_settings(email, {{"host", "localhost"},
                                       {"security", "none"},
                                       {"username", "s"},
                                       {"password", "x"},
                                       {"from", "s@example.org"},
                                       {"to", "r@example.org"}}));
    EXPECT_EQ(find_channel_kind("pigeon"), nullptr);
}

}  // namespace
}  // namespace steward::notifications
