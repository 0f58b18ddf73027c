#include "agent/collectors/swap/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::swap {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(SwapParse, reads_space_and_pages) {
    const Swap swap = parse_swap(recording("swap", "ubuntu2404-server.meminfo"), recording("swap", "ubuntu2404-server.vmstat"));
    EXPECT_EQ(swap.used_bytes(), (8388604ULL - 8123456) * 1024);
    EXPECT_NEAR(swap.used_percent().value(), 3.16, 0.01);
    EXPECT_EQ(swap.pages_in, 48213U);
    EXPECT_EQ(swap.pages_out, 91872U);
}

TEST(SwapParse, says_zero_on_a_machine_without_swap) {
    const Swap swap = parse_swap(recording("swap", "debian12-vm.meminfo"), recording("swap", "debian12-vm.vmstat"));
    EXPECT_EQ(swap.size_bytes, 0U);
    EXPECT_EQ(swap.used_percent(), 0.0);
    EXPECT_TRUE(swap.pages_in);
}

TEST(SwapParse, knows_nothing_from_nothing) {
    EXPECT_FALSE(parse_swap("", "").used_bytes());
    EXPECT_FALSE(parse_swap("", "").used_percent());
    EXPECT_FALSE(parse_swap("SwapTotal: 5 kB\nSwapFree: 6 kB\n", "").used_bytes());
    EXPECT_FALSE(parse_swap("", "pswpin x\npswpinx 5\n").pages_in);
}

TEST(SwapParse, survives_a_broken_text) {
    survives_anything(recording("swap", "ubuntu2404-server.meminfo"), [](std::string_view text) { parse_swap(text, text).used_percent(); });
    survives_anything(recording("swap", "ubuntu2404-server.vmstat"), [](std::string_view text) { parse_swap(text, text).used_percent(); });
}

}  // namespace
}  // namespace steward::agent::collectors::swap
