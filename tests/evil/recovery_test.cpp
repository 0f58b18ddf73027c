// Keys were lost or stolen, and the safe replaces them: on a machine that is there, on one that slept meanwhile, and on one that joins
// later.
#include <gtest/gtest.h>

#include "tests/evil/world.h"

namespace steward::evil {

namespace {
constexpr Duration delay = 168h;

// Nina is to sign alone, by the word of two keys of three in the safe.
Bytes plan_for_nina(World& world) {
    world.office.add("nina", "nina", everyday);
    const Recovery recovery{.authority = world.office.authority,
                            .base_seq = world.roster->seq(),
                            .base_head = world.roster->head(),
                            .rules = world.office.rules({"nina", "tower"}, {"safe", "safe2", "safe3"}, 1, 2),
                            .created = world.clock.now(),
                            .reason = "both keys were lost"};
    return world.office.sign(MessageType::Recovery, write_message(recovery), {"safe", "safe2"});
}

// The provider's own view is in order: it heard of the plan when it was signed.
void known_to_the_provider(World& world, const Bytes& plan) {
    ASSERT_EQ(world.roster->take(framed(plan), world.clock.now()), Taken::Waiting);
    world.chain.push_back(plan);
}

void pass(World& world, Duration span) {
    world.clock.advance(span);
    world.roster->pass_time(world.clock.now());
}

std::string of(World& world, const std::string& name) { return world.take(world.sign(world.job(), {name})); }

gate::Answer joins(World& world, Gate& machine, const Digest& head, const std::string& signed_by) {
    Grant grant{.authority = world.office.authority, .id = {33}, .client = world.client, .site = {4}};
    grant.roster_seq = world.roster->seq();
    grant.roster_head = world.roster->head();
    grant.not_after = world.clock.now() + 24h;
    const Bytes last = world.office.sign(MessageType::Grant, write_message(grant), {signed_by});
    gate::Request request{.want = Want::Enrol, .digest = world.office.authority, .head = head};
    for (const Bytes& frame : world.chain) request.frames.emplace_back(frame);
    request.frames.emplace_back(last);
    return machine.answer(request);
}
}  // namespace

TEST(EvilRecovery, new_keys_count_after_the_delay_and_the_old_ones_no_more) {
    World world;
    const Bytes plan = plan_for_nina(world);
    ASSERT_EQ(world.take(plan), "became 1");
    known_to_the_provider(world, plan);
    EXPECT_EQ(of(world, "nina"), "refused 4.1");
    pass(world, delay - 1min);
    world.restart();
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(of(world, "nina"), "refused 4.1") << "a minute is left";
    EXPECT_EQ(of(world, "alice"), "runs") << "and until then nothing has changed";
    world.wait();
    pass(world, 1min);
    EXPECT_EQ(world.hear(), "became 1");
    const size_t before = world.effects();
    EXPECT_EQ(of(world, "nina"), "runs");
    world.wait();
    EXPECT_EQ(world.effects(), before + 2) << "started once, and it sang";
    EXPECT_EQ(of(world, "alice"), "refused 4.1");
    world.restart();
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(of(world, "alice"), "refused 4.1") << "over a start";
}

// Otherwise a server that holds the plan back as long as it takes would leave nobody the time to object.
TEST(EvilRecovery, a_machine_that_slept_leaves_the_whole_delay_to_object) {
    World world;
    const Bytes plan = plan_for_nina(world);
    known_to_the_provider(world, plan);
    world.stop();
    world.clock.set_wall(world.clock.now() + 240h);  // what runs on says nothing of it
    world.roster->pass_time(world.clock.now());
    world.start();
    ASSERT_EQ(world.take(plan), "became 1") << "before it hears what time it is";
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(of(world, "nina"), "refused 4.1");
    pass(world, delay - 1min);
    EXPECT_EQ(of(world, "nina"), "refused 4.1");
    pass(world, 1min);
    EXPECT_EQ(world.hear(), "became 1");
    EXPECT_EQ(of(world, "nina"), "runs");
}

TEST(EvilRecovery, a_machine_that_joins_later_waits_for_nothing_that_its_line_vouches_for) {
    World world;
    known_to_the_provider(world, plan_for_nina(world));
    pass(world, delay);
    const Digest recovered = world.roster->head();
    world.office.add("omar", "omar", everyday);
    const Bytes added = world.office.update(world.roster->seq() + 1, recovered, UpdateKind::AddKey,
                                            write_message(KeyBody{world.office.record("omar")}), {"nina"}, world.clock.now());
    ASSERT_EQ(world.roster->take(framed(added), world.clock.now()), Taken::Waiting) << "she is alone";
    world.chain.push_back(added);
    const auto folder = world.folder / "new machine";
    std::filesystem::create_directories(folder / "work");
    std::filesystem::permissions(folder, std::filesystem::perms(0700));
    Gate machine({folder, "0.4"}, world.clock, world.rng, *world.launcher);
    EXPECT_EQ(joins(world, machine, {}, "nina").how, gate::How::Failed) << "by itself it would wait out the delay";
    EXPECT_EQ(joins(world, machine, Digest{7}, "nina").how, gate::How::Failed) << "a head that is none of the chain";
    EXPECT_EQ(joins(world, machine, recovered, "alice").how, gate::How::Failed) << "whose key was replaced";
    const auto answer = joins(world, machine, recovered, "nina");
    ASSERT_EQ(answer.how, gate::How::Done) << read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{}).message;
    for (const bool is_again : {false, true}) {
        Gate started({folder, "0.4"}, world.clock, world.rng, *world.launcher);
        Gate& one = is_again ? started : machine;
        const auto state = read_message<gate::StateAnswer>(one.answer({.want = Want::State}).body);
        ASSERT_TRUE(state);
        EXPECT_EQ(state->head, recovered) << (is_again ? "over a start" : "");
        EXPECT_EQ(state->waiting, 1U) << "what came after it waits here, too";
    }
}

}  // namespace steward::evil
