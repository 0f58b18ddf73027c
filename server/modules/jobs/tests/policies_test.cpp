// Standing policies: what people and conditions select, what machines begin by themselves, and first aid that hides a cause.
#include "agent/gate/windows.h"
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
class StandingPolicies : public JobStory {
protected:
    void raise(const std::string& fingerprint) {
        facts::v1::ConditionRaised raised;
        raised.set_client_id(harbour.text());
        raised.set_device_id(files.text());
        raised.set_fingerprint(fingerprint);
        raised.set_check("S20");
        raised.set_title("nginx is down on files-1");
        house.append(harbour, files.text(), raised);
        house.reconcile();
    }
    int64_t problems() {
        int64_t number = 0;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from helpdesk_tickets where kind = 'problem'"));
            number = row->integer(0);
            return {};
        }));
        return number;
    }
};
STEWARD_ON_EVERY_DATABASE(StandingPolicies);

TEST_P(StandingPolicies, are_carried_and_their_items_selected_by_people_and_conditions) {
    const std::string id = policy(trust::Trigger::Condition);
    ASSERT_EQ(stand_in().sent.size(), 1u);
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    v1::RunPolicyItemRequest run;
    run.set_policy_id(id);
    run.set_device_id(files.text());
    const auto begun = house.must<v1::PolicyRun>(erik, "RunPolicyItem", run);
    EXPECT_EQ(begun.item(), "Restart nginx");
    ASSERT_EQ(stand_in().sent.size(), 2u);
    const Bytes ticket = stand_in().sent[1].frame;
    const trust::Frame read = trust::framed(ticket);
    EXPECT_EQ(read.type, trust::MessageType::RunTicket);
    takes(files, ticket);
    ends(files, outcome(begun.run_id()));
    run.set_item(1);
    EXPECT_EQ(house.call<v1::PolicyRun>(erik, "RunPolicyItem", run).error().code, "request.invalid");
    house.pass(1min, 1min);
    facts::v1::ConditionRaised raised;
    raised.set_client_id(harbour.text());
    raised.set_device_id(files.text());
    raised.set_fingerprint("f");
    raised.set_check("S20");
    raised.set_title("nginx is down on files-1");
    for (int i = 0; i < 3; ++i) house.append(harbour, files.text(), raised);
    house.reconcile();
    EXPECT_EQ(stand_in().sent.size(), 4u);  // two attempts a day
    const auto ran = runs(id);
    EXPECT_EQ(ran.total(), 3);
    EXPECT_EQ(ran.runs(2).state(), "done");
    EXPECT_THAT(ran.runs(0).cause(), HasSubstr("nginx is down"));
    EXPECT_TRUE(was_told("policy", id));
    const auto shown = house.must<v1::ListPoliciesResponse>(erik, "ListPolicies", v1::ListPoliciesRequest());
    ASSERT_EQ(shown.policies_size(), 1);
    EXPECT_EQ(shown.policies(0).runs_a_day(), 4);
    EXPECT_EQ(shown.policies(0).runs_today(), 3);
    EXPECT_EQ(shown.policies(0).most_runs_today(), 3);
}

TEST_P(StandingPolicies, what_a_machine_began_by_the_schedule_is_a_run_with_its_cause_and_its_output) {
    // Every day at 22:00 for 4 hours, by the clocks of a zone that is 13 hours ahead: the window's day is another one than UTC's.
    const trust::WorkWindow window{.zone = "Pacific/Auckland", .days = 127, .start_minute = 22 * 60, .length_minutes = 240};
    const std::string id = policy(trust::Trigger::Schedule, [&](trust::Policy& one) { one.windows = {window}; });
    const Instant began = Instant::from_unix_ms(1'795'086'300'000);  // 2026-11-19 11:05 UTC, five past midnight there
    const auto open = gate::open_windows(std::span(&window, 1), began, [](const std::string&, Instant) { return Duration(13h); });
    ASSERT_EQ(open.size(), 1u);
    trust::WorkResult result{.work = gate::scheduled_run(open[0], stand_in().gate(files).gate, trust::ShortId{7}),
                             .attempt = 1,
                             .outcome = trust::Outcome::Done,
                             .started = began,
                             .ended = began + 2s};
    const std::string text = "restarted\n";
    result.output = trust::sha256(as_bytes(text));
    result.output_bytes = text.size();
    ends(files, result);
    ASSERT_EQ(stand_in().output_wanted.size(), 1u);
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes(text));
    ends(files, result);  // said again: nothing new
    const auto ran = runs(id);
    ASSERT_EQ(ran.total(), 1);
    EXPECT_EQ(ran.runs(0).cause(), "Its own schedule");
    EXPECT_EQ(ran.runs(0).state(), "done");
    EXPECT_EQ(ran.runs(0).item(), "Restart nginx");
    v1::GetPolicyRunOutputRequest ask;
    ask.set_policy_id(id);
    ask.set_run_id(ran.runs(0).run_id());
    const auto shown = house.must<v1::JobOutput>(erik, "GetPolicyRunOutput", ask);
    EXPECT_EQ(shown.text(), text);
    EXPECT_TRUE(shown.complete());
    ask.set_run_id(JobId(RawId{trust::ShortId{1}}).text());
    EXPECT_EQ(code_of(house.call<v1::JobOutput>(erik, "GetPolicyRunOutput", ask)), "jobs.run_not_found");
    result.work[0] ^= 1;  // of no policy that is known here
    ends(files, result);
    EXPECT_EQ(runs(id).total(), 1);
}

TEST_P(StandingPolicies, output_that_the_machine_did_not_sign_is_shown_as_such) {
    const std::string id = policy(trust::Trigger::Manual);
    v1::RunPolicyItemRequest run;
    run.set_policy_id(id);
    run.set_device_id(files.text());
    const auto begun = house.must<v1::PolicyRun>(erik, "RunPolicyItem", run);
    takes(files, stand_in().sent.back().frame);
    EXPECT_EQ(stand_in().output_wanted.size(), 1u);  // people may look while it runs
    auto result = outcome(begun.run_id());
    result.output = trust::sha256(as_bytes("true words"));
    result.output_bytes = 10;
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes("false word"));
    ends(files, result);
    EXPECT_THAT(runs(id).runs(0).words(), HasSubstr("not what the machine signed"));
}

TEST_P(StandingPolicies, first_aid_that_sets_the_same_right_five_times_in_a_week_opens_one_problem) {
    const std::string id = policy(trust::Trigger::Condition);
    for (int time = 1; time <= 6; ++time) {
        raise("the same");
        takes(files, stand_in().sent.back().frame);
        ends(files, outcome(runs(id).runs(0).run_id()));
        EXPECT_EQ(problems(), time < hidden_cause_runs ? 0 : 1) << time;
        house.pass(13h, 1h);
    }
    EXPECT_THAT(runs(id).runs(0).cause(), HasSubstr("set right 5 times in 7 days before"));
}

TEST_P(StandingPolicies, first_aid_for_different_things_or_that_fails_opens_none) {
    const std::string id = policy(trust::Trigger::Condition);
    for (int time = 0; time < 6; ++time) {
        raise(time % 2 == 0 ? "one" : "other");
        takes(files, stand_in().sent.back().frame);
        ends(files, outcome(runs(id).runs(0).run_id(), time == 0 ? trust::Outcome::Failed : trust::Outcome::Done, time == 0 ? 1 : 0));
        house.pass(13h, 1h);
    }
    EXPECT_EQ(runs(id).total(), 6);
    EXPECT_EQ(problems(), 0);
}

}  // namespace
}  // namespace steward::jobs
