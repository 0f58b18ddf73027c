#include "agent/collectors/filesystem/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::filesystem {
namespace {

using testing::recording;
using testing::survives_anything;

std::vector<std::string> items_of(std::string_view mountinfo) {
    std::vector<std::string> items;
    for (const Mount& mount : parse_mounts(mountinfo)) items.push_back(mount.item);
    return items;
}

TEST(FilesystemParse, keeps_the_volumes_of_a_machine_with_many_disks) {
    auto items = items_of(recording("filesystem", "many-disks"));
    EXPECT_EQ(std::erase_if(items, [](const std::string& item) { return item.starts_with("/srv/disk"); }), 24U);
    EXPECT_EQ(items, (std::vector<std::string>{"/", "/boot/efi", "/data", "/media/My Disk", "/tmp"}));
}

TEST(FilesystemParse, keeps_the_root_of_a_container_and_one_of_its_bind_mounts) {
    EXPECT_EQ(items_of(recording("filesystem", "container")), (std::vector<std::string>{"/", "/data"}));
}

TEST(FilesystemParse, keeps_the_one_volume_of_a_small_machine) {
    EXPECT_EQ(items_of(recording("filesystem", "debian12-vm")), (std::vector<std::string>{"/"}));
}

TEST(FilesystemParse, keeps_the_mount_that_hides_the_others_on_its_path) {
    EXPECT_EQ(parse_mounts("1 0 8:1 / /mnt rw - ext4 /dev/a rw\n2 0 8:2 / /mnt rw - xfs /dev/b rw\n").at(0).device, "8:2");
    EXPECT_TRUE(parse_mounts("1 0 8:1 / /mnt rw - ext4 /dev/a rw\n2 0 0:9 / /mnt rw - nfs4 x:/ rw\n").empty());
}

TEST(FilesystemParse, leaves_out_a_memory_file_system_that_nobody_can_write_to) {
    EXPECT_TRUE(items_of("1 0 0:9 / /mnt/tools ro,nosuid - tmpfs t ro\n").empty());
    EXPECT_EQ(items_of("1 0 0:9 / /mnt/tools rw,nosuid - tmpfs t rw\n"), (std::vector<std::string>{"/mnt/tools"}));
}

TEST(FilesystemParse, makes_names_fit_for_a_message_and_keeps_the_path) {
    const auto mounts = parse_mounts("1 0 8:1 / /mnt/\xFFold\\011new rw - ext4 /dev/a rw\n");
    ASSERT_EQ(mounts.size(), 1U);
    EXPECT_EQ(mounts[0].item, "/mnt/?old?new");
    EXPECT_EQ(mounts[0].path, "/mnt/\xFFold\tnew");
}

TEST(FilesystemParse, bounds_how_many_there_are) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "1 0 8:" + std::to_string(i) + " / /m" + std::to_string(i) + " rw - ext4 /dev/a rw\n";
    EXPECT_EQ(parse_mounts(text).size(), 256U);
}

TEST(FilesystemParse, passes_over_lines_that_are_none) {
    for (const std::string_view text : {"", "\n\n", "1 2 3\n", "1 0 8:1 / relative rw - ext4 /dev/a rw\n",
                                        "1 0 8:1 / /m rw ext4 /dev/a rw\n", "1 0 8:1 / /m\\000x rw - ext4 a rw\n"}) {
        EXPECT_TRUE(parse_mounts(text).empty()) << text;
    }
}

TEST(FilesystemParse, survives_a_broken_text) {
    survives_anything(recording("filesystem", "container"), [](std::string_view text) { parse_mounts(text); });
}

TEST(FilesystemSpace, is_counted_as_df_counts_it) {
    const VolumeSpace space{.size_bytes = 1000, .free_bytes = 150, .available_bytes = 100, .inodes = 200, .inodes_free = 50};
    EXPECT_NEAR(used_percent(space), 100.0 * 850 / 950, 1e-9);
    EXPECT_DOUBLE_EQ(inodes_used_percent(space), 75);
}

TEST(FilesystemSpace, makes_no_nonsense_of_numbers_that_do_not_fit) {
    EXPECT_DOUBLE_EQ(used_percent({}), 0);
    EXPECT_DOUBLE_EQ(used_percent({.size_bytes = 10, .free_bytes = 20, .available_bytes = 20}), 0);
    EXPECT_DOUBLE_EQ(inodes_used_percent({.inodes = 10, .inodes_free = 20}), 0);
    EXPECT_DOUBLE_EQ(inodes_used_percent({}), 0);
}

}  // namespace
}  // namespace steward::agent::collectors::filesystem
