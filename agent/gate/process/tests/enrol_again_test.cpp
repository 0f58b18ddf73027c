// A machine that its administrator enrols again: what one signature took away there stays taken.
#include <gtest/gtest.h>

#include "tests/evil/world.h"

namespace steward::gate {

using namespace std::chrono_literals;
using namespace trust;
using evil::World;

TEST(EnrolAgain, ends_nothing_that_people_stopped) {
    World world({.really_runs = false});
    LocalLimits limits;
    limits.allowed.bits = 2;
    const Stop stop{.authority = world.office.authority,
                    .scope = {.all = true, .clients = {}, .devices = {}},
                    .issued = world.clock.now(),
                    .until = {}};
    EXPECT_EQ(world.take(world.suspend("carol", "alice")), "became 0");
    EXPECT_EQ(world.take(world.office.sign(MessageType::Stop, write_message(stop), {"bob"})), "became 0");
    for (const bool after_a_start : {false, true}) {
        if (after_a_start) world.restart();
        world.enrol(limits);
        world.hear();
        EXPECT_EQ(world.take(world.sign(world.job())), "refused 8.1") << after_a_start;
    }
    world.clock.advance(1s);
    const Stop lifts{.authority = world.office.authority, .scope = stop.scope, .issued = world.clock.now(), .until = {}, .lifts = true};
    EXPECT_EQ(world.take(world.office.sign(MessageType::Stop, write_message(lifts), {"alice", "bob"})), "became 0");
    EXPECT_EQ(world.take(world.sign(world.job(), {"carol"})), "refused 11.1") << "nor is a key free again";
    EXPECT_EQ(world.take(world.sign(world.job(), {"alice"})), "runs");
}

}  // namespace steward::gate
