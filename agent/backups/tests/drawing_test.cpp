// Which files stand for a source.
#include "agent/backups/drawing.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace steward::agent::backups {
namespace {

Seed seed_of(uint8_t value) {
    Seed seed{};
    seed.fill(value);
    return seed;
}

// A source with one folder of so many pictures of 20 kB and one of a single database of 1 GB.
std::vector<DrawnFile> drawn_beside_pictures(const Seed& seed, int pictures, size_t most, bool backwards = false) {
    Drawing drawing(seed, most);
    const double share = share_of(0, 2, 0),
                 of_picture = weight_of_file(share_of(share, 0, static_cast<uint64_t>(pictures)), static_cast<uint64_t>(pictures), 20'000);
    for (int i = 0; i < pictures; ++i)
        drawing.offer("/srv/pictures/" + std::to_string(backwards ? pictures - 1 - i : i) + ".jpg", of_picture, {.size = 20'000});
    drawing.offer("/srv/db/main.db", weight_of_file(share_of(share, 0, 1), 1, 1'000'000'000), {.size = 1'000'000'000});
    return drawing.take();
}
bool has_database(const std::vector<DrawnFile>& drawn) {
    return std::ranges::find(drawn, "/srv/db/main.db", &DrawnFile::path) != drawn.end();
}

TEST(Draw, many_pictures_do_not_hide_one_database) { EXPECT_TRUE(has_database(drawn_beside_pictures(seed_of(1), 300'000, 200))); }

TEST(Draw, follows_from_the_seed_whatever_the_order_of_a_folder) {
    const auto paths = [](const std::vector<DrawnFile>& drawn) {
        std::vector<std::string> all;
        for (const auto& one : drawn) all.push_back(one.path);
        return all;
    };
    const auto once = paths(drawn_beside_pictures(seed_of(7), 5'000, 50));
    EXPECT_EQ(once.size(), 50U);
    EXPECT_TRUE(std::ranges::is_sorted(once));
    EXPECT_EQ(once, paths(drawn_beside_pictures(seed_of(7), 5'000, 50, true)));
    EXPECT_NE(once, paths(drawn_beside_pictures(seed_of(8), 5'000, 50)));
}

TEST(Draw, takes_all_when_there_are_few_and_none_when_none_are_wanted) {
    EXPECT_EQ(drawn_beside_pictures(seed_of(1), 10, 200).size(), 11U);
    EXPECT_TRUE(drawn_beside_pictures(seed_of(1), 10, 0).empty());
}

TEST(Draw, of_equal_files_none_is_favoured) {
    // 2,000 draws of 10 out of 100: each comes about 200 times. A fault of the weights would be a multiple of that.
    std::vector<int> times(100);
    for (int round = 0; round < 2'000; ++round) {
        Seed seed{};
        seed[0] = static_cast<uint8_t>(round);
        seed[1] = static_cast<uint8_t>(round >> 8);
        Drawing drawing(seed, 10);
        for (int i = 0; i < 100; ++i) drawing.offer("/f/" + std::to_string(i), weight_of_file(0, 100, 5), {});
        for (const auto& one : drawing.take()) ++times[static_cast<size_t>(std::stoi(one.path.substr(3)))];
    }
    const auto [least, most] = std::ranges::minmax(times);
    EXPECT_GT(least, 140);
    EXPECT_LT(most, 260);
}

}  // namespace
}  // namespace steward::agent::backups
