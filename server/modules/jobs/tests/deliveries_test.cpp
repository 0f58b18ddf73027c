// What goes out to machines, and how much of it somebody can still hold back, on both databases.
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
class Deliveries : public JobStory {};
STEWARD_ON_EVERY_DATABASE(Deliveries);

TEST_P(Deliveries, are_cancelled_as_far_as_they_were_not_delivered) {
    const DeviceId away = machine("away-1");
    stand_in().gate(away).is_connected = false;
    const auto job = draft({files, away});
    sign(job.job_id());
    v1::CancelJobRequest cancel;
    cancel.set_job_id(job.job_id());
    house.must<v1::Job>(erik, "CancelJob", cancel);
    EXPECT_EQ(target(job.job_id(), away).state(), "cancelled");
    stand_in().gate(away).is_connected = true;
    stand_in().desk().gate_ready(stand_in().gate(away));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CancelJob", cancel)), "jobs.all_delivered");
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 1u) << "what was sent and not answered is not sent again";
}

TEST_P(Deliveries, that_are_cancelled_say_how_many_machines_had_them_before) {
    const DeviceId away = machine("away-3");
    stand_in().gate(away).is_connected = false;
    const auto job = draft({files, away});
    sign(job.job_id());
    v1::CancelJobRequest cancel;
    cancel.set_job_id(job.job_id());
    const auto left = house.must<v1::Job>(erik, "CancelJob", cancel);
    EXPECT_THAT(left.lines(left.lines_size() - 1).text(), HasSubstr("1 machine had it before"));
    ends(files, outcome(job.job_id()));
    EXPECT_EQ(get(job.job_id()).state(), "partial");
}

TEST_P(Deliveries, are_a_machines_own_from_the_moment_they_go_out) {
    const auto job = draft({files});
    v1::CancelJobRequest cancel;
    cancel.set_job_id(job.job_id());
    std::string said;
    stand_in().before_delivery = [&](DeviceId) {
        said = code_of(house.call<v1::Job>(erik, "CancelJob", cancel));
        return true;
    };
    sign(job.job_id());
    EXPECT_EQ(said, "jobs.all_delivered");
    EXPECT_EQ(stand_in().sent.size(), 1u);
}

TEST_P(Deliveries, that_could_not_be_brought_can_be_cancelled_and_then_reach_nobody) {
    const auto job = draft({files});
    stand_in().before_delivery = [](DeviceId) { return false; };
    sign(job.job_id());
    EXPECT_EQ(target(job.job_id(), files).state(), "signed");
    EXPECT_EQ(get(job.job_id()).state(), "queued");
    v1::CancelJobRequest cancel;
    cancel.set_job_id(job.job_id());
    house.must<v1::Job>(erik, "CancelJob", cancel);
    stand_in().before_delivery = nullptr;
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_TRUE(stand_in().sent.empty());
}

}  // namespace
}  // namespace steward::jobs
