#include "agent/collectors/memory/parse.h"

#include <gtest/gtest.h>

#include "agent/collectors/tests/recording.h"

namespace steward::agent::collectors::memory {
namespace {

using testing::recording;
using testing::survives_anything;

TEST(MemoryParse, reads_bytes_from_kilobytes) {
    const Memory memory = parse_memory(recording("memory", "ubuntu2404-server"));
    EXPECT_EQ(memory.size, 65766404ULL * 1024);
    EXPECT_EQ(memory.available, 41234567ULL * 1024);
    EXPECT_EQ(memory.cached, 36543210ULL * 1024);
    EXPECT_EQ(memory.committed, 45678901ULL * 1024);
    EXPECT_NEAR(memory.available_percent().value(), 62.7, 0.05);
}

TEST(MemoryParse, reads_everything_on_a_present_kernel) {
    const Memory memory = parse_memory(recording("memory", "debian12-vm"));
    for (const auto& number : {memory.size, memory.free, memory.available, memory.buffers, memory.cached, memory.anonymous, memory.shared,
                               memory.slab, memory.dirty, memory.committed, memory.active, memory.inactive, memory.mapped,
                               memory.unevictable, memory.writeback, memory.page_tables, memory.kernel_stack, memory.commit_limit}) {
        EXPECT_TRUE(number);
    }
}

TEST(MemoryParse, leaves_absent_what_an_old_kernel_does_not_estimate) {
    const Memory memory = parse_memory(recording("memory", "kernel-3.10"));
    EXPECT_EQ(memory.size, 1017376ULL * 1024);
    EXPECT_FALSE(memory.available);
    EXPECT_FALSE(memory.available_percent());
}

TEST(MemoryParse, passes_over_numbers_that_are_none) {
    EXPECT_FALSE(parse_memory("MemTotal: 99999999999999999999 kB\n").size);
    EXPECT_FALSE(parse_memory("MemTotal: 18446744073709551615 kB\n").size);
    EXPECT_FALSE(parse_memory("MemTotal: -5 kB\n").size);
    EXPECT_FALSE(parse_memory("MemTotal: 5 MB\n").size);
    EXPECT_FALSE(parse_memory("MemTotal:\n").size);
    EXPECT_FALSE(parse_memory("MemTotal: 0 kB\nMemAvailable: 5 kB\n").available_percent());
    EXPECT_EQ(parse_memory("MemTotal: 1 kB\nMemAvailable: 5 kB\n").available_percent(), 100.0);
}

TEST(MemoryParse, survives_a_broken_text) {
    survives_anything(recording("memory", "debian12-vm"), [](std::string_view text) { parse_memory(text); });
}

}  // namespace
}  // namespace steward::agent::collectors::memory
