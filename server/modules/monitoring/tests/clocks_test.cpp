// Clocks that were set back, the agents' and our own: what is measured is judged all the same; on both databases.
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

using std::chrono::hours, std::chrono::minutes;

class Clocks : public Ward {
protected:
    /// The machine starts again by a clock that forgot the time.
    void starts_again_in_the_past(IntakeDoor& through) {
        disconnect();
        agents_clock_off = -hours(5);
        connect(through);
    }
};
STEWARD_ON_EVERY_DATABASE(Clocks);

TEST_P(Clocks, that_went_back_on_a_device_do_not_blind_us_to_it) {
    connect();
    minutes_pass(5);
    starts_again_in_the_past(door);
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(12);
    EXPECT_EQ(raised(), "S01 /data critical P3");
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().at(0).observed_at_unix_ms(), (house.clock.now() - minutes(1)).unix_ms);
    agents_clock_off = {};
    measures["filesystem_used_percent//data"] = 50;
    minutes_pass(12);
    EXPECT_EQ(cleared(), "recovered") << "and when the clock is right again nothing is missed either";
}

TEST_P(Clocks, that_went_back_on_a_device_do_not_blind_us_after_our_own_start) {
    connect();
    minutes_pass(5);
    Watch after_start(house.directory(), store, *hub, writer, house.clock, rng);
    ASSERT_TRUE(house.database.read([&](storage::Transaction& transaction) { return after_start.load(transaction, house.clock.now()); }));
    IntakeParts parts_after_start{after_start, writer, commit, store};
    IntakeDoor door_after_start(parts_after_start);
    starts_again_in_the_past(door_after_start);
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(12);
    EXPECT_NE(raised().find("S01 /data critical P3"), std::string::npos) << raised();
    disconnect();
}

TEST_P(Clocks, are_not_to_blame_for_what_an_earlier_life_of_the_agent_left_in_its_spool) {
    connect();
    minutes_pass(5);
    const Instant long_ago = house.clock.now() - hours(1);
    disconnect();
    connect();
    minutes_pass(5);
    const Instant newest = watch.find(files)->last_observed;
    house.clock.advance(minutes(5));
    report(epoch - 1, 900, long_ago);
    EXPECT_EQ(watch.find(files)->last_observed, newest) << "late data stay late";
    report(epoch, ++seq, newest - minutes(1));
    EXPECT_EQ(watch.find(files)->last_observed, house.clock.now());
}

TEST_P(Clocks, of_our_own_that_were_set_back_do_not_hide_a_silence) {
    connect();
    minutes_pass(10);
    house.clock.set_wall(house.clock.now() + hours(2));
    agents_clock_off = -hours(2);
    minutes_pass(3);
    house.clock.set_wall(house.clock.now() - hours(2));
    agents_clock_off = {};
    minutes_pass(3);
    disconnect();
    minutes_pass(8);
    EXPECT_EQ(raised(), "A01  critical P2");
}

}  // namespace
}  // namespace steward::monitoring
