// The same questions to this machine and to a recorded one.
#include "agent/host/host.h"

#include <gtest/gtest.h>

#include "agent/host/tests/recorded_machine.h"

namespace steward::agent {
namespace {

TEST(LinuxHost, reads_a_file_of_the_kernel_again_and_again) {
    const auto host = make_linux_host();
    std::string text;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(host->read("/proc/uptime", text));
        EXPECT_NE(text.find(' '), std::string::npos);
        ASSERT_TRUE(host->read("/proc/self/mountinfo", text));
        EXPECT_NE(text.find(" /proc "), std::string::npos);
    }
    ASSERT_TRUE(host->read("/proc/stat", text, 4));
    EXPECT_EQ(text, "cpu ");
}

TEST(LinuxHost, says_why_it_cannot_read) {
    const auto host = make_linux_host();
    std::string text;
    EXPECT_EQ(host->read("/no/such/file", text).error().code, "host.no_such_file");
    EXPECT_EQ(host->read("/proc/no_such_file", text).error().code, "host.no_such_file");
    EXPECT_EQ(host->list("/no/such/folder").error().code, "host.no_such_file");
    EXPECT_EQ(host->space("/no/such/mount").error().code, "host.no_such_file");
    EXPECT_EQ(host->link_target("/proc/uptime").error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(host->read("/proc", text));
}

TEST(LinuxHost, knows_its_root_and_its_addresses) {
    const auto host = make_linux_host();
    const auto space = host->space("/");
    ASSERT_TRUE(space);
    EXPECT_GT(space->size_bytes, space->free_bytes);
    EXPECT_GE(space->free_bytes, space->available_bytes);
    EXPECT_GE(host->processors(), 1U);
    const auto addresses = host->addresses();
    EXPECT_TRUE(std::any_of(addresses.begin(), addresses.end(),
                            [](const auto& one) { return one.interface == "lo" && one.address == "127.0.0.1/8"; }));
}

TEST(RecordedHost, answers_from_its_folder) {
    testing::RecordedMachine machine;
    machine.file("/proc/cpuinfo", "processor\t: 0\nprocessor\t: 1\n")
        .file("/space.txt", "/ 1000 300 200 50 20\n/odd x\n")
        .file("/addresses.txt", "eth0 192.0.2.2/30\n")
        .link("/gone", "nowhere");
    Host& host = machine.host();
    EXPECT_EQ(host.processors(), 2U);
    EXPECT_EQ(host.space("/")->available_bytes, 200U);
    EXPECT_EQ(host.space("/odd")->size_bytes, 0U);
    EXPECT_FALSE(host.space("/other"));
    EXPECT_EQ(host.addresses().at(0).address, "192.0.2.2/30");
    EXPECT_TRUE(host.exists("/gone"));
    EXPECT_EQ(host.link_target("/gone").value(), "nowhere");
    EXPECT_FALSE(host.exists("/other"));
    std::string text, together;
    EXPECT_FALSE(host.read("/proc", text));
    ASSERT_TRUE(host.read_in_pieces("/proc/cpuinfo", [&](std::string_view piece) { return together += piece, true; }));
    EXPECT_EQ(together, "processor\t: 0\nprocessor\t: 1\n");
}

}  // namespace
}  // namespace steward::agent
