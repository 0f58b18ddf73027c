#include "agent/collectors/restart/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::restart {
namespace {

using testing::recording;
using testing::survives_anything;

bool newer(std::string_view running, const std::vector<std::string>& names) { return newer_kernel_installed(running, names); }

TEST(RestartParse, finds_a_newer_kernel_of_the_same_flavour) {
    EXPECT_TRUE(newer("6.1.0-9-amd64", {"config-6.1.0-28-amd64", "vmlinuz-6.1.0-28-amd64", "vmlinuz-6.1.0-9-amd64"}));
    EXPECT_TRUE(newer("5.15.0-91-generic", {"vmlinuz", "vmlinuz-5.15.0-91-generic", "vmlinuz-6.8.0-49-generic", "vmlinuz.old"}));
    EXPECT_FALSE(newer("6.1.0-28-amd64", {"vmlinuz-6.1.0-28-amd64", "vmlinuz-6.1.0-9-amd64"}));
}

TEST(RestartParse, does_not_compare_other_flavours) {
    EXPECT_FALSE(newer("6.1.0-9-cloud-amd64", {"vmlinuz-6.1.0-9-cloud-amd64", "vmlinuz-6.1.0-28-amd64"}));
    EXPECT_FALSE(newer("6.8.0-49-generic", {"vmlinuz-6.8.0-49-generic", "vmlinuz-6.8.0-51-lowlatency"}));
}

TEST(RestartParse, says_nothing_when_the_running_kernel_came_from_elsewhere) {
    EXPECT_FALSE(newer("6.18.44-fc-v669", {"vmlinuz-6.1.0-28-amd64"}));
    EXPECT_FALSE(newer("6.1.0-9-amd64", {"vmlinuz-6.1.0-28-amd64"}));
    EXPECT_FALSE(newer("6.1.0-9-amd64", {}));
    EXPECT_FALSE(newer("", {"vmlinuz-", "vmlinuz-1"}));
}

TEST(RestartParse, compares_numbers_as_numbers) {
    EXPECT_TRUE(is_older("6.1.0-9-amd64", "6.1.0-28-amd64"));
    EXPECT_TRUE(is_older("5.10.0", "6.1.0"));
    EXPECT_TRUE(is_older("6.1", "6.1.1"));
    EXPECT_FALSE(is_older("6.1.0", "6.1.0"));
    EXPECT_FALSE(is_older("10", "9"));
    EXPECT_FALSE(is_older("0010", "9"));
    EXPECT_TRUE(is_older("", "1"));
    EXPECT_TRUE(is_older("1", "99999999999999999999999999999999999999"));
}

TEST(RestartParse, survives_a_broken_text) {
    survives_anything("6.1.0-28-cloud-amd64", [](std::string_view text) { newer(text, {"vmlinuz-6.1.0-28-cloud-amd64"}); });
}

}  // namespace
}  // namespace steward::agent::collectors::restart
