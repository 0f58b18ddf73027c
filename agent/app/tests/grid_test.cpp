#include "agent/app/grid.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"

namespace steward::agent {

TEST(MeasuringGrid, a_machine_keeps_its_place_and_machines_spread_over_the_interval) {
    SeededRng rng(5);
    std::set<int64_t> places;
    for (int i = 0; i < 1000; ++i) {
        const DeviceId device = DeviceId::make(Instant{1'800'000'000'000}, rng);
        const Grid grid = grid_of(device, std::chrono::seconds(60));
        EXPECT_EQ(grid.phase, grid_of(device, std::chrono::seconds(60)).phase);
        ASSERT_LT(grid.phase, grid.interval);
        places.insert(grid.phase.count());
    }
    EXPECT_EQ(places.size(), 60U);
}

TEST(MeasuringGrid, moments_lie_an_interval_apart_and_late_readings_are_stamped_with_theirs) {
    const Grid grid{std::chrono::seconds(60), std::chrono::seconds(7)};
    const Instant moment{1'800'000'007'000};
    EXPECT_EQ(moment_of(grid, moment), moment);
    EXPECT_EQ(moment_of(grid, moment + Duration(59'999)), moment);
    EXPECT_EQ(next_moment(grid, moment), moment + std::chrono::seconds(60));
    EXPECT_EQ(next_moment(grid, moment - Duration(1)), moment);
    EXPECT_EQ(moment_of(grid, Instant{3'000}), Instant{-53'000});  // a machine without a clock battery
}

TEST(MeasuringGrid, a_server_may_ask_for_ten_seconds_to_an_hour) {
    const Duration present = std::chrono::seconds(60);
    EXPECT_EQ(interval_within_bounds(10, present), std::chrono::seconds(10));
    EXPECT_EQ(interval_within_bounds(3600, present), std::chrono::hours(1));
    for (const uint32_t wanted : {0U, 1U, 9U, 3601U, UINT32_MAX}) EXPECT_EQ(interval_within_bounds(wanted, present), present) << wanted;
}

}  // namespace steward::agent
