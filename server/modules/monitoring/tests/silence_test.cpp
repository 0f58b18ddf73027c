// When silence is not judged: a start, a jump of the clock, a full disk; and what is looked at again after it.
#include "server/modules/monitoring/silence_guard.h"
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

TEST(SilenceGuardStory, waits_after_a_start_and_a_minute_after_a_jump_of_the_wall_clock) {
    Instant wall{1'795'000'000'000};
    Duration steady{0};
    SilenceGuard guard(wall, steady);
    const auto judges = [&](Duration by, Duration jump = Duration{0}) {
        steady += by;
        wall = wall + by + jump;
        return guard.may_judge(wall, steady);
    };
    EXPECT_FALSE(judges(minutes(4)));
    EXPECT_TRUE(judges(minutes(1)));
    EXPECT_TRUE(judges(seconds(5), seconds(29))) << "a clock that is corrected a little";
    EXPECT_FALSE(judges(seconds(5), seconds(31)));
    EXPECT_FALSE(judges(seconds(55)));
    EXPECT_TRUE(judges(seconds(5)));
    EXPECT_FALSE(judges(seconds(5), -hours(1))) << "backwards as well";
    EXPECT_EQ(guard.jumps(), 2u);
}

class Silence : public Ward {};
STEWARD_ON_EVERY_DATABASE(Silence);

TEST_P(Silence, is_nobodys_while_reports_are_refused_and_for_some_minutes_after) {
    connect();
    minutes_pass(10);
    watch.refuse_reports("The disk is 91 % full.", house.clock.now());
    EXPECT_EQ(watch.refusal().value().reason, "The disk is 91 % full.");
    disconnect();
    minutes_pass(120);
    EXPECT_EQ(raised(), "") << "no storm of A01";
    watch.refuse_reports("", house.clock.now());
    EXPECT_FALSE(watch.refusal());
    minutes_pass(4);
    EXPECT_EQ(raised(), "") << "the agents that were sent away come back in these minutes";
    minutes_pass(30);
    EXPECT_EQ(raised().substr(0, 3), "A01") << "this one did not come back";
}

TEST_P(Silence, ends_with_a_new_prediction_at_once) {
    measures = {{"filesystem_used_bytes//data", 1}, {"filesystem_size_bytes//data", 1}};
    constexpr double one_gib = 1024.0 * 1024 * 1024;
    const series::Definition used{"filesystem_used_bytes", "/data", SeriesKind::Gauge, 0};
    series::Range line{.definition = used, .points = {}};
    const Instant first = house.clock.now() - hours(24 * 6);
    for (int hour = 0; hour < 24 * 6; ++hour) {
        const double bytes = (70 + hour * 2 / 24.0) * one_gib;
        line.points.push_back({.at = first + hours(hour), .average = bytes, .minimum = bytes, .maximum = bytes, .samples = 60});
    }
    store.history = {line};
    store.newest = {
        {.definition = {"filesystem_size_bytes", "/data", SeriesKind::Gauge, 0}, .observed_at = house.clock.now(), .value = 120 * one_gib}};
    const auto state = [&] {
        const auto watched = watch.find(files);
        for (const Instance& instance : watched->instances) {
            if (instance.check().code == "S02") return std::string(to_word(instance.state.state));
        }
        return std::string("gone");
    };
    connect();
    minutes_pass(1);
    const std::string predicted = state();
    EXPECT_NE(predicted, "unknown") << "a first layout is looked at without waiting for the hour";
    minutes_pass(9);
    disconnect();
    minutes_pass(10);
    EXPECT_EQ(state(), "stale");
    connect();
    minutes_pass(1);
    EXPECT_EQ(state(), predicted);
    store.history = {};
    disconnect();
    minutes_pass(10);
    measures = {{"cpu_used_percent/", 5}};
    connect();
    minutes_pass(3);
    EXPECT_EQ(state(), "gone") << "the volume went during the silence";
}

}  // namespace
}  // namespace steward::monitoring
