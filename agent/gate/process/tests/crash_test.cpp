// The gate dies at every step of its journal, with work of every class: the effect comes at most once, or as often as does no harm, and
// what is not known is not said to be done.
#include <unistd.h>

#include <csignal>

#include "agent/gate/process/tests/machine.h"
#include "trust/restore_test.h"

namespace steward::gate {

struct CrashStory : GateMachine, testing::WithParamInterface<std::tuple<const char*, JobClass>> {
    const std::string place = std::get<0>(GetParam());

    Job work_of(JobClass job_class) {
        switch (job_class) {
            case JobClass::Script:
                return script("echo x >> " + folder.string() + "/effects\n");
            case JobClass::Service:
                return job(job_class, write_message(ServiceAction{"web.service", ServiceVerb::Restart}));
            case JobClass::Reboot:
                return job(job_class, write_message(RebootAction{}));
            case JobClass::AgentConfig:
                return job(job_class, write_message(AgentConfigAction{.interval_seconds = 60}));
            case JobClass::RestoreTest:
                // What proves in its place here writes a line.
                write("tools/steward-prove", "#!/bin/sh\necho x >> " + folder.string() + "/effects\n", 0755);
                return job(job_class, write_message(RestoreTestAction{.repository = "office", .level = 1}));
            default: {
                hand_over("content");
                return job(job_class,
                           write_message(FilePutAction{folder.string() + "/effects", sha256(as_bytes("content")), 0600, "root", "root"}));
            }
        }
    }
    size_t effects(JobClass job_class) const {
        switch (job_class) {
            case JobClass::Service:
                return lines_in("acts");
            case JobClass::Reboot:
                return lines_in("shutdowns");
            case JobClass::AgentConfig:
                return lines_in("acts");
            case JobClass::FilePut:
                return text_of("effects") == "content" ? 1 : 0;
            default:
                return lines_in("effects");
        }
    }
    bool is_early() const { return place == "before verified" || place == "verified" || place == "started" || place == "launched"; }
    void die_at_place() { room["STEWARD_GATE_DIE"] = place; }
    // Fetches and acknowledges, as an agent does, until the gate has died of it.
    void fetch_until_it_dies(const Job& work) {
        until("the gate died at " + place, [&] {
            if (!has_died() && !ask(write_request(Want::Results)).empty()) ask(write_request(Want::Acknowledge, {work.id}));
            return has_died();
        });
        wait_for_end();
        room.erase("STEWARD_GATE_DIE");
    }
    void expect_settled(const Job& work) {
        const size_t came = effects(work.job_class);
        EXPECT_LE(came, 1U);
        if (place == "acked") {
            EXPECT_FALSE(result_now(work));
            EXPECT_EQ(came, 1U);
            return;
        }
        const std::string outcome = spoken(result(work).outcome);
        EXPECT_EQ(outcome, effects(work.job_class) == 1 ? "done" : "failed") << "that it never began is known";
        const bool is_repeated = work.job_class == JobClass::Service || work.job_class == JobClass::Reboot;
        EXPECT_TRUE(!is_repeated || outcome == "done") << "what may be repeated is";
    }
};

TEST_P(CrashStory, the_effect_comes_at_most_once_and_what_did_not_come_is_not_called_done) {
    if (IsSkipped()) return;
    start();
    enrol();
    const Job work = work_of(std::get<1>(GetParam()));
    stop(SIGTERM);
    const bool restarts = work.job_class == JobClass::Reboot;
    if (!restarts || is_early()) die_at_place();
    start();
    hear();
    take(work);
    if (!restarts || is_early()) {
        fetch_until_it_dies(work);
        start();
        hear();
        // An agent that never heard what became of it brings it again.
        const bool was_begun = place != "before verified" && place != "verified";
        EXPECT_EQ(take(work), was_begun ? "refused 18.1" : "done");
    }
    if (restarts) {
        until("it is announced", [&] { return std::filesystem::exists(folder / "state/work" / to_hex(work.id) / "ended"); });
        stop(SIGKILL);
        room["STEWARD_GATE_BOOT"] = "another start";
        if (!is_early()) {
            die_at_place();
            start();
            fetch_until_it_dies(work);
        }
        start();
        hear();
        EXPECT_EQ(take(work), "refused 18.1");
    }
    expect_settled(work);
}

INSTANTIATE_TEST_SUITE_P(EveryStep, CrashStory,
                         testing::Combine(testing::Values("before verified", "verified", "started", "launched", "before effect", "effect",
                                                          "signed", "reported", "acked"),
                                          testing::Values(JobClass::Script, JobClass::Service, JobClass::Reboot, JobClass::FilePut,
                                                          JobClass::AgentConfig, JobClass::RestoreTest)),
                         [](const auto& at) {
                             std::string name =
                                 std::string(std::get<0>(at.param)) + "_class_" + std::to_string(static_cast<int>(std::get<1>(at.param)));
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

}  // namespace steward::gate
