// The rounding rules: every line is a vector.
#include "server/modules/timesheets/rounding.h"

#include <gtest/gtest.h>

namespace steward::timesheets {
namespace {

struct Vector {
    int64_t worked_s;
    RoundingRule rule;
    int64_t counted_s;
};

TEST(Rounding, every_published_vector_holds) {
    const RoundingRule exact{1, "up", 0}, quarter{15, "up", 0}, nearest{15, "nearest", 0}, down{15, "down", 0}, minimum{15, "up", 30},
        sixth{6, "nearest", 0}, down_minimum{15, "down", 15};
    const Vector vectors[] = {{0, minimum, 0},     {1, exact, 60},       {60, exact, 60},         {61, exact, 120},
                              {1, quarter, 900},   {900, quarter, 900},  {901, quarter, 1800},    {449, nearest, 0},
                              {450, nearest, 900}, {1349, nearest, 900}, {1350, nearest, 1800},   {899, down, 0},
                              {900, down, 900},    {1799, down, 900},    {60, minimum, 1800},     {1801, minimum, 2700},
                              {180, sixth, 360},   {179, sixth, 0},      {60, down_minimum, 900}, {86'400, quarter, 86'400},
                              {-5, quarter, 0}};
    for (const Vector& one : vectors)
        EXPECT_EQ(counted_seconds(one.worked_s, one.rule), one.counted_s) << one.worked_s << " s, " << in_words(one.rule);
}

TEST(Rounding, up_never_takes_away_and_down_never_adds_and_both_stay_within_a_step) {
    for (const int64_t step : {1, 5, 6, 10, 15, 30, 60}) {
        for (int64_t worked = 1; worked < 9000; worked += 37) {
            const int64_t up = counted_seconds(worked, {step, "up", 0}), down = counted_seconds(worked, {step, "down", 0}),
                          nearest = counted_seconds(worked, {step, "nearest", 0});
            EXPECT_GE(up, worked);
            EXPECT_LE(down, worked);
            EXPECT_LT(up - down, step * 60 + 1);
            EXPECT_TRUE(nearest == up || nearest == down);
        }
    }
}

TEST(Rounding, a_rule_that_makes_no_sense_is_refused_with_its_field) {
    EXPECT_TRUE(check_rule({}));
    EXPECT_EQ(check_rule({0, "up", 0}).error().fields.front().pointer, "/step_minutes");
    EXPECT_EQ(check_rule({61, "up", 0}).error().fields.front().pointer, "/step_minutes");
    EXPECT_EQ(check_rule({15, "sideways", 0}).error().fields.front().pointer, "/mode");
    EXPECT_EQ(check_rule({15, "up", -1}).error().fields.front().pointer, "/minimum_minutes");
}

TEST(Rounding, a_rule_is_said_in_words) {
    EXPECT_EQ(in_words({15, "up", 30}), "up to whole 15 minutes, at least 30 minutes");
    EXPECT_EQ(in_words({1, "nearest", 0}), "to the nearest whole 1 minute");
}

}  // namespace
}  // namespace steward::timesheets
