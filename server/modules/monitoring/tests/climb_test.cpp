#include "server/modules/monitoring/climb.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::monitoring {
namespace {

// One value every five minutes; looked back after ten.
bool climbs_after(const std::vector<double>& values) {
    const ClimbTerms terms{
        .metric = "swap_used_percent", .unit = "%", .title = "", .what_is_wrong = "", .above = 50, .clear = 45, .rising_s = 600};
    Climb climb;
    uint32_t at = 1'000'000;
    for (const double value : values) climb = follow(climb, value, at += 300, terms);
    return climb.active;
}

TEST(Climb, needs_both_a_high_value_and_a_rise) {
    EXPECT_TRUE(climbs_after({50, 52, 55}));
    EXPECT_FALSE(climbs_after({55, 55, 55})) << "high and steady";
    EXPECT_FALSE(climbs_after({10, 20, 40})) << "rising and low";
    EXPECT_FALSE(climbs_after({50, 58})) << "not looked back yet";
}

TEST(Climb, lasts_while_it_rises_and_ends_when_it_does_not_or_is_low_again) {
    EXPECT_TRUE(climbs_after({50, 52, 55, 56, 58, 57})) << "between two looks back";
    EXPECT_FALSE(climbs_after({50, 52, 55, 56, 55}));
    EXPECT_FALSE(climbs_after({50, 52, 55, 44})) << "at once";
}

}  // namespace
}  // namespace steward::monitoring
