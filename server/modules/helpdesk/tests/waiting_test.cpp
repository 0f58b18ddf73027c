// What the clock does with tickets that wait (domain/model.md 5.11). Working hours Monday to Friday 08:00 to 18:00 UTC, from
// Monday 2026-11-23 10:00.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {
using namespace std::chrono_literals;

class WaitingTickets : public DeskStory {
protected:
    WaitingTickets() { house.clock.set_wall(parse_rfc3339("2026-11-23T10:00:00Z").value_or(Instant{})); }

    std::string in_work() {
        const auto id = create("Printer").ticket_id();
        move(id, "triaged");
        move(id, "in_progress");
        return id;
    }
    std::string waiting() {
        const auto id = in_work();
        auto request = to(id, "waiting_client");
        request.set_message("Which printer is it?");
        house.must<v1::Ticket>(theo, "MoveTicket", request);
        return id;
    }
    void at(const char* moment) {
        house.clock.set_wall(parse_rfc3339(moment).value_or(Instant{}));
        house.reconcile();
    }
    int reminders(const std::string& id) {
        int count = 0;
        for (const auto& message : conversation(carla, id)) count += message.text().starts_with("We are still waiting");
        return count;
    }
    v1::MoveTicketRequest dated(const std::string& id, const std::string& state, const char* moment) {
        auto request = to(id, state);
        request.set_until_unix_ms(parse_rfc3339(moment).value_or(Instant{}).unix_ms);
        return request;
    }
};

TEST_P(WaitingTickets, are_reminded_of_under_the_providers_name) {
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("delete from access_installation"));
        STEWARD_CHECK(transaction.execute(
            "insert into access_installation (id, provider_name, key_check, created_at) values (1, 'Alderway Services', $1, 0)", Bytes(1)));
        return {};
    }));
    const auto id = waiting();
    at("2026-11-24T10:00:00Z");
    ASSERT_EQ(reminders(id), 1);
    EXPECT_EQ(conversation(carla, id).back().author_name(), "Alderway Services");
}

TEST_P(WaitingTickets, remind_three_times_and_are_resolved_without_a_reply_after_five_business_days) {
    const auto id = waiting();
    at("2026-11-24T09:59:00Z");
    EXPECT_EQ(reminders(id), 0);
    at("2026-11-24T10:00:00Z");
    at("2026-11-24T10:01:00Z");
    EXPECT_EQ(reminders(id), 1) << "once a day that is named";
    at("2026-11-26T10:00:00Z");
    EXPECT_EQ(reminders(id), 2);
    at("2026-11-29T12:00:00Z");
    EXPECT_EQ(reminders(id), 2) << "weekends do not count";
    at("2026-11-30T10:00:00Z");
    EXPECT_EQ(reminders(id), 3);
    EXPECT_EQ(get(theo, id).state(), "waiting_client");
    EXPECT_EQ(get(theo, id).first_response_at_unix_ms(), Instant{*parse_rfc3339("2026-11-23T10:00:00Z")}.unix_ms);
    at("2026-12-01T10:00:00Z");
    const auto ended = get(theo, id);
    EXPECT_EQ(ended.state(), "resolved");
    EXPECT_EQ(ended.resolution_code(), "no_reply");
    EXPECT_EQ(ended.root_cause(), "unknown");
}

TEST_P(WaitingTickets, begin_anew_when_the_client_answers) {
    const auto id = waiting();
    at("2026-11-24T10:00:00Z");
    say(carla, id, "The one in the hall.");
    EXPECT_EQ(get(theo, id).state(), "in_progress");
    at("2026-12-04T10:00:00Z");
    EXPECT_EQ(reminders(id), 1);
    EXPECT_EQ(get(theo, id).state(), "in_progress");
}

TEST_P(WaitingTickets, go_on_at_the_time_that_was_named) {
    const auto id = in_work();
    auto request = dated(id, "waiting_client", "2026-11-24T15:00:00Z");
    request.set_message("Call me when you are back.");
    house.must<v1::Ticket>(theo, "MoveTicket", request);
    at("2026-11-24T14:59:00Z");
    EXPECT_EQ(get(theo, id).state(), "waiting_client");
    at("2026-11-24T15:00:00Z");
    EXPECT_EQ(get(theo, id).state(), "in_progress");
    EXPECT_EQ(get(theo, id).until_unix_ms(), 0);
}

TEST_P(WaitingTickets, for_parts_stop_the_clocks_only_as_the_requester_agreed) {
    const auto plain = in_work(), agreed = in_work();
    house.must<v1::Ticket>(theo, "MoveTicket", dated(plain, "waiting_parts", "2026-11-25T10:00:00Z"));
    auto request = with_reason(dated(agreed, "scheduled", "2026-11-25T10:00:00Z"), "Carla said on the phone that Wednesday suits her.");
    request.set_requester_agreed(true);
    EXPECT_EQ(house.must<v1::Ticket>(theo, "MoveTicket", request).pause_ground(), "agreed");
    house.clock.advance(2h);
    EXPECT_EQ(clock_of(plain, "resolve").consumed_s(), 7200);
    EXPECT_EQ(clock_of(agreed, "resolve").state(), "paused");
    at("2026-11-25T10:00:00Z");
    for (const auto& id : {plain, agreed}) {
        EXPECT_EQ(get(theo, id).state(), "in_progress");
        EXPECT_EQ(get(theo, id).pause_ground(), "");
        EXPECT_EQ(clock_of(id, "resolve").state(), "running");
    }
}

TEST_P(WaitingTickets, for_the_clients_own_vendor_stop_the_clocks) {
    const auto id = in_work();
    auto request = with_reason(to(id, "waiting_vendor"), "Their telephone company, case 4711.");
    request.set_vendor_is_the_clients(true);
    house.must<v1::Ticket>(theo, "MoveTicket", request);
    EXPECT_EQ(clock_of(id, "resolve").state(), "paused");
    move(id, "in_progress");
    EXPECT_EQ(clock_of(id, "resolve").state(), "running");
}

TEST_P(WaitingTickets, that_are_solved_close_after_three_business_days) {
    const auto id = in_work();
    house.clock.set_wall(parse_rfc3339("2026-11-26T12:00:00Z").value_or(Instant{}));
    resolve(id);
    at("2026-11-30T12:00:00Z");
    EXPECT_EQ(get(theo, id).state(), "resolved") << "two business days";
    at("2026-12-01T12:00:00Z");
    EXPECT_EQ(get(theo, id).state(), "closed");
    EXPECT_NE(get(theo, id).closed_at_unix_ms(), 0);
}

STEWARD_ON_EVERY_DATABASE(WaitingTickets);

}  // namespace
}  // namespace steward::helpdesk
