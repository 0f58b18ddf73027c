// News for one person: by the channels that reach them, to their own address or topic, and to nobody else.
#include <gmock/gmock.h>

#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Personal : public testing_house::Story {
protected:
    Personal() : Story({"journal", "access", "directory", "notifications"}, {directory::make_module, make_module}) {
        channel("ntfy", {{"url", receiver.url()}, {"topic", "everybody"}, {"allow_private_network", "yes"}});
        channel("chat", {{"url", receiver.url()}, {"format", "slack"}, {"allow_private_network", "yes"}});
        channel("webhook",
                {{"url", receiver.url()}, {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, {"allow_private_network", "yes"}});
    }
    void channel(const std::string& kind, const std::map<std::string, std::string>& settings) {
        v1::CreateChannelRequest request;
        request.set_kind(kind);
        request.set_name(kind);
        request.add_events("notice.personal");
        request.add_events("page.due");
        for (const auto& [name, value] : settings) (*request.mutable_settings())[name] = value;
        house.must<v1::Channel>(house.owner(), "CreateChannel", request);
    }
    void notice(const std::string& to, const std::string& topic) {
        facts::v1::NoticeDue fact;
        fact.set_account_id("a");
        fact.set_to(to);
        fact.set_push_topic(topic);
        fact.set_subject("Ben mentioned you");
        fact.set_text("Printer");
        house.append({}, "a", fact);
        house.reconcile();
    }
    /// The kinds that something was sent by, in the order of the log.
    std::string sent_by() {
        std::set<std::string> names;
        const auto log = house.must<v1::ListDeliveriesResponse>(house.owner(), "ListDeliveries", v1::ListDeliveriesRequest{});
        for (const auto& one : log.deliveries()) names.insert(one.channel_name());
        std::string all;
        for (const auto& name : names) all += name + " ";
        return all;
    }
    v1::ListDeliveriesResponse log(const Caller& caller, const std::string& filter = "event:notice.personal") {
        v1::ListDeliveriesRequest request;
        request.set_filter(filter);
        return house.must<v1::ListDeliveriesResponse>(caller, "ListDeliveries", request);
    }
    Receiver receiver;
};
STEWARD_ON_EVERY_DATABASE(Personal);
}  // namespace

TEST_P(Personal, go_as_a_push_to_the_persons_own_topic_and_never_into_a_chat) {
    notice("", "ana-7f3a");
    EXPECT_EQ(sent_by(), "ntfy webhook ");
    ASSERT_EQ(receiver.requests().size(), 2u);
    for (const auto& request : receiver.requests()) {
        EXPECT_THAT(request, Not(HasSubstr("everybody")));
        if (request.find("webhook-id") == std::string::npos) EXPECT_THAT(request, HasSubstr(R"("topic":"ana-7f3a")"));
        else EXPECT_THAT(request, Not(HasSubstr("ana-7f3a"))) << "whoever knows the topic reads along";
    }
}

TEST_P(Personal, go_by_no_push_to_somebody_who_has_no_topic) {
    notice("ana@desk.example", "");
    EXPECT_EQ(sent_by(), "webhook ");
}

TEST_P(Personal, are_read_in_the_log_by_who_reads_every_ticket_of_every_client_and_by_the_person) {
    SystemRng rng;
    facts::v1::NoticeDue fact;
    const auto ana = AccountId::make(house.clock.now(), rng);
    fact.set_account_id(ana.text());
    fact.set_push_topic("ana-7f3a");
    fact.set_subject("Dana wrote: he is dismissed on Friday");
    fact.set_text("He is dismissed on Friday.");
    house.append({}, "a", fact);
    house.reconcile();
    EXPECT_THAT(log(house.owner()).DebugString(), HasSubstr("dismissed"));
    Caller watch = house.owner();
    watch.account = AccountId::make(house.clock.now(), rng);
    watch.roles = {"NOC"};
    EXPECT_EQ(log(watch).total(), 2);
    EXPECT_THAT(log(watch).DebugString(), Not(HasSubstr("dismissed")));
    EXPECT_THAT(log(watch).DebugString(), HasSubstr("delivered"));
    EXPECT_EQ(log(watch, "dismissed").total(), 0) << "nor is it found by its words";
    EXPECT_EQ(log(house.owner(), "dismissed").total(), 2);
    v1::ResendDeliveryRequest again;
    again.set_delivery_id(log(watch).deliveries(0).delivery_id());
    EXPECT_THAT(house.must<v1::Delivery>(watch, "ResendDelivery", again).DebugString(), Not(HasSubstr("dismissed")));
    watch.account = ana;
    EXPECT_THAT(log(watch).DebugString(), HasSubstr("dismissed")) << "it is theirs";
    Caller theo = house.technician({house.client("Mill")});
    theo.permissions.insert("channel.read");
    EXPECT_THAT(log(theo).DebugString(), Not(HasSubstr("dismissed"))) << "a dispatcher of one client; the notice may be about others";
}

TEST_P(Personal, and_pages_go_by_the_kinds_of_channel_that_their_step_names) {
    facts::v1::PageDue page;
    page.set_page_id("p");
    page.set_title("The line is down");
    page.set_priority("P1");
    page.set_reason("Ana asks: the client is angry.");
    page.add_channels("ntfy");
    house.append({}, "p", page);
    house.reconcile();
    EXPECT_EQ(sent_by(), "ntfy ");
    ASSERT_EQ(receiver.requests().size(), 1u);
    EXPECT_THAT(receiver.requests()[0], HasSubstr(R"("topic":"everybody")")) << "a page names an address, no topic";
    EXPECT_THAT(receiver.requests()[0], HasSubstr("the client is angry"));
    Caller watch = house.owner();
    watch.roles = {"NOC"};
    EXPECT_THAT(log(watch, "event:page.due").DebugString(), HasSubstr("The line is down"));
    EXPECT_THAT(log(watch, "event:page.due").DebugString(), Not(HasSubstr("the client is angry"))) << "why is for who was called";
}

}  // namespace steward::notifications
