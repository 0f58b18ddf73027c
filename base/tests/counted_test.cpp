#include "base/counted.h"

#include <gtest/gtest.h>

namespace steward {
namespace {

TEST(Counted, is_one_of_a_thing_and_several_of_all_other_numbers) {
    EXPECT_EQ(counted(1, "machine"), "1 machine");
    for (const uint64_t number : {0U, 2U, 11U, 101U}) EXPECT_EQ(counted(number, "machine"), std::to_string(number) + " machines");
    EXPECT_EQ(counted(1, "entry", "entries"), "1 entry");
    EXPECT_EQ(counted(0, "entry", "entries"), "0 entries");
}

}  // namespace
}  // namespace steward
