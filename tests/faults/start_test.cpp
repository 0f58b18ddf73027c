// A gate starts on what another left in the middle of its work, and one call of the system fails in that: it says why it does not start, or
// it goes on; the next start brings all to its end.
#include <cstdlib>
#include <fstream>

#include "tests/faults/machine.h"
#include "trust/actions.h"

namespace steward::faults {

namespace {
// Beside a job that ended while no gate was there, one of this class that was written down and that nobody began.
struct FailingStart : testing::TestWithParam<JobClass> {
    FailingMachine at;
    Job ended = at.world.job(), unbegun = at.world.job();
    const std::string acts = (at.world.folder / "acts").string();

    void SetUp() override {
        const auto tools = at.world.folder / "tools";
        std::filesystem::create_directory(tools);
        std::ofstream(tools / "systemctl") << "#!/bin/sh\n[ $1 = show ] || { echo x >> " << acts << "; exit 0; }\n[ -e " << acts
                                           << " ] && echo InvocationID=some\necho ActiveState=active\n";
        std::filesystem::permissions(tools / "systemctl", std::filesystem::perms(0755));
        ::setenv("STEWARD_GATE_TOOLS", tools.c_str(), 1);
        if (GetParam() == JobClass::Service) {
            unbegun.job_class = JobClass::Service;
            unbegun.action = {write_message(ServiceAction{"web.service", ServiceVerb::Restart})};
        }
        EXPECT_EQ(answered(ended), gate::How::Done);
        EXPECT_TRUE(at.wait());
        at.world.die_at_next_job();
        EXPECT_EQ(answered(unbegun), gate::How::Failed);
        EXPECT_TRUE(at.world.gate->is_over());
        at.world.gate.reset();
        at.keep();
    }
    void TearDown() override { ::unsetenv("STEWARD_GATE_TOOLS"); }
    // Without a look at what has ended.
    gate::How answered(const Job& job) const {
        const Bytes frame = at.world.sign(job), words = gate::write_request(Want::Take, {frame});
        return at.world.gate->answer(*gate::read_request(ByteView(words).subspan(gate::length_size))).how;
    }
    size_t restarts() const {
        std::ifstream file(acts);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        return static_cast<size_t>(std::ranges::count(text, '\n'));
    }
    std::string once(const Fault& fault) {
        at.restore();
        std::ofstream(at.world.folder / "canary") << "sings\n";  // of the job that ended
        std::filesystem::remove(acts);
        begin(fault);
        at.start_anew();
        const std::string failed = end();
        EXPECT_TRUE(at.wait());
        const auto state = at.state();
        EXPECT_TRUE(state.damage.empty() || at.world.gate->is_over()) << "what a fault broke is not said to be damage: " << state.damage;
        at.start_anew();
        EXPECT_TRUE(at.wait());
        EXPECT_EQ(at.state().damage, "");
        const std::string of_ended = at.result_of(ended.id);
        EXPECT_TRUE(of_ended == "done" || (of_ended == "unknown" && !failed.empty())) << "it ended before: " << of_ended;
        const std::string other = at.result_of(unbegun.id);
        if (GetParam() == JobClass::Service) {
            EXPECT_LE(restarts(), 1U);
            EXPECT_TRUE(other == "unknown" || other == (restarts() == 1 ? "done" : "failed")) << other;
        } else {
            EXPECT_TRUE(other == "failed" || other == "unknown") << other;
        }
        EXPECT_EQ(at.songs(), 1U) << "nothing began anew";
        return failed;
    }
};
}  // namespace

TEST_P(FailingStart, says_why_or_goes_on) {
    EXPECT_GT(each_call({.error = EIO}, [&](const Fault& fault) { return once(fault); }), 40U);
    if (GetParam() == JobClass::Service) return;  // differs in what is begun again
    each_call({.error = ENOSPC, .calls = "open,write,mkdir"}, [&](const Fault& fault) { return once(fault); });
    each_call({.error = EINTR, .calls = calls_that_wait}, [&](const Fault& fault) { return once(fault); });
    each_call({.error = comes_short}, [&](const Fault& fault) { return once(fault); });
}

INSTANTIATE_TEST_SUITE_P(Each, FailingStart, testing::Values(JobClass::Script, JobClass::Service),
                         [](const auto& at) { return "class_" + std::to_string(static_cast<int>(at.param)); });

}  // namespace steward::faults
