// The folder of the gate's works is lost: an uneven restore, somebody who made room. The journal alone says then what is to be told, and
// the gate goes on: it ends at no start, calls nothing done that it does not know, and begins nothing twice.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "agent/gate/process/tests/machine.h"

namespace steward::gate {

struct LostWorks : GateMachine {
    void SetUp() override {
        GateMachine::SetUp();
        if (IsSkipped()) return;
        start();
        enrol();
        hear();
    }
    /// While no gate is there. `whole`: the folder of all works, not only what lies in it. At once, as a runner may still write there.
    void lose_works(bool whole) {
        const auto works = folder / "state/work";
        std::filesystem::rename(works, folder / ("lost." + std::to_string(++losses_)));
        if (!whole) std::filesystem::create_directory(works);
    }
    void starts_and_hears() {
        start();
        ASSERT_FALSE(has_died()) << text_of("said");
        hear();
        const Job later = script(appended("later"));
        EXPECT_EQ(take(later), "done") << "it takes new work";
        EXPECT_EQ(spoken(result(later).outcome), "done") << "and does it";
        acknowledge(later);
    }
    std::string appended(const std::string& name) const { return "echo x >> " + folder.string() + "/" + name + "\n"; }

private:
    int losses_ = 0;
};

TEST_F(LostWorks, end_no_gate_at_this_start_nor_at_the_next_one) {
    const Job done = script(appended("done"));
    ASSERT_EQ(take(done), "done");
    ASSERT_EQ(spoken(result(done).outcome), "done");  // fetched, and not acknowledged
    const Job cut = script("echo $PPID >> " + folder.string() + "/runner; tail -f /dev/null\n");
    ASSERT_EQ(take(cut), "done");
    until("it runs", [&] { return lines_in("runner") == 1; });
    for (const bool whole : {true, false}) {
        stop(SIGKILL);
        if (whole) ::kill(std::atoi(text_of("runner").c_str()), SIGKILL);
        lose_works(whole);
        starts_and_hears();
        EXPECT_EQ(spoken(result(done).outcome), "done") << "the journal knows";
        EXPECT_EQ(output(done), "") << "what it wrote is lost";
        EXPECT_EQ(spoken(result(cut).outcome), "unknown") << "it began, and nobody knows how it ended";
        for (const Job& work : {done, cut}) EXPECT_EQ(take(work), "refused 18.1") << "nothing begins twice";
    }
    EXPECT_EQ(lines_in("later"), 2U) << "new work, once at each start";
    for (const Job& work : {done, cut}) acknowledge(work);
    EXPECT_EQ(lines_in("done"), 1U);
    EXPECT_EQ(lines_in("runner"), 1U);
}

// At each step of the journal: the gate dies there, the folder is lost, and it starts.
struct LostWorksAt : LostWorks, testing::WithParamInterface<const char*> {};

TEST_P(LostWorksAt, leave_a_result_that_claims_no_more_than_is_known) {
    stop(SIGTERM);
    room["STEWARD_GATE_DIE"] = GetParam();
    start();
    hear();
    const Job work = script(appended("effects"));
    take(work);
    until("the gate died at " + std::string(GetParam()), [&] {
        if (!has_died()) ask(write_request(Want::Results));
        return has_died();
    });
    wait_for_end();
    room.erase("STEWARD_GATE_DIE");
    lose_works(true);
    starts_and_hears();
    const std::string outcome = spoken(result(work).outcome);
    EXPECT_TRUE(outcome == "unknown" || outcome == "failed" || (outcome == "done" && lines_in("effects") == 1)) << outcome;
    EXPECT_EQ(take(work), "refused 18.1");
    EXPECT_LE(lines_in("effects"), 1U);
    acknowledge(work);
    stop(SIGTERM);
    starts_and_hears();
}

INSTANTIATE_TEST_SUITE_P(EachStep, LostWorksAt, testing::Values("started", "launched", "before effect", "effect", "signed", "reported"),
                         [](const auto& at) {
                             std::string name = at.param;
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

}  // namespace steward::gate
