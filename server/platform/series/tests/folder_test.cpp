// What happens to the folder as a whole: copies, erasure, damage, a full disk.
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

class FolderStory : public StoreStory {
protected:
    void overwrite(const std::string& name, size_t at, size_t count) {
        std::fstream file(folder.path + "/" + name, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(at));
        file.write(std::string(count, 'x').data(), static_cast<std::streamsize>(count));
    }
};

TEST_F(FolderStory, a_copy_taken_while_reports_come_in_holds_all_that_came_before) {
    report(0, 500);
    maintain_at(monday + 9h);
    report(500, 600);
    const Folder copy;
    std::atomic<bool> copied = false;
    int64_t minute = 600;
    std::jthread reporter([&] {
        for (; !copied || minute < 700; ++minute) {
            append(minute);
            if (minute % 10 == 0) said(store->sync());
        }
    });
    said(store->copy_to(copy.path + "/series"));
    copied = true;
    reporter.join();
    writer.reset();
    store.reset();
    store = must_open(copy.path + "/series", clock);
    const auto held = store->high_water(device_number(1));
    ASSERT_EQ(held.size(), 1u);
    EXPECT_GE(held[0].seq, 600u);
    holds_exactly(0, static_cast<int64_t>(held[0].seq));
    EXPECT_EQ(store->latest(device_number(1)).size(), 3u);
}

TEST_F(FolderStory, an_erased_device_is_gone_from_memory_files_and_log_and_its_neighbour_is_not) {
    report(0, 400);
    connect(three_columns(), 60s, device_number(2));
    for (int64_t minute = 0; minute < 400; ++minute) append(minute);
    maintain_at(monday + 7h);
    for (int64_t minute = 400; minute < 410; ++minute) append(minute);
    said(store->erase(device_number(1)));
    for (int restarts = 0; restarts < 2; ++restarts) {
        holds_exactly(0, 0);
        EXPECT_TRUE(store->high_water(device_number(1)).empty());
        EXPECT_TRUE(store->latest(device_number(1)).empty());
        EXPECT_EQ(points("network_bytes", monday, monday + 24h, 0s, device_number(2)).size(), 410u);
        said(store->sync());
        restart();
    }
}

TEST_F(FolderStory, a_writer_of_an_erased_device_is_refused_and_a_new_one_begins_with_nothing) {
    report(0, 10);
    said(store->erase(device_number(1)));
    EXPECT_EQ(append(10), -1);
    connect();
    report(0, 300);
    maintain_at(monday + 5h);
    said(store->sync());
    restart();
    holds_exactly(0, 300);
}

TEST_F(FolderStory, a_damaged_block_is_a_gap_and_the_rest_is_shown) {
    report(0, 400);
    maintain_at(monday + 7h);
    const auto path = files("raw-").at(0);
    writer.reset();
    store.reset();
    overwrite(path, std::filesystem::file_size(folder.path + "/" + path) - 600, 20);
    restart();
    connect();
    report(400, 410);
    EXPECT_LE(points("network_bytes", monday, monday + 24h).size(), 411u);
    EXPECT_GE(points("network_bytes", monday, monday + 24h).size(), 10u);
}

TEST_F(FolderStory, a_file_that_is_no_database_is_set_aside_and_a_new_one_begun) {
    report(0, 400);
    maintain_at(monday + 7h);
    writer.reset();
    store.reset();
    overwrite("raw-2026-11-23.series", 0, 8'000);
    restart();
    EXPECT_TRUE(points("network_bytes", monday, monday + 24h).empty());
    connect();
    report(400, 800);
    maintain_at(monday + 14h);
    EXPECT_EQ(points("network_bytes", monday, monday + 24h).size(), 400u);
    EXPECT_TRUE(std::filesystem::exists(folder.path + "/raw-2026-11-23.series.damaged"));
}

TEST_F(FolderStory, a_damaged_catalogue_is_a_clear_refusal_to_start) {
    report(0, 400);
    maintain_at(monday + 7h);
    writer.reset();
    store.reset();
    overwrite("catalogue.series", 0, 8'000);
    const auto refused_start = open_embedded(folder.path, clock);
    ASSERT_FALSE(refused_start);
    EXPECT_EQ(refused_start.error().code, "series.damaged");
    overwrite("catalogue.series", 0, 0);
    std::filesystem::remove(folder.path + "/catalogue.series");
    store = must_open(folder.path, clock);
}

TEST_F(FolderStory, a_folder_that_cannot_be_made_is_an_error) {
    std::ofstream(folder.path + "/file") << "x";
    const auto refused_start = open_embedded(folder.path + "/file/series", clock);
    ASSERT_FALSE(refused_start);
    EXPECT_EQ(refused_start.error().code, "series.open_failed");
}

// In a child with a file system of its own, 24 MiB large. Its exit code names the step that failed.
int live_through_a_full_disk(const std::string& path) {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
    if (::mount("none", path.c_str(), "tmpfs", 0, "size=24m") != 0) return 77;
    ManualClock clock(monday);
    auto store = open_embedded(path + "/series", clock);
    if (!store) return 1;
    auto writer = std::move(*(*store)->open_device(device_number(1)));
    if (!writer->layout(three_columns(), 60s)) return 2;
    int64_t minute = 0;
    const auto report = [&]() -> std::string {
        const auto done = writer->append({1, static_cast<uint64_t>(minute) + 1}, monday + minute * 60s, values_of(minute));
        if (done && *done) ++minute;
        return done ? "" : done.error().code;
    };
    for (int i = 0; i < 100; ++i) {
        if (report() != "") return 3;
    }
    {
        std::ofstream filler(path + "/filler", std::ios::binary);
        const std::string block(1 << 20, 'f');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())) && filler.flush()) {
        }
    }
    if (!(*store)->sync()) return 4;  // its space was there before
    if ((*store)->maintain(monday + 1h)) {
    }
    if (report() != "series.disk_full") return 5;
    if ((*store)->range(device_number(1), "", std::nullopt, monday, monday + 24h, 0s)->size() != 3) return 6;
    std::filesystem::remove(path + "/filler");
    if (!(*store)->maintain(monday + 2h)) return 7;
    while (minute < 400) {
        if (report() != "") return 8;
    }
    if (!(*store)->sync() || !(*store)->maintain(monday + 7h)) return 9;
    writer.reset();
    store->reset();
    store = open_embedded(path + "/series", clock);
    if (!store || (*store)->high_water(device_number(1)).at(0).seq != 400) return 10;
    return (*store)->range(device_number(1), "network_bytes", std::nullopt, monday, monday + 24h, 0s)->at(0).points.size() == 400 ? 0 : 11;
}

TEST_F(FolderStory, a_full_disk_is_said_and_passes_when_space_returns) {
    const Folder disk;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(live_through_a_full_disk(disk.path));
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "a file system of its own needs root";
    EXPECT_EQ(WEXITSTATUS(status), 0) << "the step that failed";
}

}  // namespace
}  // namespace steward::series::testing
