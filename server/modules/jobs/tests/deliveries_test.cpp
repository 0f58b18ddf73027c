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
    const auto can_cancel = [&] {
        const auto now = get(job.job_id());
        return std::ranges::find(now.allowed_actions(), "cancel") != now.allowed_actions().end();
    };
    EXPECT_TRUE(can_cancel());
    house.must<v1::Job>(erik, "CancelJob", cancel);
    EXPECT_FALSE(can_cancel()) << "the other machine has it: there is nothing left to hold back";
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

TEST_P(Deliveries, that_ended_stand_in_the_log_with_how_they_ended_and_what_they_were) {
    const auto job = draft({files});
    sign(job.job_id());
    ends(files, outcome(job.job_id(), trust::Outcome::Failed, 3));
    const std::string failed = newest_entry("jobs.result");
    EXPECT_TRUE(failed.starts_with("outcome: failed\ntitle: " + job.title() + "\nclass: " + job.job_class() + "\n")) << failed;
    EXPECT_THAT(failed, HasSubstr("exit: 3\n"));
    const auto other = draft({files});
    sign(other.job_id());
    auto refused = outcome(other.job_id(), trust::Outcome::Refused);
    refused.refusal = 20 * 256 + 1;
    ends(files, refused);
    EXPECT_THAT(newest_entry("jobs.refused"), HasSubstr("reason: The machine's limits do not allow this kind of work."));
}

TEST_P(Deliveries, wait_for_the_end_of_a_freeze_unless_they_are_an_emergency) {
    const ClientId other = house.client("Mill");
    const auto job = draft({files});
    auto urgent = wish({files});
    urgent.set_is_emergency(true);
    const auto emergency = house.must<v1::Job>(erik, "CreateJob", urgent);
    EXPECT_TRUE(emergency.is_emergency());
    EXPECT_THAT(emergency.lines(0).text(), HasSubstr("An emergency: it goes out in a freeze, too."));
    freeze(0min, 2h, harbour);
    sign(job.job_id());
    EXPECT_EQ(stand_in().sent.size(), 0u);
    EXPECT_THAT(get(job.job_id()).words(), HasSubstr("The books are closed. It goes out when that is over"));
    takes(files, sign(emergency.job_id()));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    EXPECT_THAT(get(emergency.job_id()).words(), testing::Not(HasSubstr("The books are closed")));
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    house.pass(2h, 1h);
    EXPECT_EQ(stand_in().sent.size(), 2u) << "it went out when the freeze was over";
    // Another client's freeze holds nothing here; one of everybody does.
    freeze(0min, 1h, other);
    sign(draft({files}).job_id());
    EXPECT_EQ(stand_in().sent.size(), 3u);
    freeze(1min, 1h);
    house.pass(2min, 1min);
    const auto late = draft({files});
    sign(late.job_id());
    EXPECT_EQ(stand_in().sent.size(), 3u);
    EXPECT_EQ(target(late.job_id(), files).state(), "signed");
}

}  // namespace
}  // namespace steward::jobs
