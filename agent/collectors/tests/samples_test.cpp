#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "agent/collectors/collector.h"

namespace steward::agent {
namespace {

constexpr Metric share{"share_percent", SeriesKind::Gauge, 1}, bytes{"some_bytes", SeriesKind::Counter, 0};

TEST(Samples, rounds_to_the_precision_of_the_metric) {
    Samples samples;
    samples.begin();
    samples.add(share, "", 12.3456);
    samples.add(share, "a", -0.25);
    samples.add_scaled(bytes, "", 4096);
    EXPECT_EQ(std::vector<int64_t>(samples.values().begin(), samples.values().end()), (std::vector<int64_t>{123, -3, 4096}));
}

TEST(Samples, says_a_gap_for_what_is_no_number) {
    Samples samples;
    samples.begin();
    samples.add(share, "nan", std::nan(""));
    samples.add(share, "infinite", std::numeric_limits<double>::infinity());
    samples.add(share, "huge", 1e300);
    samples.add_unknown(share, "unread");
    samples.add_read(bytes, "absent", std::nullopt);
    samples.add_read(bytes, "beyond", UINT64_MAX);
    for (const int64_t value : samples.values()) EXPECT_EQ(value, missing_sample);
    EXPECT_EQ(samples.size(), 6U);
}

TEST(Samples, tells_when_a_column_came_went_or_moved) {
    Samples samples;
    const auto moment = [&](std::vector<std::string> items) {
        samples.begin();
        for (const auto& item : items) samples.add(share, item, 1);
        return samples.columns_changed();
    };
    EXPECT_TRUE(moment({"a", "b"}));
    EXPECT_FALSE(moment({"a", "b"}));
    EXPECT_TRUE(moment({"a"}));
    EXPECT_FALSE(moment({"a"}));
    EXPECT_TRUE(moment({"a", "b"}));
    EXPECT_TRUE(moment({"b", "a"}));
    EXPECT_FALSE(moment({"b", "a"}));
    EXPECT_EQ(samples.item(0), "b");
}

TEST(Samples, never_says_more_columns_than_a_layout_holds) {
    Samples samples;
    samples.begin();
    for (int i = 0; i < 10'010; ++i) samples.add(share, "", i);
    EXPECT_EQ(samples.size(), most_columns);
}

}  // namespace
}  // namespace steward::agent
