// First aid in turns: how many at once, when it stops, and what waits.
#include "server/modules/jobs/turns.h"

#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
TEST(Turns, a_tenth_of_the_machines_at_once_and_one_of_few) {
    EXPECT_EQ(at_once(0), 1);
    EXPECT_EQ(at_once(9), 1);
    EXPECT_EQ(at_once(19), 1);
    EXPECT_EQ(at_once(20), 2);
    EXPECT_EQ(at_once(500), 50);
    EXPECT_TRUE(has_place({.machines = 20, .under_way = 1}));
    EXPECT_FALSE(has_place({.machines = 20, .under_way = 2}));
}

TEST(Turns, it_stops_when_a_tenth_failed_and_one_failure_among_few_says_nothing) {
    for (const auto& [ended, failed, stops] : std::vector<std::tuple<int64_t, int64_t, bool>>{{0, 0, false},
                                                                                              {1, 1, false},
                                                                                              {9, 1, false},
                                                                                              {10, 1, true},
                                                                                              {11, 1, false},
                                                                                              {2, 2, true},
                                                                                              {20, 2, true},
                                                                                              {21, 2, false},
                                                                                              {21, 3, true},
                                                                                              {100, 0, false}})
        EXPECT_EQ(must_stop({.ended = ended, .failed = failed}), stops) << failed << " of " << ended;
}

TEST(Turns, words_name_the_numbers) {
    EXPECT_EQ(stop_words({.ended = 7, .failed = 2}), "2 of 7 failed.");
    EXPECT_EQ(turn_words({.machines = 1}, 0), "It waits for its turn: first aid runs on 1 of 1 machine at once.");
    EXPECT_EQ(turn_words({.machines = 30}, 1), "It waits for its turn: first aid runs on 3 of 30 machines at once, and 1 waits longer.");
}

/// Five machines that hold a policy of two items: first aid, and one that only looks.
class FirstAid : public JobStory {
protected:
    FirstAid() {
        for (const char* name : {"files-2", "files-3", "files-4", "files-5"}) machines.push_back(machine(name));
        machines.insert(machines.begin(), files);
        id = begin_policy(1);
    }
    std::string begin_policy(uint64_t version) {
        trust::ServiceTemplates templates{{{.name = "Restart nginx", .unit = "nginx.service", .verb = trust::ServiceVerb::Restart},
                                           {.name = "Look at nginx", .unit = "nginx.service", .verb = trust::ServiceVerb::Start}}};
        const auto made = publish_policy(trust::Trigger::Condition, [&](trust::Policy& policy) {
            policy.policy_version = version;
            policy.allowed = {trust::write_message(templates)};
            policy.target.devices.clear();
            for (const DeviceId device : machines) policy.target.devices.push_back(stand_in().gate(device).gate);
        });
        EXPECT_TRUE(made) << (made ? "" : made.error().code + made.error().cause);
        for (const DeviceId device : machines) takes(device, policy_frame);
        return made.value_or("");
    }
    void raise(DeviceId device) {
        house.pass(1s, 1s);
        facts::v1::ConditionRaised raised;
        raised.set_client_id(harbour.text());
        raised.set_device_id(device.text());
        raised.set_fingerprint("S20 on " + device.text());
        raised.set_check("S20");
        raised.set_title("nginx is down");
        house.append(harbour, device.text(), raised);
        house.reconcile();
    }
    void clear(DeviceId device) {
        facts::v1::ConditionCleared cleared;
        cleared.set_client_id(harbour.text());
        cleared.set_device_id(device.text());
        cleared.set_fingerprint("S20 on " + device.text());
        cleared.set_reason("recovered");
        house.append(harbour, device.text(), cleared);
        house.reconcile();
    }
    /// The newest run there, of first aid or of what goes before it.
    v1::PolicyRun run_on(DeviceId device, const std::string& item = "Restart nginx") {
        const auto ran = runs(id);
        for (const auto& run : ran.runs())
            if (run.device_id() == device.text() && run.item() == item) return run;
        return {};
    }
    void ends_on(DeviceId device, trust::Outcome what = trust::Outcome::Done, const std::string& item = "Restart nginx") {
        ends(device, outcome(run_on(device, item).run_id(), what, what == trust::Outcome::Failed ? 1 : 0));
        house.reconcile();
    }
    Result<v1::Policy> resume(const Caller& who, const std::string& reason = "The unit file was repaired.") {
        v1::ResumePolicyRequest request;
        request.set_policy_id(id);
        request.set_reason(reason);
        return house.call<v1::Policy>(who, "ResumePolicy", request);
    }
    Result<v1::Policy> keep(const std::string& item) {
        v1::KeepStateBeforeRequest request;
        request.set_policy_id(id);
        request.set_item(item);
        return house.call<v1::Policy>(erik, "KeepStateBefore", request);
    }
    std::string problems() {
        std::string titles;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows, transaction.query("select title from helpdesk_tickets where kind = 'problem' order by id"));
            for (const auto& row : rows) titles += row.text(0) + "\n";
            return {};
        }));
        return titles;
    }

    std::vector<DeviceId> machines;
    std::string id;
};
STEWARD_ON_EVERY_DATABASE(FirstAid);

TEST_P(FirstAid, goes_to_one_of_few_machines_at_once_and_the_others_have_their_turn_after_it) {
    for (size_t at = 0; at < 3; ++at) raise(machines[at]);
    EXPECT_EQ(run_on(machines[0]).state(), "delivered");
    EXPECT_EQ(run_on(machines[1]).state(), "waiting");
    EXPECT_EQ(run_on(machines[1]).words(), "It waits for its turn: first aid runs on 1 of 5 machines at once.");
    EXPECT_THAT(run_on(machines[2]).words(), HasSubstr("1 waits longer"));
    EXPECT_EQ(shown_policy(id).waiting(), 2);
    EXPECT_EQ(shown_policy(id).at_once(), 1);
    ends_on(machines[0]);
    EXPECT_EQ(run_on(machines[1]).state(), "delivered");
    EXPECT_EQ(run_on(machines[2]).state(), "waiting");
    clear(machines[2]);
    EXPECT_EQ(run_on(machines[2]).state(), "cancelled");
    EXPECT_EQ(run_on(machines[2]).words(), "What had set it off ended before its turn.");
    ends_on(machines[1]);
    EXPECT_EQ(run_on(machines[2]).state(), "cancelled");
}

TEST_P(FirstAid, whose_turn_does_not_come_within_four_hours_is_over_and_said_so) {
    raise(machines[0]);
    takes(machines[0], stand_in().sent.back().frame);
    raise(machines[1]);
    house.pass(4h, 30min);
    EXPECT_EQ(run_on(machines[1]).state(), "waiting") << "the first runs still";
    house.pass(1h, 30min);
    EXPECT_EQ(run_on(machines[1]).state(), "expired");
    EXPECT_EQ(run_on(machines[1]).words(), "Its turn did not come in time. It will not run.");
}

TEST_P(FirstAid, stops_when_too_many_failed_tells_people_and_goes_on_when_one_says_so_with_a_reason) {
    for (size_t at = 0; at < 4; ++at) raise(machines[at]);
    ends_on(machines[0], trust::Outcome::Failed);
    EXPECT_EQ(shown_policy(id).stopped_at_unix_ms(), 0) << "one says nothing";
    ends_on(machines[1], trust::Outcome::Failed);
    const auto stopped = shown_policy(id);
    EXPECT_EQ(stopped.stopped_at_unix_ms(), house.clock.now().unix_ms);
    EXPECT_EQ(stopped.stop_words(), "2 of 2 failed.");
    EXPECT_THAT(stopped.allowed_actions(), testing::Contains("resume"));
    EXPECT_EQ(problems(), "First aid was stopped: Restart nginx\n");
    EXPECT_EQ(run_on(machines[2]).words(), "It waits until a person lets first aid go on: 2 of 2 failed.");
    raise(machines[4]);
    EXPECT_EQ(run_on(machines[4]).run_id(), "") << "nothing new is even asked for";
    EXPECT_EQ(resume(erik, " ").error().code, "request.invalid");
    EXPECT_EQ(code_of(resume(house.client_person(harbour))), "access.forbidden");
    const auto on = resume(erik);
    ASSERT_TRUE(on) << on.error().code;
    EXPECT_EQ(on->stopped_at_unix_ms(), 0);
    EXPECT_EQ(run_on(machines[2]).state(), "delivered");
    EXPECT_EQ(code_of(resume(erik)), "jobs.not_stopped");
    ends_on(machines[2], trust::Outcome::Failed);
    EXPECT_EQ(shown_policy(id).stopped_at_unix_ms(), 0) << "what failed before counts no more";
    ends_on(machines[3], trust::Outcome::Failed);
    EXPECT_NE(shown_policy(id).stopped_at_unix_ms(), 0);
}

TEST_P(FirstAid, another_version_of_the_policy_begins_anew) {
    raise(machines[0]);
    raise(machines[1]);
    ends_on(machines[0], trust::Outcome::Failed);
    ends_on(machines[1], trust::Outcome::Failed);
    EXPECT_NE(shown_policy(id).stopped_at_unix_ms(), 0);
    house.pass(1min, 1min);
    begin_policy(2);
    EXPECT_EQ(shown_policy(id).stopped_at_unix_ms(), 0);
    raise(machines[2]);
    EXPECT_EQ(run_on(machines[2]).state(), "delivered");
}

TEST_P(FirstAid, begins_when_how_it_was_before_is_kept_and_with_all_that_it_wrote) {
    ASSERT_TRUE(keep("Look at nginx"));
    EXPECT_EQ(shown_policy(id).state_before_item(), "Look at nginx");
    raise(machines[0]);
    raise(machines[1]);
    const auto looking = run_on(machines[0], "Look at nginx");
    EXPECT_EQ(looking.state(), "delivered");
    EXPECT_EQ(looking.cause(), "How it was before “Restart nginx”");
    EXPECT_EQ(run_on(machines[0]).state(), "waiting");
    EXPECT_EQ(run_on(machines[0]).state_before_run_id(), looking.run_id());
    EXPECT_EQ(run_on(machines[1]).words(), "It waits for its turn: first aid runs on 1 of 5 machines at once.");
    auto looked = outcome(looking.run_id());
    looked.output = trust::sha256(as_bytes("active\n"));
    looked.output_bytes = 7;
    ends(machines[0], looked);
    house.reconcile();
    EXPECT_EQ(run_on(machines[0]).state(), "waiting") << "what it wrote is not here yet";
    stand_in().desk().output(stand_in().gate(machines[0]), looked.work, 0, as_bytes("active\n"));
    house.reconcile();
    EXPECT_EQ(run_on(machines[0]).state(), "delivered");
    ends_on(machines[0]);
    EXPECT_EQ(run_on(machines[1], "Look at nginx").state(), "delivered") << "the next turn";
}

TEST_P(FirstAid, is_left_out_where_how_it_was_before_could_not_be_kept) {
    ASSERT_TRUE(keep("Look at nginx"));
    raise(machines[0]);
    raise(machines[1]);
    ends_on(machines[0], trust::Outcome::Failed, "Look at nginx");
    EXPECT_EQ(run_on(machines[0]).state(), "cancelled");
    EXPECT_THAT(run_on(machines[0]).words(), HasSubstr("so nothing was begun"));
    EXPECT_EQ(run_on(machines[1], "Look at nginx").state(), "delivered");
    EXPECT_EQ(shown_policy(id).stopped_at_unix_ms(), 0);
    raise(machines[0]);
    raise(machines[0]);
    EXPECT_EQ(run_on(machines[0]).state(), "waiting") << "what never began was no attempt";
}

TEST_P(FirstAid, only_an_item_that_looks_may_go_before_it) {
    EXPECT_EQ(keep("Restart nginx").error().code, "request.invalid");
    EXPECT_EQ(keep("Sing").error().code, "request.invalid");
    ASSERT_TRUE(keep("Look at nginx"));
    ASSERT_TRUE(keep(""));
    EXPECT_EQ(shown_policy(id).state_before_item(), "");
    const std::string by_hand = policy(trust::Trigger::Manual, [](trust::Policy& policy) { policy.id = trust::ShortId{8}; });
    id = by_hand;
    EXPECT_EQ(code_of(keep("Restart nginx")), "jobs.no_first_aid");
}

TEST_P(FirstAid, that_waits_through_a_freeze_says_so) {
    raise(machines[0]);
    raise(machines[1]);
    freeze(0min, 2h);
    ends_on(machines[0]);
    EXPECT_EQ(run_on(machines[1]).state(), "waiting");
    EXPECT_THAT(run_on(machines[1]).words(), HasSubstr("No changes from"));
    house.pass(2h + 1min, 30min);
    EXPECT_EQ(run_on(machines[1]).state(), "delivered");
}

}  // namespace
}  // namespace steward::jobs
