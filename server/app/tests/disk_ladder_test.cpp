#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/app/disk_watch.h"

namespace steward::app {

namespace {
DiskUse used(double percent) { return {.total_bytes = 1'000'000, .free_bytes = static_cast<uint64_t>(1'000'000 * (100 - percent) / 100)}; }

struct Disk {
    DiskStep step = DiskStep::Free;
    Disk& at(double percent, DiskStep expected) {
        step = next_step(step, used(percent));
        EXPECT_EQ(step, expected) << percent << " %";
        return *this;
    }
};
using enum DiskStep;
}  // namespace

TEST(DiskLadder, sheds_more_the_fuller_it_gets_and_at_once) {
    Disk().at(50, Free).at(89.9, Free).at(90, NoMetrics).at(94.9, NoMetrics).at(95, OnlyEvents).at(98, ReadOnly).at(100, ReadOnly);
    Disk().at(99, ReadOnly);
}

TEST(DiskLadder, comes_back_by_itself_but_not_at_the_edge) {
    Disk()
        .at(98, ReadOnly)
        .at(97, ReadOnly)
        .at(96.1, ReadOnly)
        .at(95.9, OnlyEvents)
        .at(93.5, OnlyEvents)
        .at(92.9, NoMetrics)
        .at(88.5, NoMetrics)
        .at(87.9, Free);
    Disk().at(99, ReadOnly).at(20, Free);
}

TEST(DiskLadder, takes_an_unknown_size_for_no_reason_to_refuse) { EXPECT_EQ(next_step(Free, DiskUse{}), Free); }

TEST(DiskLadder, says_what_is_refused_and_what_to_do) {
    EXPECT_EQ(sentence_of(NoMetrics, used(91)),
              "The disk of the state folder is 91 % full: reports are refused, agents keep them until there is space.");
    EXPECT_NE(sentence_of(ReadOnly, used(99)).find("Free some"), std::string::npos);
    EXPECT_EQ(level_of(ReadOnly), "error");
}

TEST(DiskWatch, gives_the_ballast_up_when_nothing_else_can_be_written) {
    const auto folder = std::filesystem::temp_directory_path() / "steward_disk_watch";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    DiskUse now = used(99);
    std::vector<DiskStep> told;
    DiskWatch watch(
        folder.string(), [&] { return now; }, [&](DiskStep step, const DiskUse&) { told.push_back(step); });
    std::ofstream(watch.ballast_path()) << "as made on an emptier day";
    watch.look();
    watch.look();
    EXPECT_FALSE(std::filesystem::exists(watch.ballast_path()));
    now = {.total_bytes = 2000ull << 20, .free_bytes = 1900ull << 20};
    watch.look();
    EXPECT_TRUE(std::filesystem::exists(watch.ballast_path()));
    EXPECT_EQ(std::filesystem::file_size(watch.ballast_path()), ballast_bytes);
    EXPECT_EQ(told, (std::vector{ReadOnly, Free}));
    std::filesystem::remove_all(folder);
}

}  // namespace steward::app
