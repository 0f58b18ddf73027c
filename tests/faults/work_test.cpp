// Each call of the system that a job needs fails once, in the gate and in the runner: nothing runs that was not written down, nothing runs
// twice, what is called done was done, and the gate that starts on what was left goes on.
#include "tests/faults/machine.h"

namespace steward::faults {

namespace {
struct FailingWork : testing::Test {
    static FailingMachine& machine() {
        static FailingMachine one;  // made once: its people sign a whole roster
        return one;
    }
    FailingMachine& at = machine();

    // What an agent does with a job, until its result is safe elsewhere. What it heard last.
    std::string whole_life(const Job& job, const Bytes& frame) {
        const std::string taken = at.take(frame);
        EXPECT_TRUE(at.wait()) << "it hangs";
        if (taken != "runs") return taken;
        const std::string result = at.result_of(job.id);
        return result.starts_with("none") ? result : at.acknowledge(job.id);
    }
    // After the fault, on a gate in which nothing fails.
    void expect_settled(const Job& job, const Bytes& frame, const std::string& heard) {
        EXPECT_TRUE(at.wait());
        const size_t before = at.songs();
        EXPECT_LE(before, 1U);
        at.start_anew();
        const auto state = at.state();
        EXPECT_TRUE(state.is_enrolled);
        EXPECT_EQ(state.damage, "");
        EXPECT_EQ(at.world.hear(), "became 1");
        EXPECT_TRUE(at.wait());
        const std::string again = at.take(frame);
        EXPECT_TRUE(again == "runs" || again == "refused 18.1") << again;
        if (again == "runs") EXPECT_EQ(before, 0U) << "it ran, and nobody had written it down";
        EXPECT_TRUE(at.wait());
        const std::string result = at.result_of(job.id);
        EXPECT_LE(at.songs(), 1U);
        if (heard == "done") {
            EXPECT_EQ(again, "refused 18.1");
            EXPECT_EQ(result, "none") << "acknowledged";
        } else if (!result.starts_with("none") || again == "runs") {
            if (result == "done") EXPECT_EQ(at.songs(), 1U);
            if (result == "failed") EXPECT_EQ(at.songs(), 0U);
            EXPECT_TRUE(result == "done" || result == "failed" || result == "unknown") << result;
        }
    }
    size_t sweep_gate(const Fault& like) {
        return each_call(like, [&](const Fault& fault) {
            at.go_back();
            const Job job = at.world.job();
            const Bytes frame = at.world.sign(job);
            begin(fault);
            const std::string heard = whole_life(job, frame);
            const std::string failed = end();
            expect_settled(job, frame, heard);
            return failed;
        });
    }
    size_t sweep_runner(const Fault& like) {
        return each_call(like, [&](const Fault& fault) {
            const auto told = at.world.folder / "told";
            std::filesystem::remove(told);
            at.go_back();
            const Job job = at.world.job();
            const Bytes frame = at.world.sign(job);
            ::setenv(told_variable, told.c_str(), 1);
            at.launcher->fault = fault;
            const std::string heard = whole_life(job, frame);
            at.launcher->fault = {};
            ::unsetenv(told_variable);
            expect_settled(job, frame, heard);
            std::ifstream file(told);
            std::string failed;
            std::getline(file, failed);
            return failed;
        });
    }
};
}  // namespace

TEST_F(FailingWork, in_the_gate_comes_at_most_once) {
    EXPECT_GT(sweep_gate({.error = EIO}), 40U);
    sweep_gate({.error = ENOSPC, .calls = "open,write,mkdir"});
    sweep_gate({.error = EINTR, .calls = calls_that_wait});
    sweep_gate({.error = comes_short});
}

TEST_F(FailingWork, in_the_runner_comes_at_most_once) {
    EXPECT_GT(sweep_runner({.error = EIO}), 30U);  // fewer calls where the machine gives no control group
    sweep_runner({.error = EINTR, .calls = calls_that_wait});
    sweep_runner({.error = comes_short});
    // How often it polls and reads before it waits hangs on the machine's load: a number among all calls may pass these by.
    for (const char* call : {"poll", "read", "waitid"}) EXPECT_GT(sweep_runner({.error = EIO, .calls = call}), 0U) << call;
}

TEST_F(FailingWork, in_the_program_comes_at_most_once) { EXPECT_GT(sweep_runner({.error = EIO, .depth = 1}), 5U); }

}  // namespace steward::faults
