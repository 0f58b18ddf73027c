// What a machine's own limits say to a job that nobody has signed yet.
#include "server/modules/jobs/machine_limits.h"

#include <gmock/gmock.h>

namespace steward::jobs {
namespace {
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using trust::JobClass;

trust::LocalLimits everything() { return {.allowed = {~uint32_t{0}}}; }
const Intended one_script{.job_class = JobClass::Script, .devices = 1, .window = 24h};

TEST(MachineLimits, as_they_come_from_the_signer_let_a_usual_job_run) {
    EXPECT_EQ(refusal_by(everything(), one_script), "");
    EXPECT_THAT(demands_of(everything(), one_script), IsEmpty());
}

TEST(MachineLimits, that_refuse_whoever_signs_say_why) {
    EXPECT_THAT(refusal_by({}, one_script), HasSubstr("do not allow work of the kind script"));
    auto limits = everything();
    limits.many = 10;
    EXPECT_EQ(refusal_by(limits, {JobClass::Script, 10, 24h}), "");
    EXPECT_THAT(refusal_by(limits, {JobClass::Script, 11, 24h}), HasSubstr("no job for more than 10 machines"));
    EXPECT_THAT(refusal_by(limits, {JobClass::Script, 1, 25h}), HasSubstr("at most 24 hours"));
    limits.most_window_s = {{JobClass::Script, 48 * 3600}};
    EXPECT_EQ(refusal_by(limits, {JobClass::Script, 1, 48h}), "");
    EXPECT_THAT(refusal_by(limits, {JobClass::Service, 1, 48h}), HasSubstr("at most 24 hours")) << "of another kind";
    limits.runs_a_day = {{JobClass::Script, 0}};
    EXPECT_THAT(refusal_by(limits, one_script), HasSubstr("on any day"));
    limits.runs_a_day = {{JobClass::Script, 1}};
    EXPECT_EQ(refusal_by(limits, one_script), "");
}

TEST(MachineLimits, that_want_something_say_what) {
    auto limits = everything();
    limits.signatures = {{JobClass::Script, 3}};
    limits.needs_consent = {1U << static_cast<unsigned>(JobClass::Script)};
    limits.least_assurance = {{JobClass::Script, static_cast<uint64_t>(trust::Assurance::Hardware)}};
    limits.runs_a_day = {{JobClass::Script, 2}};
    limits.curfew = trust::Curfew{.zone = "Europe/Berlin", .start_minute = 485, .length_minutes = 90};
    limits.least_log_level = 2;
    EXPECT_THAT(demands_of(limits, one_script),
                ElementsAre("3 persons have to sign it", "the client has to sign it too", "only signatures of security keys count",
                            "at most 2 of the kind script a day", "nothing begins for 90 minutes from 08:05 (Europe/Berlin)",
                            "witnesses must have seen it in the log"));
    EXPECT_THAT(demands_of(everything(), {JobClass::Script, 26, 24h}), ElementsAre("2 persons have to sign it"));
    EXPECT_THAT(demands_of(limits, {JobClass::Service, 1, 24h}),
                ElementsAre("nothing begins for 90 minutes from 08:05 (Europe/Berlin)", "witnesses must have seen it in the log"));
}

}  // namespace
}  // namespace steward::jobs
