// Standing policies: what people and conditions select, what machines begin by themselves, and first aid that hides a cause.
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
class StandingPolicies : public JobStory {
protected:
    void raise(const std::string& fingerprint, DeviceId device) {
        facts::v1::ConditionRaised raised;
        raised.set_client_id(harbour.text());
        raised.set_device_id(device.text());
        raised.set_fingerprint(fingerprint);
        raised.set_check("S20");
        raised.set_title("nginx is down on files-1");
        house.append(harbour, device.text(), raised);
        house.reconcile();
    }
    void raise(const std::string& fingerprint) { raise(fingerprint, files); }
    void clear(const std::string& fingerprint, const std::string& reason = "recovered") {
        facts::v1::ConditionCleared cleared;
        cleared.set_client_id(harbour.text());
        cleared.set_device_id(files.text());
        cleared.set_fingerprint(fingerprint);
        cleared.set_reason(reason);
        house.append(harbour, files.text(), cleared);
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
    for (int i = 0; i < 3; ++i) {
        house.append(harbour, files.text(), raised);
        house.reconcile();
        if (i < 2) ends(files, outcome(runs(id).runs(0).run_id()));
        house.pass(1min, 1min);
    }
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
    const std::string id = policy(trust::Trigger::Schedule);
    const trust::Frame signed_one = trust::framed(stand_in().sent.back().frame);
    const Instant began = house.clock.now();
    trust::WorkResult result{.work = {9, 9}, .attempt = 1, .outcome = trust::Outcome::Done, .started = began, .ended = began + 2s};
    const std::string text = "restarted\n";
    result.output = trust::sha256(as_bytes(text));
    result.output_bytes = text.size();
    result.message = trust::message_id(signed_one.type, signed_one.payload);
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
    result.work[0] ^= 1;
    result.message[0] ^= 1;  // of no policy that is known here
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
        clear("the same");
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
        clear(time % 2 == 0 ? "one" : "other");
        house.pass(13h, 1h);
    }
    EXPECT_EQ(runs(id).total(), 6);
    EXPECT_EQ(problems(), 0);
}

TEST_P(StandingPolicies, first_aid_set_something_right_when_the_condition_is_gone_and_not_when_its_script_ended_well) {
    const std::string id = policy(trust::Trigger::Condition);
    const auto aid = [&] {
        raise("the same");
        takes(files, stand_in().sent.back().frame);
        ends(files, outcome(runs(id).runs(0).run_id()));
    };
    for (int time = 1; time <= 6; ++time) {
        aid();
        if (time == 1) clear("another");
        if (time == 2) clear("the same", "no_data");
        house.pass(2h, 1h);
        if (time == 3) clear("the same");  // too late to be its doing
        EXPECT_THAT(runs(id).runs(0).words(), HasSubstr("was not gone an hour later: it set nothing right")) << time;
        house.pass(11h, 1h);
    }
    EXPECT_EQ(problems(), 0);
    raise("the same");
    EXPECT_THAT(runs(id).runs(0).cause(), testing::Not(HasSubstr("set right")));
    takes(files, stand_in().sent.back().frame);
    clear("the same");  // the monitoring saw it before the machine's result came
    ends(files, outcome(runs(id).runs(0).run_id()));
    EXPECT_EQ(runs(id).runs(0).words(), "Done. What had set it off is gone.");
}

TEST_P(StandingPolicies, no_first_aid_begins_in_a_freeze_or_when_one_is_near) {
    const std::string id = policy(trust::Trigger::Condition);
    freeze(30min, 2h);
    raise("the same");
    EXPECT_EQ(runs(id).total(), 0) << "the machine might begin it within the freeze";
    house.pass(1h, 1h);
    raise("the same");
    EXPECT_EQ(runs(id).total(), 0);
    house.pass(2h, 1h);
    raise("the same");
    EXPECT_EQ(runs(id).total(), 1);
}

TEST_P(StandingPolicies, a_condition_on_a_machine_that_the_policy_does_not_name_sets_nothing_off) {
    const DeviceId other = machine("backup-1");
    const std::string id = policy(trust::Trigger::Condition);
    raise("there", other);
    EXPECT_EQ(runs(id).total(), 0);
    EXPECT_EQ(stand_in().sent.size(), 1u) << "the policy alone, to the machine that it names";
    raise("here");
    EXPECT_EQ(runs(id).total(), 1);
}

TEST_P(StandingPolicies, a_person_selects_nothing_in_a_freeze_and_what_waited_for_its_machine_stays_here) {
    const std::string id = policy(trust::Trigger::Manual);
    v1::RunPolicyItemRequest run;
    run.set_policy_id(id);
    run.set_device_id(files.text());
    stand_in().gate(files).is_connected = false;
    house.must<v1::PolicyRun>(erik, "RunPolicyItem", run);
    freeze(0min, 20min, harbour);
    stand_in().gate(files).is_connected = true;
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    EXPECT_THAT(words_of(house.call<v1::PolicyRun>(erik, "RunPolicyItem", run)), HasSubstr("jobs.freeze: No changes from"));
    house.pass(20min, 1min);
    EXPECT_EQ(stand_in().sent.size(), 2u) << "the freeze is over";
    EXPECT_EQ(runs(id).total(), 1);
}

}  // namespace
}  // namespace steward::jobs
