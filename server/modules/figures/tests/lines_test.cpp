// What lines are worth: the worked examples of domain/kpis.md.
#include "server/modules/figures/lines.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "server/modules/figures/tests/october.h"

namespace steward::figures {
namespace {
using namespace std::chrono_literals;

std::vector<Line> shares(int counted, int all) {
    std::vector<Line> lines(static_cast<size_t>(all));
    for (int i = 0; i < counted; ++i) lines[static_cast<size_t>(i)].counted = true;
    return lines;
}

TEST(Times, are_mean_median_and_nearest_rank) {
    EXPECT_EQ(times_of({3, 4, 6, 7, 9, 31}), (Times{10, 6.5, 31})) << "K03's example, in minutes";
    EXPECT_EQ(times_of({9.5, 2, 5, 3.5}), (Times{5, 4.25, 9.5})) << "K04's example, in hours";
    EXPECT_EQ(times_of({7}), (Times{7, 7, 7}));
    EXPECT_EQ(times_of({}), Times{});
}

TEST(Share, is_the_examples_of_attainment_first_contact_and_reopening) {
    const auto percent = [](const Value& value) { return 100 * static_cast<double>(value.numerator) / value.denominator; };
    EXPECT_NEAR(percent(share_of(shares(72, 75))), 96.0, 0.05);
    EXPECT_NEAR(percent(share_of(shares(68, 92))), 73.9, 0.05);
    EXPECT_NEAR(percent(share_of(shares(4, 118))), 3.4, 0.05);
}

TEST(Share, of_nothing_is_no_data) { EXPECT_FALSE(share_of({}).has_data()); }

TEST(Endpoints, are_weighted_by_the_days_in_care) {
    // 34 for fifteen days, 36 for sixteen: K09's example.
    std::vector<Care> care;
    for (int i = 0; i < 34; ++i) care.push_back({.client = {}, .since = october - 24h * 400, .until = {}});
    for (int i = 0; i < 2; ++i) care.push_back({.client = {}, .since = october + 24h * 15, .until = {}});
    const double endpoints = endpoints_in(care, month, month.until + 1h);
    EXPECT_NEAR(endpoints, 35.03, 0.005);
    const std::vector<Line> eleven(11);
    const Value value = per_endpoint_of(eleven, endpoints);
    EXPECT_NEAR(static_cast<double>(value.numerator) / value.denominator, 0.31, 0.005);
}

TEST(Endpoints, of_a_month_that_runs_are_weighted_until_now) {
    const std::vector<Care> care{{.client = {}, .since = october, .until = {}},
                                 {.client = {}, .since = october, .until = october + 24h * 5}};
    EXPECT_DOUBLE_EQ(endpoints_in(care, month, october + 24h * 10), 1.5);
    EXPECT_DOUBLE_EQ(endpoints_in(care, month, october), 0) << "nothing has passed yet";
}

RC_GTEST_PROP(Times, lie_between_the_least_and_the_most, ()) {
    const auto seconds = *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
        rc::gen::map(rc::gen::inRange(0, 1'000'000), [](int one) { return static_cast<double>(one); })));
    const auto [least, most] = std::ranges::minmax(seconds);
    const Times times = times_of(seconds);
    for (const double one : {times.mean, times.median, times.p90}) RC_ASSERT(one >= least - 1e-6 && one <= most + 1e-6);
    RC_ASSERT(times.median <= times.p90);
}

}  // namespace
}  // namespace steward::figures
