// Real folders: what is walked, what is not there, and what changed meanwhile.
#include "agent/backups/source.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/backups/tests/folder.h"
#include "trust/digest.h"

namespace steward::agent::backups {
namespace {

const Instant today = Instant::from_unix_ms(4'000'000'000'000);  // later than any file here
const Mounts no_mounts;

std::vector<ManifestEntry> read_all_again(const SourceBefore& before) {
    return read_again(before, [] { return true; }).value();
}

SourceBefore seen(const std::vector<std::string>& sources, const WalkRules& rules = {}, size_t most = usual_drawn) {
    return look_at(sources, rules, no_mounts, Seed{}, most, today);
}

TEST(Source, is_walked_whatever_its_files_are_called) {
    const StoryFolder story;
    story.file("src/plain.txt", "12345");
    story.file("src/new\nline\x01\xff.txt", "1234567");
    story.file("src/deep/er/file", "1");
    symlink("/etc", (story / "src/link").c_str());
    symlink("plain.txt", (story / "src/to-plain").c_str());
    ASSERT_EQ(mkfifo((story / "src/pipe").c_str(), 0600), 0);
    const SourceBefore before = seen({story / "src"});
    EXPECT_EQ(before.problem, "");
    EXPECT_EQ(before.walked.files, 3U) << "no link, nothing behind one, and no pipe";
    EXPECT_EQ(before.walked.bytes, 13U);
    EXPECT_GT(before.walked.newest_change_ms, 0);
    EXPECT_EQ(before.drawn.size(), 3U);
    EXPECT_EQ(before.drawn[1].path, story / "src/new\nline\x01\xff.txt");
    for (const auto& entry : read_all_again(before)) EXPECT_EQ(entry.state, EntryState::Same) << entry.path;
}

TEST(Source, that_is_missing_or_empty_is_named) {
    const StoryFolder story;
    story.folder("empty/with/folders");
    story.file("src/a", "a");
    EXPECT_EQ(seen({story / "nothing"}).problem, "backup.source_missing");
    EXPECT_EQ(seen({story / "src", story / "empty"}).problem, "backup.source_empty");
    EXPECT_EQ(seen({story / "src/a"}).problem, "") << "a single file is a source";
    EXPECT_EQ(seen({story / "src"}, {.excludes = {"a"}}).problem, "backup.source_empty") << "all of it was left out";
}

TEST(Source, below_a_mount_point_where_nothing_is_mounted_is_missing) {
    const std::string fstab =
        "# /dev/sda9 /srv/comment ext4 defaults 0 0\nUUID=1 / ext4 defaults 0 1\nUUID=2 /srv/data ext4 defaults 0 2\n"
        "UUID=3 none swap sw 0 0\nUUID=4 /srv/my\\040disk/ ext4 nofail 0 2\n";
    const std::string mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 8:2 / /srv/data rw - ext4 /dev/sda2 rw\n";
    EXPECT_FALSE(is_unmounted("/srv/data/files", fstab, mounts));
    EXPECT_TRUE(is_unmounted("/srv/data/files", fstab, "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"));
    EXPECT_TRUE(is_unmounted("/srv/my disk", fstab, mounts));
    EXPECT_FALSE(is_unmounted("/srv/data2", fstab, "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"));
    EXPECT_FALSE(is_unmounted("/srv/comment", fstab, mounts));
    const StoryFolder story;
    story.file("disk/left-behind", "x");
    const SourceBefore before =
        look_at({story / "disk"}, {}, {"UUID=9 " + (story / "disk") + " ext4 defaults 0 2\n", mounts}, Seed{}, 10, today);
    EXPECT_EQ(before.problem, "backup.source_missing");
    EXPECT_EQ(before.problem_sentence, "What was to be backed up is not mounted.");
}

TEST(Source, files_that_change_meanwhile_are_in_motion_and_the_others_are_hashed) {
    const StoryFolder story;
    for (const std::string name : {"same", "grown", "gone", "replaced", "touched", "link"}) story.file("src/" + name, "content of " + name);
    const SourceBefore before = seen({story / "src"});
    story.file("src/grown", "content of grown, and more");
    std::filesystem::remove(story / "src/gone");
    story.file("replacement", "content of replaced");
    std::filesystem::rename(story / "replacement", story / "src/replaced");
    std::filesystem::last_write_time(story / "src/touched", std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    std::filesystem::remove(story / "src/link");
    symlink("/etc/passwd", (story / "src/link").c_str());
    for (const auto& entry : read_all_again(before)) {
        const bool same = entry.path == story / "src/same";
        EXPECT_EQ(entry.state, same ? EntryState::Same : EntryState::InMotion) << entry.path;
        EXPECT_EQ(entry.digest, same ? trust::sha256(as_bytes("content of same")) : trust::Digest{});
    }
}

TEST(Source, what_its_user_may_not_read_is_counted_and_no_failure) {
    if (geteuid() != 0) GTEST_SKIP() << "as root only: another user is needed";
    const StoryFolder story;
    chmod(story.path().c_str(), 0755);
    story.file("src/open", "a");
    chmod(story.file("src/closed", "b").c_str(), 0600);
    std::filesystem::permissions(story.folder("src/closed-folder"), std::filesystem::perms::none);
    ASSERT_EQ(seteuid(65534), 0);
    const SourceBefore before = seen({story / "src"});
    const auto entries = read_all_again(before);
    const SourceBefore all_closed = seen({story / "src/closed-folder"});
    ASSERT_EQ(seteuid(0), 0);
    EXPECT_EQ(before.walked.files, 2U);
    EXPECT_EQ(before.walked.closed_folders, 1U);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].state, EntryState::Unreadable);
    EXPECT_EQ(entries[1].state, EntryState::Same);
    EXPECT_EQ(all_closed.problem, "") << "it may be full of files";
    EXPECT_TRUE(all_closed.some_closed);
}

TEST(Source, of_a_large_file_pieces_are_hashed_and_they_follow_from_the_seed) {
    EXPECT_TRUE(pieces_of(Seed{}, "/a", largest_whole).empty());
    const auto pieces = pieces_of(Seed{}, "/a", uint64_t{10} << 40);
    EXPECT_EQ(pieces.size(), most_pieces);
    EXPECT_EQ(pieces.front(), 0U);
    EXPECT_EQ(pieces.back(), (uint64_t{10} << 40) - piece_size);
    EXPECT_EQ(pieces, pieces_of(Seed{}, "/a", uint64_t{10} << 40));
    EXPECT_NE(pieces, pieces_of(Seed{}, "/b", uint64_t{10} << 40));
    const StoryFolder story;
    std::filesystem::resize_file(story.file("src/sparse", "begin"), uint64_t{1} << 40);
    const auto entries = read_all_again(seen({story / "src"}));
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].offsets.size(), most_pieces) << "a terabyte of nothing takes no longer than 32 MiB";
}

TEST(Source, memory_does_not_grow_with_its_files) {
    const StoryFolder story;
    const char* asked = std::getenv("STEWARD_WALK_FILES");  // a million by hand
    const int files = asked ? std::atoi(asked) : 30'000;
    for (int i = 0; i < files; ++i) {
        const std::string folder = story / ("src/" + std::to_string(i % 37));
        if (i < 37) std::filesystem::create_directories(folder);
        std::ofstream(folder + "/" + std::to_string(i));
    }
    const auto peak = [] {
        rusage use{};
        getrusage(RUSAGE_SELF, &use);
        return use.ru_maxrss;
    };
    const long before_kib = peak();
    const SourceBefore before = seen({story / "src"});
    EXPECT_EQ(before.walked.files, static_cast<uint64_t>(files));
    EXPECT_EQ(before.drawn.size(), usual_drawn);
    EXPECT_LT(peak() - before_kib, 2048) << "KiB more for all of them";
}

TEST(Source, other_file_systems_are_walked_only_when_it_is_said_and_the_kernels_own_never) {
    const StoryFolder story;
    story.file("src/own", "1");
    const std::string disk = story.folder("src/disk"), kernel = story.folder("src/kernel");
    if (mount("none", disk.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "nothing may be mounted here";
    const bool has_kernel = mount("none", kernel.c_str(), "proc", 0, nullptr) == 0;
    story.file("src/disk/other", "22");
    const uint64_t own = seen({story / "src"}).walked.files, all = seen({story / "src"}, {.all_file_systems = true}).walked.files;
    const uint64_t disk_alone = seen({disk}).walked.files;
    if (has_kernel) umount(kernel.c_str());
    umount(disk.c_str());
    EXPECT_EQ(own, 1U);
    EXPECT_EQ(all, 2U);
    EXPECT_EQ(disk_alone, 1U) << "named as a source it is one";
}

TEST(Source, patterns_leave_out_by_name_and_by_path) {
    const StoryFolder story;
    for (const std::string name : {"keep", "a.tmp", "cache/x", "deep/cache/y", "deep/z"}) story.file("src/" + name, "1");
    EXPECT_EQ(seen({story / "src"}, {.excludes = {"*.tmp"}}).walked.files, 4U);
    EXPECT_EQ(seen({story / "src"}, {.excludes = {"cache"}}).walked.files, 3U);
    EXPECT_EQ(seen({story / "src"}, {.excludes = {story / "src/cache"}}).walked.files, 4U);
}

}  // namespace
}  // namespace steward::agent::backups
