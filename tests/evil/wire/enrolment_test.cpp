// What a server can do when a machine is enrolled by a line of the signer: it holds the grants of all clients, and chooses its answer. And
// what an enrolment does not end.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/evil/wire/machine.h"

namespace steward::evil {

namespace {
struct EvilEnrolment : testing::Test {
    std::unique_ptr<World> world;
    WiredMachine* machine = nullptr;

    void SetUp() override {
        if (const std::string why = why_not_here(); !why.empty()) GTEST_SKIP() << why;
        World::Wanted wanted{.is_limited = true};
        wanted.limits.allowed.bits = 1U << static_cast<unsigned>(JobClass::Script);
        wanted.elsewhere = [this](World& of) {
            auto made = std::make_unique<WiredMachine>(of);
            machine = made.get();
            return made;
        };
        world = std::make_unique<World>(wanted);  // enrolled by its line with its own grant: the control
        ASSERT_TRUE(machine->state().is_enrolled);
    }
    /// By people who may enrol at every client.
    Bytes signed_grant(Grant grant) const { return world->office.sign(MessageType::Grant, write_message(grant), {"alice"}); }
    Grant own_grant() const {
        const Bytes bytes = world->grant({});
        return *read_message<Grant>(framed(bytes).payload);
    }
    std::string said() const {
        std::ifstream log(world->folder / "agent.log");
        return {std::istreambuf_iterator<char>(log), {}};
    }
    Bytes stop(bool lifts, const std::vector<std::string>& names) const {
        const Stop made{.authority = world->office.authority,
                        .scope = {.all = true, .clients = {}, .devices = {}},
                        .issued = world->clock.now(),
                        .until = {},
                        .lifts = lifts};
        return world->office.sign(MessageType::Stop, write_message(made), names);
    }
};
}  // namespace

TEST_F(EvilEnrolment, does_not_let_the_server_choose_what_binds_the_machine) {
    Grant wider = own_grant();
    wider.id = {77};
    wider.client = {77};
    wider.limits.allowed.bits = (1U << (last_job_class + 1)) - 2;
    Grant of_another_secret = own_grant();
    of_another_secret.token_hash = sha256(Bytes(32, 9));
    of_another_secret.limits.allowed.bits = wider.limits.allowed.bits;
    for (const Grant& other : {wider, of_another_secret}) {
        machine->server.grant_frames.back() = signed_grant(other);
        EXPECT_NE(machine->enrol_by(machine->line()), 0);
        EXPECT_NE(said().find("another grant than the one that this line was made for"), std::string::npos) << said();
        EXPECT_EQ(machine->state().client, world->client);
        EXPECT_EQ(machine->state().limits.allowed.bits, 1U << static_cast<unsigned>(JobClass::Script));
    }
    EXPECT_EQ(world->take(world->sign(world->job())), "runs") << "the machine is as it was";
    world->wait();
    EXPECT_EQ(world->effects(), 1U);
}

TEST_F(EvilEnrolment, ends_no_stop_and_no_suspension) {
    EXPECT_EQ(world->take(world->suspend("carol", "alice")), "became 0");
    EXPECT_EQ(world->take(stop(false, {"bob"})), "became 0");
    EXPECT_EQ(machine->enrol_by(machine->line()), 0) << said();
    world->hear();
    EXPECT_EQ(world->take(world->sign(world->job())), "refused 8.1");
    world->clock.advance(1s);
    EXPECT_EQ(world->take(stop(true, {"alice", "bob"})), "became 0");
    EXPECT_EQ(world->take(world->sign(world->job(), {"carol"})), "refused 11.1");
    EXPECT_EQ(world->effects(), 0U);
    EXPECT_EQ(world->take(world->sign(world->job(), {"alice"})), "runs");
    world->wait();
    EXPECT_EQ(world->effects(), 1U);
}

}  // namespace steward::evil
