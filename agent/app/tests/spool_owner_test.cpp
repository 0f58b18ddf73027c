#include "agent/app/spool_owner.h"

#include <gtest/gtest.h>

#include "agent/spool/tests/faulty_disk.h"

namespace steward::agent {
namespace {

class SpoolOwner : public ::testing::Test {
protected:
    SpoolOwner() { disk.files[segment].now = Bytes(100, 1); }
    std::string folder(DeviceId device) {
        return spool_folder_of(disk, "/state", device, [this](std::string_view line) { log.emplace_back(line); });
    }
    void enrolled_anew_after(DeviceId device) {
        const std::string text = device.text();
        disk.files["/state/spool_owner"].now = Bytes(text.begin(), text.end());
    }
    const std::string segment = "/state/spool/0000000000000001.segment";
    SeededRng rng{3};
    const DeviceId one = DeviceId::make(Instant{1'800'000'000'000}, rng), other = DeviceId::make(Instant{1'800'000'000'001}, rng);
    FaultyDisk disk;
    std::vector<std::string> log;
};

TEST_F(SpoolOwner, a_spool_of_an_agent_that_knew_no_owner_is_this_devices) {
    EXPECT_EQ(folder(one), "/state/spool");
    EXPECT_EQ(folder(one), "/state/spool");
    EXPECT_TRUE(disk.files.contains(segment));
    EXPECT_TRUE(log.empty());
}

TEST_F(SpoolOwner, an_enrolment_says_whose_it_was_and_the_next_device_begins_with_an_empty_one) {
    enrolled_anew_after(one);
    EXPECT_EQ(folder(other), "/state/spool");
    EXPECT_FALSE(disk.files.contains(segment));
    EXPECT_EQ(log.size(), 1U);
    disk.files[segment].now = Bytes(100, 1);
    EXPECT_EQ(folder(other), "/state/spool");
    EXPECT_TRUE(disk.files.contains(segment)) << "its own";
}

TEST_F(SpoolOwner, a_spool_whose_owner_cannot_be_read_is_nobodys) {
    enrolled_anew_after(one);
    disk.unreadable.insert("/state/spool_owner");
    EXPECT_EQ(folder(one), "/state/spool");
    EXPECT_FALSE(disk.files.contains(segment));
}

TEST_F(SpoolOwner, what_cannot_be_removed_is_not_used) {
    enrolled_anew_after(one);
    disk.read_only = true;
    EXPECT_NE(folder(other), "/state/spool");
    EXPECT_TRUE(disk.files.contains(segment));
}

}  // namespace
}  // namespace steward::agent
