// How long all of a backup would take, as far as its parts have shown.
#include "server/modules/restore_tests/projection.h"

#include <gmock/gmock.h>

namespace steward::restore_tests {

namespace {
using namespace std::chrono_literals;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;
constexpr int64_t mega = 1'000'000, giga = 1'000 * mega;

TEST(Projection, takes_the_pace_of_what_came_back_and_says_that_it_is_projected) {
    const auto one = project({{.bytes = 100 * mega, .took = 10s}}, 360 * giga);
    ASSERT_TRUE(one.took);
    EXPECT_EQ(*one.took, 10h);
    EXPECT_EQ(one.bytes_per_second, 10 * mega);
    EXPECT_EQ(one.text, "Projected, not measured: 10 h for all 360 GB, at 10.0 MB a second as the newest restore came back.");
}

TEST(Projection, looks_at_the_newest_five_together_and_not_at_the_fastest) {
    std::vector<Speed> speeds = {{100 * mega, 10s}, {100 * mega, 90s}};
    auto one = project(speeds, giga);
    EXPECT_EQ(one.bytes_per_second, 2 * mega);
    EXPECT_THAT(one.text, HasSubstr("the newest 2 restores"));
    for (int i = 0; i < 5; ++i) speeds.insert(speeds.begin(), {50 * mega, 1s});
    one = project(speeds, giga);
    EXPECT_EQ(one.bytes_per_second, 50 * mega);
    EXPECT_THAT(one.made_of, ElementsAre(0, 1, 2, 3, 4));
}

TEST(Projection, is_not_made_of_a_few_files_or_of_no_time) {
    const auto none = project({{.bytes = 1000, .took = 3s}, {.bytes = giga, .took = 0s}, {.bytes = 0, .took = 3s}}, giga);
    EXPECT_FALSE(none.took);
    EXPECT_THAT(none.made_of, IsEmpty());
    EXPECT_THAT(none.text, HasSubstr("cannot be projected"));
    EXPECT_FALSE(project({}, giga).took);
}

TEST(Projection, says_so_when_nobody_told_how_much_there_is) {
    for (const std::optional<int64_t> whole : {std::optional<int64_t>{}, std::optional<int64_t>{0}, std::optional<int64_t>{-5}}) {
        const auto one = project({{.bytes = 100 * mega, .took = 10s}}, whole);
        EXPECT_FALSE(one.took);
        EXPECT_THAT(one.text, HasSubstr("no run has told how much there is"));
        EXPECT_EQ(one.bytes_per_second, 10 * mega);
    }
}

TEST(Projection, holds_at_its_ends) {
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    const auto endless = project({{.bytes = 2 * mega, .took = 1h}}, most);
    EXPECT_FALSE(endless.took);
    EXPECT_THAT(endless.text, HasSubstr("more than a year"));
    std::vector<Speed> huge(5, {.bytes = most, .took = 1ms});
    EXPECT_GT(project(huge, most).bytes_per_second, 0);
    EXPECT_EQ(project({{.bytes = 2 * mega, .took = std::chrono::hours(24 * 365)}}, 1).bytes_per_second, 1);
    EXPECT_EQ(*project({{.bytes = 3 * mega, .took = 1s}}, 3 * mega + 1).took, 2s);  // never less than it takes
}

TEST(Projection, has_words_for_sizes) {
    EXPECT_EQ(bytes_words(999), "999 bytes");
    EXPECT_EQ(bytes_words(1000), "1.0 kB");
    EXPECT_EQ(bytes_words(999'949), "1.0 MB");
    EXPECT_EQ(bytes_words(1'400'000'000), "1.4 GB");
    EXPECT_EQ(bytes_words(std::numeric_limits<int64_t>::max()), "9223 PB");
}
}  // namespace

}  // namespace steward::restore_tests
