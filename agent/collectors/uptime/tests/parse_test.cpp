#include "agent/collectors/uptime/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::uptime {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(UptimeParse, reads_whole_seconds) {
    EXPECT_EQ(parse_uptime(recording("uptime", "debian11-server")), 41287365U);
    EXPECT_TRUE(parse_uptime(recording("uptime", "debian12-vm")));
}

TEST(UptimeParse, reads_when_the_machine_started) {
    EXPECT_EQ(parse_boot_time(recording("cpu", "debian11-server")), 1784512345U);
    EXPECT_FALSE(parse_boot_time("btime\n"));
    EXPECT_FALSE(parse_boot_time("btime -1\n"));
    EXPECT_FALSE(parse_boot_time(""));
}

TEST(UptimeParse, refuses_what_is_no_time) {
    for (const std::string_view text : {"", "x", "-5 3", "1e99", "99999999999999999999999999999999", "inf"})
        EXPECT_FALSE(parse_uptime(text)) << text;
}

TEST(UptimeParse, survives_a_broken_text) {
    survives_anything(recording("uptime", "debian11-server"), [](std::string_view text) { parse_uptime(text); });
    survives_anything(recording("cpu", "debian11-server"), [](std::string_view text) { parse_boot_time(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::uptime
