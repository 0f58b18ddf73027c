// Which point is tested.
#include "server/modules/restore_tests/choice.h"

#include <gtest/gtest.h>

#include <map>

namespace steward::restore_tests {

namespace {
using namespace std::chrono_literals;
using backups::RecoveryPoint;
constexpr Instant at_noon{1'795'000'000'000};
constexpr Duration one_night = 24h;

RecoveryPoint point(const std::string& name, int nights_ago, const std::string& integrity = "unverified") {
    const Instant made = at_noon - nights_ago * one_night;
    return {.id = {}, .plan = {}, .name = name, .known_at = made, .content_at = made - 1h, .integrity = integrity, .has_witness = true};
}

TEST(Choice, takes_only_a_point_that_can_be_named_and_compared_and_is_not_known_to_be_bad) {
    EXPECT_TRUE(can_be_tested(point("0a1b2c3d", 1)));
    EXPECT_FALSE(can_be_tested(point("", 1))) << "the engine gave it no name";
    EXPECT_FALSE(can_be_tested(point("--help", 1))) << "a name that would be an option";
    EXPECT_FALSE(can_be_tested(point("a", 1, "corrupt")));
    EXPECT_FALSE(can_be_tested(point("a", 1, "expired")));
    auto mute = point("a", 1);
    mute.has_witness = false;
    EXPECT_FALSE(can_be_tested(mute)) << "nothing to compare it with";
    SeededRng rng(1);
    EXPECT_FALSE(choose({mute}, {}, rng, at_noon));
    EXPECT_FALSE(choose({}, {}, rng, at_noon));
}

TEST(Choice, follows_from_its_seed_so_that_anybody_draws_the_same) {
    std::vector<RecoveryPoint> points;
    for (int night = 0; night < 40; ++night) points.push_back(point("snap" + std::to_string(night), night));
    SeededRng rng(7);
    std::map<std::string, int> how;
    for (int i = 0; i < 2000; ++i) {
        const auto choice = choose(points, {}, rng, at_noon);
        ASSERT_TRUE(choice);
        trust::PointDraw again(choice->seed, at_noon);
        for (const auto& one : points) again.offer({one.name, one.known_at, one.content_at});
        EXPECT_EQ(again.drawn()->point.name, points[choice->point].name);
        EXPECT_EQ(choice->is_newest, points[choice->point].name == "snap0");
        ++how[std::string(how_word(choice->how))];
    }
    EXPECT_NEAR(how["newest"], 800, 100);
    EXPECT_NEAR(how["oldest"], 400, 100);
    EXPECT_NEAR(how["any"], 800, 100);
    EXPECT_EQ(how_word(trust::HowChosen::Asked), "hand");
}

TEST(Choice, takes_the_newest_at_most_twice_in_a_row_where_there_is_another) {
    const std::vector<RecoveryPoint> two = {point("new", 0), point("old", 3)}, one = {point("new", 0), point("bad", 3, "corrupt")};
    SeededRng rng(3);
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(choose(two, {true, true}, rng, at_noon)->point, 1u);
        EXPECT_EQ(choose(one, {true, true, true}, rng, at_noon)->point, 0u) << "there is no other";
    }
    bool was_newest = false;
    for (int i = 0; i < 200; ++i) was_newest = was_newest || choose(two, {true, false, true}, rng, at_noon)->is_newest;
    EXPECT_TRUE(was_newest);
}

// Published: who draws again by these seeds must come to the same points (trust/restore_draw.h).
TEST(Choice, published_vectors) {
    const std::vector<RecoveryPoint> points = {point("aaaa0001", 0), point("bbbb0002", 10), point("cccc0003", 29), point("dddd0004", 60)};
    std::map<trust::HowChosen, int> seen;
    for (uint8_t number = 0; number < 100; ++number) {
        trust::RestoreSeed seed{};
        seed[0] = number;
        trust::PointDraw draw(seed, at_noon);
        for (const auto& one : points) draw.offer({one.name, one.known_at, one.content_at});
        const auto drawn = draw.drawn();
        ASSERT_TRUE(drawn);
        EXPECT_EQ(drawn->how, trust::wanted_by(seed));
        if (drawn->how == trust::HowChosen::Newest) EXPECT_EQ(drawn->point.name, "aaaa0001");
        if (drawn->how == trust::HowChosen::Oldest) EXPECT_EQ(drawn->point.name, "cccc0003");
        ++seen[drawn->how];
    }
    EXPECT_EQ(seen.size(), 3u);
}
}  // namespace

}  // namespace steward::restore_tests
