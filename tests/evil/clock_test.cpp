// Clocks that are wrong by up to ten years either way, that jump, stand still, and disks that are set back: a job that is over never runs,
// whatever the machine's clock says, and each refusal has its reason.
#include <gtest/gtest.h>

#include <map>

#include "tests/evil/world.h"

namespace steward::evil {

namespace {
namespace fs = std::filesystem;
constexpr Duration day = 24h;

std::vector<Duration> all_offsets() {
    std::vector<Duration> all{0min};
    const std::vector<Duration> steps{10s,       1min,      10min,         30min,         2h,        12h, day, 7 * day, 30 * day, 90 * day,
                                      180 * day, 300 * day, 2 * 365 * day, 4 * 365 * day, 3650 * day};
    for (const Duration step : steps) {
        all.push_back(step);
        all.push_back(-step);
    }
    return all;
}

// What is right, said anew: the end goes by the true time and by the machine's clock, whichever is later.
std::string right(const World& world, const Job& job, Instant truth, Instant wall) {
    const Instant latest = std::max(truth, wall);
    if (latest >= world.office.record("alice").not_after) return "refused 11.3";
    return latest > job.not_after ? "refused 15.2" : "runs";
}

enum class Fault { Jump, ForthAndBack, Unanswered, Answered, JournalLost, DiskSetBack };
constexpr Fault faults[] = {Fault::Jump, Fault::ForthAndBack, Fault::Unanswered, Fault::Answered, Fault::JournalLost, Fault::DiskSetBack};

// The beacon has the true time, whatever the machine's clock says.
std::string hear_the_truth(World& world, Instant truth) {
    const Heartbeat made{.authority = world.office.authority,
                         .seq = world.roster->seq(),
                         .head = world.roster->head(),
                         .time = truth,
                         .nonce = world.nonce()};
    return world.take(world.office.sign(MessageType::Heartbeat, write_message(made), {"tower"}));
}

struct Case {
    Fault fault;
    Duration offset;
    bool is_over;
};

void set_disk_back(World& world, const fs::path& image) {
    world.wait();
    world.gate.reset();
    fs::remove_all(world.folder / "state");
    fs::copy(image, world.folder / "state", fs::copy_options::recursive);
    fs::permissions(world.folder / "state", fs::perms(0700));
    world.restart();
}

// What the gate says, and what it should.
std::pair<std::string, std::string> play(World& world, const Case& one) {
    const Job job = world.job();
    const Bytes frame = world.sign(job, {"alice"});
    const fs::path image = world.folder / "image";
    if (one.fault == Fault::DiskSetBack) fs::copy(world.folder / "state", image, fs::copy_options::recursive);
    world.clock.advance(one.is_over ? Duration(2h) : Duration(1s));
    const Instant truth = world.clock.now(), wall = truth + one.offset;
    world.clock.set_wall(wall);
    const std::string wanted = right(world, job, truth, wall);
    // A clock that stands some minutes behind: the beacon is not believed, and nothing begins before it is set.
    const bool is_deaf = truth > wall + gate::most_behind;
    const std::string heard = is_deaf ? "refused 15.1" : "became 1";
    const auto unless_deaf = [&](const std::string& answer) { return is_deaf ? "refused 9.1" : answer; };
    switch (one.fault) {
        case Fault::Jump:
            return {world.take(frame), wanted};
        case Fault::ForthAndBack:
            world.ask(Want::State);
            world.clock.set_wall(truth);
            return {world.take(frame), right(world, job, truth, truth)};
        case Fault::Unanswered:
            world.restart();
            return {world.take(frame), "refused 9.1"};
        case Fault::Answered:
            world.restart();
            EXPECT_EQ(hear_the_truth(world, truth), heard);
            return {world.take(frame), unless_deaf(wanted)};
        case Fault::JournalLost:
            world.lose_journal();
            EXPECT_EQ(hear_the_truth(world, truth), heard);
            return {world.take(frame), unless_deaf(wanted == "runs" ? "refused 17.1" : wanted)};
        case Fault::DiskSetBack: {
            set_disk_back(world, image);
            EXPECT_EQ(world.take(frame), "refused 9.1") << "nothing before the question is answered";
            EXPECT_EQ(hear_the_truth(world, truth), heard);
            return {world.take(frame), unless_deaf(wanted)};
        }
    }
    return {};
}
}  // namespace

TEST(EvilClock, no_clock_and_no_disk_makes_a_job_live_longer) {
    std::map<std::string, size_t> answers;
    size_t cases = 0;
    for (const Fault fault : faults) {
        for (const Duration offset : all_offsets()) {
            for (const bool is_over : {false, true}) {
                SCOPED_TRACE("fault " + std::to_string(static_cast<int>(fault)) + ", wrong by " + std::to_string(offset / 1min) +
                             " minutes, " + (is_over ? "over" : "in time"));
                World world;
                const size_t before = world.effects();
                const auto [said, wanted] = play(world, {fault, offset, is_over});
                EXPECT_EQ(said, wanted);
                if (is_over) {
                    EXPECT_NE(said, "runs");
                }
                world.wait();
                EXPECT_EQ(world.effects(), before + (said == "runs" ? 2 : 0)) << "an effect";
                ++answers[said];
                ++cases;
            }
        }
    }
    std::printf("evil: %zu cases of clocks and disks\n", cases);
    for (const auto& [said, count] : answers) std::printf("  %8zu %s\n", count, said.c_str());
}

// Otherwise a server shows "refused, over" with the machine's own signature for what it did run.
TEST(EvilClock, what_ran_is_refused_as_known_though_it_is_over) {
    World world;
    const Bytes frame = world.sign(world.job());
    EXPECT_EQ(world.take(frame), "runs");
    world.wait();
    world.clock.advance(2h);
    EXPECT_EQ(world.take(frame), "refused 18.1");
    EXPECT_EQ(world.take(world.sign(world.job_from_now())), "runs");
    world.wait();
}

TEST(EvilClock, a_clock_that_stands_still_does_not_stop_time) {
    for (const Duration length :
         std::vector<Duration>{1min, 30min, 59min, 61min, 2h, 12h, 23h, 25h, 3 * day, 30 * day, 365 * day, 3650 * day}) {
        for (const bool is_turned : {false, true}) {
            SCOPED_TRACE("frozen for " + std::to_string(length / 1min) + " minutes");
            World world;
            const Job job = world.job();
            const Instant frozen = world.clock.now();
            for (int part = 0; part < 10; ++part) {
                world.clock.advance(length / 10);
                world.clock.set_wall(frozen);
                if (is_turned) world.ask(Want::State);
            }
            const size_t before = world.effects();
            const std::string said = world.take(world.sign(job, {"alice"}));
            EXPECT_EQ(said, right(world, job, frozen + length, frozen));
            world.wait();
            EXPECT_EQ(world.effects(), before + (said == "runs" ? 2 : 0));
        }
    }
}

}  // namespace steward::evil
