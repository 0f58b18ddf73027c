// The 96 attempts once more: the server says them over TLS to a real agent, which carries them to a real gate. Nothing runs, and the agent
// reports why. Each in one of the three conditions by turns; with STEWARD_EVIL=all in all three, as in process.
#include <gtest/gtest.h>

#include "tests/evil/attempts.h"
#include "tests/evil/wire/machine.h"

namespace steward::evil {

namespace {
World::Wanted wired(World::Wanted wanted, WiredMachine*& machine) {
    wanted.elsewhere = [&machine](World& world) {
        auto made = std::make_unique<WiredMachine>(world);
        machine = made.get();
        return made;
    };
    return wanted;
}

struct EvilWire : testing::TestWithParam<Condition> {
    void SetUp() override {
        if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
    }
};
}  // namespace

TEST_F(EvilWire, what_people_signed_runs_over_the_same_wire) {
    WiredMachine* machine = nullptr;
    World world(wired({}, machine));
    EXPECT_EQ(world.effects(), 0U);
    EXPECT_EQ(world.take(world.sign(world.job())), "runs");
    world.wait();
    EXPECT_EQ(world.effects(), 1U) << "the canary sings, or the silence below would show nothing";
    EXPECT_TRUE(machine->server.until([&] { return machine->server.count(EvilServer::Said::kWorkDone) == 1; })) << "and its result comes";
    world.restart();
    EXPECT_EQ(world.take(world.sign(world.job())), "refused 9.1");
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(world.take(world.sign(world.job(), {"alice"})), "runs");
    world.lose_journal();
    world.hear();
    EXPECT_EQ(world.take(world.sign(world.job())), "refused 17.1");
    EXPECT_EQ(world.take(world.sign(world.job_from_now())), "runs");
    world.wait();
    EXPECT_EQ(world.effects(), 3U);
}

TEST_P(EvilWire, none_of_its_attempts_has_an_effect) {
    const auto all = all_attempts();
    ASSERT_EQ(all.size(), 96U);
    const char* wish = std::getenv("STEWARD_EVIL");
    const bool is_whole = wish && std::string_view(wish) == "all";
    size_t signed_refusals = 0, tried = 0;
    for (size_t i = 0; i < all.size(); ++i) {
        if (!is_whole && i % std::size(conditions) != static_cast<size_t>(GetParam())) continue;
        const Attempt& attempt = all[i];
        ++tried;
        SCOPED_TRACE(std::string(attempt.group) + ": " + attempt.name + ", " + std::string(name_of(GetParam())));
        WiredMachine* machine = nullptr;
        World world(wired(attempt.wanted, machine));
        if (!attempt.wanted.is_limited) {
            EXPECT_EQ(world.take(world.sign(world.job())), "runs") << "else the attempt would show nothing";
        }
        if (attempt.before) attempt.before(world);
        world.be(GetParam());
        world.wait();
        const size_t before = world.effects();
        EXPECT_EQ(before > 0, !attempt.wanted.is_limited) << "the canary sang";
        const std::string said = attempt.try_it(world);
        // Between the moment and the message the agent may look, and the gate then asks anew: the late answer is a stranger's.
        const bool is_asked_anew = attempt.name == std::string("nonce answer after 61 s") && said == "became 3; refused 9.1";
        EXPECT_TRUE(is_asked_anew || said == expected(attempt, GetParam())) << said << " instead of " << expected(attempt, GetParam());
        world.wait();
        EXPECT_EQ(world.effects(), before) << "an effect";
        EXPECT_TRUE(machine->is_gate_alive() && machine->is_agent_alive());
        signed_refusals += machine->signed_refusals;
    }
    std::printf("evil wire: %zu attempts on a machine that is %s, %zu refusals under the machine's signature\n", tried,
                std::string(name_of(GetParam())).c_str(), signed_refusals);
}

INSTANTIATE_TEST_SUITE_P(OnAMachineThat, EvilWire, testing::ValuesIn(conditions), [](const auto& one) {
    std::string name(name_of(one.param));
    std::ranges::replace(name, ' ', '_');
    return name;
});

}  // namespace steward::evil
