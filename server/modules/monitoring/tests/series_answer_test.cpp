#include "server/modules/monitoring/series_answer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace steward::monitoring {
namespace {

series::Range range_of(SeriesKind kind, uint8_t decimals, std::initializer_list<double> averages) {
    series::Range range{{"metric", "item", kind, decimals}, {}};
    int64_t minute = 0;
    for (const double average : averages) {
        range.points.push_back({Instant{60'000 * minute++}, average, average, average, std::isnan(average) ? 0U : 1U});
    }
    return range;
}
constexpr double gap = std::numeric_limits<double>::quiet_NaN();

TEST(SeriesAnswer, compact_series_are_differences_at_shared_moments) {
    v1::GetSeriesResponse response;
    fill_compact(response, std::vector{range_of(SeriesKind::Gauge, 2, {12.34, 12.0, 12.004}), range_of(SeriesKind::State, 0, {1, 1.5, 2})});
    ASSERT_EQ(response.at_unix_ms_size(), 3);
    EXPECT_EQ(response.at_unix_ms(2), 120'000);
    const auto& gauge = response.series(0);
    EXPECT_EQ(gauge.decimals(), 2);
    EXPECT_EQ((std::vector<double>(gauge.differences().begin(), gauge.differences().end())), (std::vector<double>{1234, -34, 0}));
    EXPECT_EQ(gauge.average_size() + gauge.at_unix_ms_size(), 0);
    EXPECT_EQ((std::vector<double>(response.series(1).differences().begin(), response.series(1).differences().end())),
              (std::vector<double>{100, 50, 50}));
}

TEST(SeriesAnswer, a_series_with_a_gap_keeps_its_own_moments) {
    v1::GetSeriesResponse response;
    fill_compact(response, std::vector{range_of(SeriesKind::Gauge, 0, {1, gap, 3}), range_of(SeriesKind::Gauge, 0, {4, 5})});
    const auto& broken = response.series(0);
    EXPECT_EQ(broken.differences_size(), 0);
    ASSERT_EQ(broken.at_unix_ms_size(), 3);
    EXPECT_TRUE(std::isnan(broken.average(1)));
    EXPECT_EQ(response.series(1).differences_size(), 2);
    EXPECT_EQ(response.at_unix_ms_size(), 2);
}

TEST(SeriesAnswer, nothing_measured_is_an_empty_answer) {
    v1::GetSeriesResponse response;
    fill_compact(response, std::vector{range_of(SeriesKind::Gauge, 0, {})});
    EXPECT_EQ(response.at_unix_ms_size(), 0);
    EXPECT_EQ(response.series(0).differences_size(), 0);
}

}  // namespace
}  // namespace steward::monitoring
