#include "agent/collectors/kernel/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::kernel {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(KernelParse, reads_what_was_done) {
    const Work work = parse_work(recording("cpu", "debian11-server"));
    EXPECT_EQ(work.interrupts, 9876543210U);
    EXPECT_EQ(work.context_switches, 18273645546U);
    EXPECT_EQ(work.processes_started, 3920183U);
    EXPECT_EQ(work.tasks_running, 2U);
    EXPECT_EQ(work.tasks_blocked, 0U);
}

TEST(KernelParse, reads_the_open_files) {
    EXPECT_TRUE(parse_files(recording("kernel", "debian12-vm")).open);
    EXPECT_EQ(parse_files("1169\t0\t2466170\n").limit, 2466170U);
    EXPECT_EQ(parse_files("1\t0\t9223372036854775807\n").limit, 9223372036854775807U);
    EXPECT_FALSE(parse_files("").open);
    EXPECT_FALSE(parse_files("x 0 y").limit);
    EXPECT_FALSE(parse_work("ctxt\nintr -1\n").context_switches);
}

TEST(KernelParse, survives_a_broken_text) {
    survives_anything(recording("cpu", "debian11-server"), [](std::string_view text) { parse_work(text); });
    survives_anything("1169\t0\t2466170\n", [](std::string_view text) { parse_files(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::kernel
