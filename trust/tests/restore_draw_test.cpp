// Which point a seed draws.
#include "trust/restore_draw.h"

#include <gtest/gtest.h>

#include <map>

namespace steward::trust {

namespace {
constexpr Instant of_draw = Instant::from_unix_ms(1'800'000'000'000);
constexpr Duration a_day = std::chrono::hours(24);

RestoreSeed seed_number(int number) {
    RestoreSeed seed{};
    seed[0] = static_cast<uint8_t>(number);
    seed[1] = static_cast<uint8_t>(number >> 8);
    return seed;
}

RestoreSeed seed_that_wants(HowChosen how) {
    for (int number = 0;; ++number)
        if (wanted_by(seed_number(number)) == how) return seed_number(number);
}

std::optional<PointDraw::Drawn> draw(HowChosen how, const std::vector<RestorePoint>& points) {
    PointDraw draw(seed_that_wants(how), of_draw);
    for (const auto& point : points) draw.offer(point);
    EXPECT_EQ(draw.offered(), points.size());
    return draw.drawn();
}

const std::vector<RestorePoint> usual_points{
    {"old", of_draw - 40 * a_day, {}}, {"b", of_draw - 29 * a_day, {}}, {"c", of_draw - 3 * a_day, {}}, {"d", of_draw - a_day, {}}};
}  // namespace

TEST(PointDraws, of_a_hundred_seeds_forty_take_the_newest_and_twenty_the_oldest) {
    std::map<HowChosen, int> counts;
    for (int number = 0; number < 10'000; ++number) ++counts[wanted_by(seed_number(number))];
    EXPECT_NEAR(counts[HowChosen::Newest], 4000, 200);
    EXPECT_NEAR(counts[HowChosen::Oldest], 2000, 200);
    EXPECT_NEAR(counts[HowChosen::Any], 4000, 200);
}

TEST(PointDraws, take_the_newest_or_the_oldest_of_thirty_days) {
    const auto newest = draw(HowChosen::Newest, usual_points), oldest = draw(HowChosen::Oldest, usual_points);
    ASSERT_TRUE(newest && oldest);
    EXPECT_EQ(newest->point.name, "d");
    EXPECT_EQ(newest->how, HowChosen::Newest);
    EXPECT_EQ(oldest->point.name, "b") << "the one of forty days is too old";
    EXPECT_EQ(oldest->how, HowChosen::Oldest);
}

TEST(PointDraws, without_one_of_thirty_days_take_the_newest_and_say_so) {
    const auto drawn = draw(HowChosen::Oldest, {{"older", of_draw - 50 * a_day, {}}, {"old", of_draw - 40 * a_day, {}}});
    ASSERT_TRUE(drawn);
    EXPECT_EQ(drawn->point.name, "old");
    EXPECT_EQ(drawn->how, HowChosen::Newest);
    EXPECT_FALSE(draw(HowChosen::Any, {}));
}

TEST(PointDraws, follow_from_seed_and_points_whatever_their_order) {
    std::vector<RestorePoint> points = usual_points;
    points.push_back({"e", of_draw - a_day, {}});  // of one moment with another
    points.push_back({"a", of_draw - 29 * a_day, {}});
    for (const HowChosen how : {HowChosen::Newest, HowChosen::Oldest, HowChosen::Any}) {
        std::vector<RestorePoint> turned(points.rbegin(), points.rend());
        const auto one = draw(how, points), other = draw(how, turned);
        ASSERT_TRUE(one && other);
        EXPECT_EQ(one->point.name, other->point.name);
    }
}

TEST(PointDraws, any_point_can_be_drawn) {
    std::map<std::string, int> counts;
    for (int number = 0; number < 2000; ++number) {
        if (wanted_by(seed_number(number)) != HowChosen::Any) continue;
        PointDraw draw(seed_number(number), of_draw);
        for (const auto& point : usual_points) draw.offer(point);
        const auto drawn = draw.drawn();
        ASSERT_TRUE(drawn);
        EXPECT_EQ(drawn->how, HowChosen::Any);
        ++counts[drawn->point.name];
    }
    for (const auto& point : usual_points) EXPECT_GT(counts[point.name], 120) << point.name;
}

}  // namespace steward::trust
