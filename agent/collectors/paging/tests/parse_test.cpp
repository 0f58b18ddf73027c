#include "agent/collectors/paging/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::paging {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(PagingParse, reads_and_sums) {
    const Paging paging = parse_paging(
        "pgpgin 2\npgpgout 3\npgfault 40\npgmajfault 5\npgsteal_kswapd 1\npgsteal_direct 2\npgscan_kswapd 10\npgscan_direct "
        "20\npgscan_direct_throttle 7\noom_kill 1\n");
    EXPECT_EQ(paging.in_bytes, 2048U);
    EXPECT_EQ(paging.out_bytes, 3072U);
    EXPECT_EQ(paging.faults, 40U);
    EXPECT_EQ(paging.major_faults, 5U);
    EXPECT_EQ(paging.reclaimed_pages, 3U);
    EXPECT_EQ(paging.scanned_pages, 30U);
    EXPECT_EQ(paging.oom_kills, 1U);
}

TEST(PagingParse, knows_everything_on_a_present_kernel) {
    const Paging paging = parse_paging(recording("swap", "debian12-vm.vmstat"));
    for (const auto& number : {paging.faults, paging.major_faults, paging.in_bytes, paging.out_bytes, paging.scanned_pages,
                               paging.reclaimed_pages, paging.oom_kills})
        EXPECT_TRUE(number);
}

TEST(PagingParse, passes_over_numbers_that_are_none) {
    EXPECT_FALSE(parse_paging("").faults);
    EXPECT_FALSE(parse_paging("pgpgin 18446744073709551615\n").in_bytes);
    EXPECT_FALSE(parse_paging("pgscan_kswapd 18446744073709551615\n").scanned_pages);
    EXPECT_FALSE(parse_paging("pgfault -1\n").faults);
}

TEST(PagingParse, survives_a_broken_text) {
    survives_anything(recording("swap", "debian12-vm.vmstat"), [](std::string_view text) { parse_paging(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::paging
