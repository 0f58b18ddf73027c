// Pages: they wait behind nothing else, and whoever took the work is not woken for it hours later; on both databases.
#include <gmock/gmock.h>

#include "server/modules/escalation/escalation.h"
#include "server/modules/notifications/store.h"
#include "server/modules/notifications/tests/post_office.h"

namespace steward::notifications {
namespace {

using std::chrono::seconds;

/// Escalation as far as this room asks it: what the story says of every page.
class OnDuty final : public assembly::Module, public escalation::Escalation {
public:
    explicit OnDuty(assembly::Context& context) {
        context.offer<escalation::Escalation>(*this);
        newest = this;
    }
    void set_public_address(std::string) override {}
    std::string page_token(escalation::PageId) const override { return "token"; }
    std::string acknowledge_address(escalation::PageId) const override { return ""; }
    Result<std::string> why_not_sent(storage::Transaction&, escalation::PageId, Instant) override { return why; }
    Result<bool> acknowledge_by_reply(storage::Transaction&, std::string_view, std::string_view, Instant) override { return false; }
    Result<std::string> tell_named_person(storage::Transaction&, const escalation::ClientNews&, Instant) override { return std::string(); }
    Result<bool> told_since(storage::Transaction&, std::string_view, Instant) override { return false; }
    Result<std::optional<std::string>> calendar_of(std::string_view, Instant) override { return std::nullopt; }

    std::string why;
    static inline OnDuty* newest = nullptr;
};
std::unique_ptr<assembly::Module> make_duty(assembly::Context& context) { return std::make_unique<OnDuty>(context); }

class Pages : public testing_house::Story {
protected:
    Pages() : Story({"journal", "access", "directory", "notifications"}, {directory::make_module, make_duty, make_module}) {
        v1::CreateChannelRequest request;
        request.set_kind("ntfy");
        request.set_name("People");
        request.add_events("page.due");
        request.add_events("ticket.created");
        (*request.mutable_settings())["url"] = receiver.url();
        (*request.mutable_settings())["topic"] = "desk";
        (*request.mutable_settings())["allow_private_network"] = "yes";
        channel = house.must<v1::Channel>(house.owner(), "CreateChannel", request).channel_id();
    }
    void page() {
        SystemRng rng;
        facts::v1::PageDue fact;
        fact.set_page_id(escalation::PageId::make(house.clock.now(), rng).text());
        fact.set_title("The line is down");
        fact.set_priority("P1");
        house.append({}, fact.page_id(), fact);
        house.reconcile();
    }
    void ticket() {
        facts::v1::TicketCreated fact;
        fact.set_ticket_id("t");
        fact.set_title("Printer");
        fact.set_priority("P3");
        fact.set_notify(true);
        house.append({}, "t", fact);
        house.reconcile();
    }
    /// The event of what a lane would send next, which is taken out of it.
    std::string next(Lane lane) {
        std::string event = "nothing";
        const auto claimed = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto due, claim_due(transaction, lane, house.clock.now(), house.clock.now() + seconds(90)));
            if (due) event = due->event;
            return {};
        });
        EXPECT_TRUE(claimed) << (claimed ? "" : claimed.error().cause);
        return event;
    }
    v1::Delivery only() {
        const auto log = house.must<v1::ListDeliveriesResponse>(house.owner(), "ListDeliveries", v1::ListDeliveriesRequest{});
        EXPECT_EQ(log.total(), 1);
        return log.deliveries_size() == 1 ? log.deliveries(0) : v1::Delivery{};
    }

    Receiver receiver;
    std::string channel;
};
STEWARD_ON_EVERY_DATABASE(Pages);

TEST_P(Pages, have_a_lane_of_their_own) {
    receiver.answer(503);
    ticket();
    house.clock.advance(seconds(1));
    page();
    house.clock.advance(seconds(5));
    EXPECT_EQ(next(Lane::Pages), "page.due") << "whatever is due before it";
    EXPECT_EQ(next(Lane::Pages), "nothing");
    EXPECT_EQ(next(Lane::Others), "ticket.created");
    EXPECT_EQ(next(Lane::Others), "nothing");
}

TEST_P(Pages, and_everything_else_that_was_not_tried_yet_go_before_what_failed) {
    receiver.answer(503);
    ticket();
    house.clock.advance(seconds(6));
    v1::TestChannelRequest request;
    request.set_channel_id(channel);
    house.must<v1::Delivery>(house.owner(), "TestChannel", request);
    EXPECT_EQ(next(Lane::Others), "test");
    EXPECT_EQ(next(Lane::Others), "ticket.created");
}

TEST_P(Pages, are_not_sent_any_more_once_somebody_took_it) {
    receiver.answer(503);
    page();
    EXPECT_EQ(only().state(), "pending");
    receiver.answer(204);
    OnDuty::newest->why = "Not sent any more: Anna took it.";
    house.pass(seconds(5), seconds(5));
    EXPECT_EQ(receiver.requests().size(), 1u);
    EXPECT_EQ(only().state(), "withheld");
    EXPECT_EQ(only().last_error(), "Not sent any more: Anna took it.");
}

}  // namespace
}  // namespace steward::notifications
