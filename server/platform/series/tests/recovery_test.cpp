#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "base/random.h"
#include "server/platform/series/tests/store_story.h"

namespace steward::series::testing {
namespace {

class RecoveryStory : public StoreStory {
protected:
    std::string newest_segment() {
        std::string newest;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path + "/log"))
            newest = std::max(newest, entry.path().string());
        return newest;
    }
    /// Offset behind the last byte of the log that is not zero.
    static size_t end_of_records(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        const std::string content((std::istreambuf_iterator<char>(in)), {});
        return content.find_last_not_of('\0') + 1;
    }
    static void overwrite(const std::string& path, size_t at, std::string_view bytes) {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(at));
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
};

TEST_F(RecoveryStory, what_was_synced_is_there_after_a_restart_and_goes_on) {
    report(0, 50);
    said(store->sync());
    restart();
    holds_exactly(0, 50);
    EXPECT_EQ(store->high_water(device_number(1)).at(0).seq, 50u);
    EXPECT_EQ(store->latest(device_number(1)).size(), 3u);
    connect();
    EXPECT_EQ(append(49), 0);
    report(50, 60);
    holds_exactly(0, 60);
}

TEST_F(RecoveryStory, what_was_never_synced_is_forgotten_with_its_number) {
    report(0, 5);
    said(store->sync());
    report(5, 7);
    restart();
    holds_exactly(0, 5);
    report(5, 7);
    holds_exactly(0, 7);
}

TEST_F(RecoveryStory, rows_moved_to_files_are_not_doubled_by_the_log) {
    report(0, 400);
    maintain_at(monday + 7h);
    report(400, 410);
    said(store->sync());
    restart();
    holds_exactly(0, 410);
    EXPECT_EQ(store->high_water(device_number(1)).at(0).seq, 410u);
    connect();
    EXPECT_EQ(append(3), 0);
    EXPECT_EQ(append(405), 0);
}

TEST_F(RecoveryStory, a_file_that_the_catalogue_never_heard_of_is_not_counted_twice) {
    report(0, 400);
    said(store->sync());
    writer.reset();
    store.reset();
    std::filesystem::copy_file(folder.path + "/catalogue.series", folder.path + "/before");
    store = must_open(folder.path, clock);
    maintain_at(monday + 7h);
    writer.reset();
    store.reset();
    std::filesystem::rename(folder.path + "/before", folder.path + "/catalogue.series");
    restart();
    holds_exactly(0, 400);
    maintain_at(monday + 7h);
    holds_exactly(0, 400);
    restart();
    holds_exactly(0, 400);
}

TEST_F(RecoveryStory, the_latest_values_outlive_the_log) {
    report(0, 400);
    maintain_at(monday + 7h);
    writer.reset();
    store.reset();
    std::filesystem::remove_all(folder.path + "/log");
    restart();
    EXPECT_EQ(store->latest(device_number(1)).at(1).value, 399'000);
    report(400, 900);
    said(store->sync());
    restart();
    holds_exactly(0, 900);
}

TEST_F(RecoveryStory, a_torn_last_record_is_the_end_of_the_log) {
    for (size_t torn = 1; torn < 20; torn += 3) {
        const auto minute = static_cast<int64_t>(torn) * 10;
        report(minute - 10, minute);
        said(store->sync());
        writer.reset();
        store.reset();
        const std::string path = newest_segment();
        overwrite(path, end_of_records(path) - torn, std::string(torn, '\0'));
        restart();
        const auto held = points("network_bytes", monday, monday + 24h);
        ASSERT_FALSE(held.empty());
        EXPECT_EQ(held.back().at, monday + (minute - 2) * 60s) << torn << " bytes torn off";
        report(minute - 1, minute);
        holds_exactly(0, minute);
        report(minute, minute + 20);
        said(store->sync());
        restart();
        holds_exactly(0, minute + 20);
        break;
    }
}

TEST_F(RecoveryStory, a_damaged_record_costs_its_block_only_from_there_and_nothing_is_made_up) {
    report(0, 100);
    said(store->sync());
    restart();  // a new block begins
    report(100, 200);
    said(store->sync());
    writer.reset();
    store.reset();
    const std::string path = newest_segment();
    overwrite(path, 600, "damaged");
    restart();
    const auto held = points("network_bytes", monday, monday + 24h);
    ASSERT_GT(held.size(), 100u);
    for (const auto& point : held) {
        const auto minute = static_cast<double>((point.at - monday) / 60s);
        EXPECT_EQ(point.average, point.samples == 0 ? 0 : minute * 1'000);
    }
    EXPECT_EQ(held.back().at, monday + 199min);
    report(200, 300);
}

// The child says through a pipe how far it is durable; the parent kills it at a random word.
TEST_F(RecoveryStory, killing_the_program_at_any_point_loses_nothing_synced_and_doubles_nothing) {
    writer.reset();
    store.reset();
    const uint64_t seed = SystemRng().next();
    SeededRng random(seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    int64_t durable = 0;
    for (int cycle = 0; cycle < 25; ++cycle) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            ManualClock its_clock(monday);
            auto its_store = open_embedded(folder.path, its_clock);
            if (!its_store) ::_exit(1);
            auto its_writer = (*its_store)->open_device(device_number(1));
            if (!(*its_writer)->layout(three_columns(), 60s)) ::_exit(2);
            auto held = (*its_store)->high_water(device_number(1));
            const int64_t begin = held.empty() ? 0 : static_cast<int64_t>(held[0].seq);
            for (int64_t minute = begin;; ++minute) {
                if (minute == begin + 2'000) ::pause();  // far enough: what is old is folded, and then this is another story
                const auto done = (*its_writer)->append({1, static_cast<uint64_t>(minute) + 1}, monday + minute * 60s, values_of(minute));
                if (!done || !*done) ::_exit(3);
                if (minute % 3 == 0 && !(*its_store)->sync()) ::_exit(4);
                if (minute % 3 == 0 && ::write(ends[1], &minute, sizeof minute) != sizeof minute) ::_exit(5);
                if (minute % 50 == 0 && !(*its_store)->maintain(monday + minute * 60s)) ::_exit(6);
            }
        }
        ::close(ends[1]);
        const uint64_t words = random.below(120) + 1;
        int64_t minute = -1;
        for (uint64_t i = 0; i < words; ++i)
            ASSERT_EQ(::read(ends[0], &minute, sizeof minute), static_cast<ssize_t>(sizeof minute)) << "the child gave up";
        for (volatile uint64_t spin = random.below(100'000); spin > 0;) spin = spin - 1;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        while (::read(ends[0], &minute, sizeof minute) == sizeof minute) {
        }  // said before it died
        ::close(ends[0]);
        durable = minute + 1;
        store = must_open(folder.path, clock);
        const auto held = store->high_water(device_number(1));
        ASSERT_EQ(held.size(), 1u);
        ASSERT_GE(static_cast<int64_t>(held[0].seq), durable) << "cycle " << cycle;
        holds_exactly(0, static_cast<int64_t>(held[0].seq));
        store.reset();
        if (HasFatalFailure()) return;
        if (durable > 10'000) std::filesystem::remove_all(folder.path);
    }
    EXPECT_GT(durable, 0);
}

}  // namespace
}  // namespace steward::series::testing
