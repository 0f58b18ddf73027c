#include "server/app/demo_vitals.h"

#include <gtest/gtest.h>

namespace steward::app {
namespace {

TEST(MachinesOfTheDemonstration, are_unknown_once_nothing_was_measured_for_a_while) {
    const Instant measured{1'795'000'000'000};
    const std::vector<series::Latest> newest = {
        {.definition = {"memory_available_percent", "", SeriesKind::Gauge, 1}, .observed_at = measured, .value = 68.2}};
    const auto fresh = demo_vital(newest, measured + std::chrono::minutes(10));
    EXPECT_EQ(fresh.health, directory::Health::Ok);
    EXPECT_EQ(fresh.memory_used_percent, 31.8) << "not 31.799999999999997";
    const auto later = demo_vital(newest, measured + std::chrono::minutes(20));
    EXPECT_EQ(later.health, directory::Health::Unknown) << "unknown is never green";
    EXPECT_NE(later.reason, "");
    EXPECT_EQ(later.last_seen, measured);
}

}  // namespace
}  // namespace steward::app
