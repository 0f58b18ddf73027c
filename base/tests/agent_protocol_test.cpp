#include "base/agent_protocol.h"

#include <gtest/gtest.h>

#include <limits>

namespace steward {

TEST(AgentProtocol, meets_its_own_the_one_before_and_the_one_after) {
    EXPECT_EQ(meet(5, 3), Meeting::TheyAreTooOld);
    EXPECT_EQ(meet(5, 4), Meeting::Understood);
    EXPECT_EQ(meet(5, 5), Meeting::Understood);
    EXPECT_EQ(meet(5, 6), Meeting::Understood);
    EXPECT_EQ(meet(5, 7), Meeting::TheyAreTooNew);
}

TEST(AgentProtocol, meets_nobody_who_names_none_and_stays_sane_at_the_ends_of_its_numbers) {
    constexpr uint32_t last = std::numeric_limits<uint32_t>::max();
    EXPECT_EQ(meet(1, 0), Meeting::TheyAreTooOld) << "there was none before the first";
    EXPECT_EQ(meet(1, last), Meeting::TheyAreTooNew);
    EXPECT_EQ(meet(last, 1), Meeting::TheyAreTooOld);
    EXPECT_EQ(meet(last, last), Meeting::Understood);
}

TEST(AgentProtocol, is_symmetric_so_that_both_sides_part_or_neither) {
    for (uint32_t one = 1; one < 8; ++one) {
        for (uint32_t other = 1; other < 8; ++other)
            EXPECT_EQ(meet(one, other) == Meeting::Understood, meet(other, one) == Meeting::Understood) << one << " and " << other;
    }
}

}  // namespace steward
