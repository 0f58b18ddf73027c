#include "server/platform/series/tiers.h"

#include <rapidcheck.h>

#include <map>

#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

class TierStory : public StoreStory {
protected:
    // A value that differs from minute to minute and hour to hour.
    static std::vector<int64_t> tier_values(int64_t minute) { return {(minute * 37) % 1'001 - 300, minute * minute, minute / 7 % 3}; }

    void report_day(int64_t day) {
        if (!writer) connect();
        for (int64_t minute = day * 1'440; minute < (day + 1) * 1'440; ++minute) {
            if (minute % 97 != 0) append(minute, tier_values(minute));  // some are never sent
        }
    }
    /// What a step of minutes [from, from + length) must show, by adding up.
    static void expect_step(const Range::Point& point, int64_t from, int64_t length, size_t column, double divisor) {
        double sum = 0, minimum = 1e300, maximum = -1e300;
        uint32_t samples = 0;
        for (int64_t minute = from; minute < from + length; ++minute) {
            if (minute % 97 == 0) continue;
            const double value = static_cast<double>(tier_values(minute)[column]) / divisor;
            sum += value;
            minimum = std::min(minimum, value);
            maximum = std::max(maximum, value);
            ++samples;
        }
        ASSERT_EQ(point.samples, samples) << "minute " << from;
        ASSERT_NEAR(point.average, sum / samples, 1e-6);
        ASSERT_EQ(point.minimum, minimum);
        ASSERT_EQ(point.maximum, maximum);
    }
    void expect_steps(Instant from, Instant to, int64_t length) {
        const auto ranges = store->range(device_number(1), "", std::nullopt, from, to, length * 60s);
        ASSERT_TRUE(ranges);
        ASSERT_EQ(ranges->size(), 3u);
        for (size_t column = 0; column < 3; ++column) {
            const auto& steps = (*ranges)[column].points;
            ASSERT_EQ(static_cast<int64_t>(steps.size()), (to - from) / (length * 60s));
            for (const auto& step : steps) expect_step(step, (step.at - monday) / 60s, length, column, column == 0 ? 10 : 1);
        }
    }
};

TEST_F(TierStory, a_day_past_fourteen_days_is_still_there_in_five_minutes_and_hours) {
    for (int64_t day = 0; day < 3; ++day) report_day(day);
    maintain_at(monday + std::chrono::days(3));
    EXPECT_EQ(files("raw-").size(), 3u);
    expect_steps(monday, monday + std::chrono::days(2), 5);

    maintain_at(monday + std::chrono::days(16) + 1h);
    EXPECT_EQ(files("raw-"), std::vector<std::string>{"raw-2026-11-25.series"});
    expect_steps(monday, monday + std::chrono::days(3), 5);
    expect_steps(monday, monday + std::chrono::days(3), 60);
    // A finer question gets what is held.
    EXPECT_EQ(points("cpu_used_percent", monday, monday + 1h, 60s).size(), 12u);
}

TEST_F(TierStory, past_ninety_days_only_hours_are_left_and_past_twenty_five_months_nothing) {
    report_day(0);
    maintain_at(monday + std::chrono::days(1));
    for (int day = 2; day < 110; day += 4) maintain_at(monday + std::chrono::days(day));
    EXPECT_TRUE(files("raw-").empty());
    EXPECT_TRUE(files("five-minutes-").empty());
    expect_steps(monday, monday + std::chrono::days(1), 60);
    EXPECT_EQ(points("cpu_used_percent", monday, monday + 6h, 60s).size(), 6u);

    maintain_at(monday + std::chrono::days(800));
    EXPECT_TRUE(files("hour-").empty());
    EXPECT_TRUE(points("cpu_used_percent", monday, monday + 24h).empty());
}

TEST_F(TierStory, tiers_are_made_once_however_often_maintenance_runs) {
    report_day(0);
    for (int i = 0; i < 3; ++i) maintain_at(monday + std::chrono::days(16));
    restart();
    for (int i = 0; i < 3; ++i) maintain_at(monday + std::chrono::days(16) + 1h);
    expect_steps(monday, monday + std::chrono::days(1), 5);
}

TEST_F(TierStory, what_comes_later_than_its_raw_file_lives_goes_into_the_tiers) {
    maintain_at(monday + std::chrono::days(20));
    report_day(0);
    expect_steps(monday, monday + std::chrono::days(1), 5);
    maintain_at(monday + std::chrono::days(20));
    EXPECT_TRUE(files("raw-").empty());
    EXPECT_EQ(files("five-minutes-").size(), 1u);
    expect_steps(monday, monday + std::chrono::days(1), 5);
    restart();
    expect_steps(monday, monday + std::chrono::days(1), 60);
}

TEST_F(TierStory, a_day_with_two_layouts_keeps_both) {
    report_day(0);
    said(writer->layout(std::vector<Definition>{{"cpu_used_percent", "", SeriesKind::Gauge, 1}}, 60s));
    for (int64_t minute = 1'440; minute < 2'000; ++minute) append(minute, {minute});
    maintain_at(monday + std::chrono::days(2));
    maintain_at(monday + std::chrono::days(20));
    EXPECT_TRUE(files("raw-").empty());
    const auto cpu = points("cpu_used_percent", monday, monday + std::chrono::days(2), 1h);
    EXPECT_EQ(cpu.size(), 34u);
    EXPECT_EQ(cpu[25].maximum, 155.9);
}

TEST(TierFold, folds_any_table_as_the_slow_reference_does) {
    EXPECT_TRUE(rc::check([] {
        const auto layout = *Layout::make(std::vector<Definition>{{"a", "", SeriesKind::Counter, 0}}, Duration(1'000));
        Table table{layout, {}, {{}}};
        int64_t at = *rc::gen::inRange<int64_t>(0, 1'000'000'000);
        std::map<int64_t, std::vector<int64_t>> reference;
        for (int64_t i = *rc::gen::inRange<int64_t>(0, 200); i > 0; --i) {
            at += *rc::gen::inRange<int64_t>(0, 100'000);
            const int64_t value =
                *rc::gen::inRange(0, 9) == 0 ? missing_sample : *rc::gen::inRange<int64_t>(-1'000'000'000'000, 1'000'000'000'000);
            table.times.push_back(at);
            table.columns[0].push_back(value);
            auto& entry = reference[at / 300'000 * 300'000];
            if (value != missing_sample) entry.push_back(value);
        }
        const Table folded = fold(table, 5min);
        RC_ASSERT(folded.times.size() == reference.size());
        size_t i = 0;
        for (const auto& [time, values] : reference) {
            RC_ASSERT(folded.times[i] == time);
            RC_ASSERT(folded.columns[tier_count][i] == static_cast<int64_t>(values.size()));
            if (values.empty()) RC_ASSERT(folded.columns[tier_minimum][i] == missing_sample);
            if (!values.empty()) {
                int64_t sum = 0;
                for (const int64_t value : values) sum += value;
                const int64_t minimum = std::ranges::min(values);
                RC_ASSERT(folded.columns[tier_minimum][i] == minimum);
                RC_ASSERT(minimum + folded.columns[tier_span][i] == std::ranges::max(values));
                RC_ASSERT(minimum * static_cast<int64_t>(values.size()) + folded.columns[tier_excess][i] == sum);
            }
            ++i;
        }
    }));
}

TEST(TierFold, survives_the_widest_numbers) {
    const auto layout = *Layout::make(std::vector<Definition>{{"a", "", SeriesKind::Gauge, 0}}, Duration(1'000));
    const Table table{layout, {0, 1'000}, {{std::numeric_limits<int64_t>::min() + 1, std::numeric_limits<int64_t>::max()}}};
    const Table folded = fold(table, 5min);
    EXPECT_EQ(folded.columns[tier_span][0], std::numeric_limits<int64_t>::max());
    EXPECT_GE(folded.columns[tier_excess][0], 0);
}

}  // namespace
}  // namespace steward::series::testing
