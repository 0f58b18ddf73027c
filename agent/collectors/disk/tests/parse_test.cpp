#include "agent/collectors/disk/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::disk {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(DiskParse, reads_the_counters_of_a_line) {
    const auto line =
        parse_line(" 259       0 nvme0n1 523456 1234 41234567 98765 923456 334455 81234567 345678 0 412345 456789 0 0 0 0 12345 6789");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->name, "nvme0n1");
    EXPECT_EQ(line->counters.reads, 523456U);
    EXPECT_EQ(line->counters.sectors_read, 41234567U);
    EXPECT_EQ(line->counters.writing_ms, 345678U);
    EXPECT_EQ(line->counters.busy_ms, 412345U);
    EXPECT_EQ(line->counters.queued_ms, 456789U);
    EXPECT_EQ(line->counters.merged_writes, 334455U);
}

TEST(DiskParse, reads_every_line_of_every_recording) {
    for (const auto* name : {"debian12-vm", "many-disks", "kernel-2.6"}) {
        const std::string text = recording("disk", name);
        size_t begin = 0;
        for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
            EXPECT_TRUE(parse_line(std::string_view(text).substr(begin, end - begin))) << text.substr(begin, end - begin);
        }
    }
}

TEST(DiskParse, refuses_lines_of_another_shape) {
    for (const std::string_view text :
         {"", "8 0 sda", "8 0 sda 1 2 3 4", "8 0 sda a b c d e f g h i j k", "8 0 sda 1 2 3 99999999999999999999 5 6 7 8 9 10"})
        EXPECT_FALSE(parse_line(text)) << text;
}

TEST(DiskParse, leaves_out_what_is_no_disk_of_its_own) {
    for (const auto* name : {"loop0", "ram1", "zram0", "sr0", "dm-3", "fd0", "mmcblk0boot0", "mmcblk0rpmb"})
        EXPECT_TRUE(is_left_out(name)) << name;
    for (const auto* name : {"sda", "vda", "xvda", "nvme0n1", "mmcblk0", "md0"}) EXPECT_FALSE(is_left_out(name)) << name;
}

TEST(DiskParse, survives_a_broken_text) {
    survives_anything(recording("disk", "kernel-2.6"), [](std::string_view text) { parse_line(text); });
}

TEST(DiskActivity, is_what_happened_between_two_readings) {
    const auto activity = activity_between({.reads = 100, .reading_ms = 1000, .writes = 50, .writing_ms = 500, .busy_ms = 0},
                                           {.reads = 110, .reading_ms = 1045, .writes = 50, .writing_ms = 500, .busy_ms = 15'000}, 60'000);
    ASSERT_TRUE(activity);
    EXPECT_DOUBLE_EQ(activity->read_latency_ms, 4.5);
    EXPECT_DOUBLE_EQ(activity->write_latency_ms, 0);
    EXPECT_DOUBLE_EQ(activity->busy_percent, 25);
}

TEST(DiskActivity, is_unknown_when_a_counter_went_back_or_no_time_passed) {
    EXPECT_FALSE(activity_between({.reads = 100}, {.reads = 5}, 60'000));
    EXPECT_FALSE(activity_between({}, {.reads = 5}, 0));
    EXPECT_FALSE(activity_between({}, {.reads = 5}, -60'000));
}

TEST(DiskActivity, is_never_more_than_all_the_time) {
    EXPECT_DOUBLE_EQ(activity_between({}, {.busy_ms = 90'000}, 60'000)->busy_percent, 100);
}

}  // namespace
}  // namespace steward::agent::collectors::disk
