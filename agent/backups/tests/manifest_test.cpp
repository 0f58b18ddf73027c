// The manifest as a file.
#include "agent/backups/manifest.h"

#include <sys/stat.h>

#include "agent/backups/manifest_folder.h"
#include "agent/backups/tests/folder.h"
#include "trust/cbor.h"
#include "trust/digest.h"

namespace steward::agent::backups {
namespace {

Manifest some_manifest() {
    Manifest manifest{.label = "files", .started_ms = 1'796'066'000'000, .ended_ms = 1'796'066'100'000, .sources = {"/srv", "/home/\xff"}};
    manifest.run_id.fill(3);
    manifest.seed.fill(4);
    manifest.files = 1'000'000;
    manifest.entries = {{.path = "/srv/a\nb\xff", .size = 5, .changed_ns = -1, .state = EntryState::Same},
                        {.path = "/srv/big", .size = 100 << 20, .changed_ns = 1, .state = EntryState::Same, .offsets = {0, 99 << 20}},
                        {.path = "/srv/c", .size = 5, .changed_ns = 1, .state = EntryState::InMotion},
                        {.path = "/srv/d", .size = 5, .changed_ns = 1, .state = EntryState::Unreadable}};
    return manifest;
}

TEST(Manifests, are_deterministic_and_read_again_as_they_were_written) {
    const Bytes bytes = write_manifest(some_manifest());
    EXPECT_TRUE(trust::is_deterministic(bytes));
    const auto again = read_manifest(bytes);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(write_manifest(*again), bytes);
    EXPECT_EQ(again->entries[0].path, "/srv/a\nb\xff");
    EXPECT_EQ(again->entries[0].changed_ns, -1);
    EXPECT_EQ(again->count(EntryState::Same), 2U);
    EXPECT_EQ(again->count(EntryState::InMotion), 1U);
}

TEST(Manifests, that_were_cut_or_put_in_another_order_are_none) {
    const Bytes bytes = write_manifest(some_manifest());
    for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_manifest(ByteView(bytes).first(size)));
    Manifest swapped = some_manifest();
    std::swap(swapped.entries[0], swapped.entries[1]);
    EXPECT_FALSE(read_manifest(write_manifest(swapped)));
    Manifest twice = some_manifest();
    twice.entries[1].path = twice.entries[0].path;
    EXPECT_FALSE(read_manifest(write_manifest(twice)));
    Manifest beyond = some_manifest();
    beyond.entries[1].offsets = {0, 100 << 20};
    EXPECT_FALSE(read_manifest(write_manifest(beyond)));
}

TEST(Manifests, are_kept_for_their_user_alone_and_the_newest_40_of_each_label) {
    const StoryFolder story;
    const std::string folder = story / "state/manifests";
    Manifest manifest = some_manifest();
    for (int i = 0; i < 45; ++i) {
        manifest.started_ms += 1000;
        const auto digest = keep_manifest(folder, manifest);
        ASSERT_TRUE(digest) << digest.error().message;
        EXPECT_EQ(*digest, trust::sha256(write_manifest(manifest)));
    }
    manifest.label = "file";  // the beginning of the other one's name
    ASSERT_TRUE(keep_manifest(folder, manifest));
    size_t files = 0;
    std::string oldest = "z";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++files;
        oldest = std::min(oldest, entry.path().filename().string());
        EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0600));
    }
    EXPECT_EQ(files, 82U) << "each with its witness";
    EXPECT_TRUE(oldest.starts_with("file@")) << oldest;
    EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms(0700));
}

}  // namespace
}  // namespace steward::agent::backups
