// A machine that was enrolled anew brings the spool of its former life along: nothing of it is this device's; on both databases.
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

using std::chrono::hours, std::chrono::minutes;

class EnrolledAnew : public Ward {
protected:
    static constexpr uint64_t former_life = 77;
    agent::v1::Event restart_of_former_life(uint64_t number) {
        agent::v1::Event event;
        event.set_epoch(former_life);
        event.set_seq(number);
        event.set_observed_at_ms(static_cast<uint64_t>((house.clock.now() - hours(2)).unix_ms));
        event.set_kind("restart");
        return event;
    }
};
STEWARD_ON_EVERY_DATABASE(EnrolledAnew);

TEST_P(EnrolledAnew, keeps_nothing_that_was_measured_before_and_lets_the_agent_forget_it) {
    measures = {{"filesystem_used_percent//data", 99}};
    connect();
    for (uint64_t number = 1; number <= 30; ++number) report(former_life, number, house.clock.now() - hours(1) + minutes(number));
    EXPECT_TRUE(session->event(restart_of_former_life(31), house.clock.now()));
    agent::v1::Gap gap;
    gap.set_epoch(former_life);
    gap.set_seq(32);
    gap.set_from_ms(static_cast<uint64_t>((house.clock.now() - hours(3)).unix_ms));
    gap.set_to_ms(static_cast<uint64_t>((house.clock.now() - hours(2)).unix_ms));
    EXPECT_TRUE(session->gap(gap, house.clock.now()));
    look();
    EXPECT_EQ(parts.before_enrolment, 32u);
    EXPECT_EQ(parts.reports, 0u);
    EXPECT_FALSE(watch.find(files)->last_observed.is_set()) << "nothing was judged";
    EXPECT_TRUE(commit.commit());
    EXPECT_EQ(answers->acknowledged, 32u) << "the agent need not keep it";
    minutes_pass(1);
    EXPECT_EQ(parts.reports, 1u) << "what it measures itself is taken";
}

TEST_P(EnrolledAnew, believes_its_own_life_whatever_its_clock_says) {
    connect();
    agents_clock_off = -hours(5);
    minutes_pass(2);
    EXPECT_EQ(parts.reports, 2u);
    EXPECT_EQ(parts.before_enrolment, 0u);
}

TEST_P(EnrolledAnew, takes_what_its_earlier_lives_as_this_device_measured) {
    house.clock.advance(hours(6));
    connect();
    for (uint64_t number = 1; number <= 10; ++number) report(former_life, number, house.clock.now() - hours(1) + minutes(number));
    EXPECT_EQ(parts.reports, 10u);
    EXPECT_EQ(parts.before_enrolment, 0u);
}

class AfterACrash : public Ward {
protected:
    /// Another start on the same database and the same samples: what the server before it still meant to save is lost.
    void starts_again() {
        again = std::make_unique<Watch>(house.directory(), store, *hub, writer, house.clock, rng);
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) { return again->load(transaction, house.clock.now()); }));
    }
    void sampled(Instant at) {
        store.newest = {{.definition = {"cpu_used_percent", "", SeriesKind::Gauge, 0}, .observed_at = at, .value = 10}};
    }
    Instant last_seen() { return house.directory().vital(files)->last_seen; }
    std::unique_ptr<Watch> again;
};
STEWARD_ON_EVERY_DATABASE(AfterACrash);

TEST_P(AfterACrash, a_device_was_last_seen_when_its_newest_sample_says) {
    connect();
    minutes_pass(10);
    const Instant newest = house.clock.now();
    sampled(newest);
    house.clock.advance(minutes(20));
    starts_again();
    EXPECT_EQ(again->find(files)->last_heard, newest);
    EXPECT_EQ(last_seen(), newest);
    sampled(house.clock.now() + minutes(2));
    starts_again();
    EXPECT_EQ(last_seen(), house.clock.now()) << "an agent's clock may be ahead";
}

TEST_P(AfterACrash, a_retired_device_still_says_when_it_was_last_seen) {
    connect();
    minutes_pass(10);
    const Instant newest = house.clock.now();
    directory::v1::RetireDeviceRequest request;
    request.set_device_id(files.text());
    request.set_reason("Sold");
    house.must<directory::v1::Device>(house.owner(), "RetireDevice", request);
    watch.follow_directory(house.clock.now());
    look();
    house.clock.advance(hours(3));
    starts_again();
    EXPECT_EQ(last_seen(), newest);
}

}  // namespace
}  // namespace steward::monitoring
