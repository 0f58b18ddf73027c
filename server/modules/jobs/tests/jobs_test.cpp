// A job from its draft to the machine's own signed result, on both databases.
#include "server/modules/jobs/tests/job_story.h"

namespace steward::jobs {

namespace {
class Jobs : public JobStory {};
STEWARD_ON_EVERY_DATABASE(Jobs);

TEST_P(Jobs, run_from_the_draft_to_the_machines_own_result) {
    const auto job = draft({files});
    EXPECT_EQ(job.title(), "Restart nginx.service on files-1");
    EXPECT_EQ(job.state(), "drafted");
    EXPECT_EQ(job.blast_radius(), "one");
    EXPECT_THAT(job.words(), HasSubstr("one person"));
    const Bytes frame = sign(job.job_id());
    ASSERT_EQ(stand_in().sent.size(), 1u);
    EXPECT_EQ(stand_in().sent[0].frame, frame);
    EXPECT_EQ(stand_in().sent[0].log_number, 7);
    EXPECT_EQ(get(job.job_id()).state(), "dispatched");
    takes(files, frame);
    EXPECT_EQ(target(job.job_id(), files).state(), "started");
    EXPECT_EQ(get(job.job_id()).state(), "running");
    const std::string text = "restarted\n";
    auto result = outcome(job.job_id());
    result.output = trust::sha256(as_bytes(text));
    result.output_bytes = text.size();
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes(text));
    const int64_t before = entries("true");
    ends(files, result);
    ends(files, result);  // said again: nothing new
    EXPECT_EQ(entries("true"), before + 1);
    const auto ended = get(job.job_id());
    EXPECT_EQ(ended.state(), "succeeded");
    EXPECT_EQ(ended.done(), 1);
    EXPECT_EQ(target(job.job_id(), files).words(), "Done.");
    EXPECT_FALSE(target(job.job_id(), files).result().empty());
    v1::GetJobOutputRequest output;
    output.set_job_id(job.job_id());
    output.set_device_id(files.text());
    const auto shown = house.must<v1::JobOutput>(erik, "GetJobOutput", output);
    EXPECT_EQ(shown.text(), text);
    EXPECT_TRUE(shown.complete());
    EXPECT_THAT(ended.lines(ended.lines_size() - 1).text(), HasSubstr("1 of 1 machine done"));
}

TEST_P(Jobs, the_result_of_a_policys_run_under_the_id_of_a_job_is_none_of_the_job) {
    const auto job = draft({files});
    const Bytes frame = sign(job.job_id());
    takes(files, frame);
    auto result = outcome(job.job_id());
    result.message = trust::Digest{9};
    (void)stand_in().desk().done(stand_in().gate(files), result, stand_in().result(files, result));
    EXPECT_EQ(target(job.job_id(), files).state(), "started");
    result.message = trust::id_of(frame);
    ends(files, result);
    EXPECT_EQ(target(job.job_id(), files).state(), "done");
}

TEST_P(Jobs, output_that_is_not_what_the_machine_signed_is_shown_as_such) {
    const auto job = draft({files});
    takes(files, sign(job.job_id()));
    auto result = outcome(job.job_id());
    result.output = trust::sha256(as_bytes("true words"));
    result.output_bytes = 10;
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes("false word"));
    ends(files, result);
    EXPECT_THAT(target(job.job_id(), files).words(), HasSubstr("not what the machine signed"));
}

TEST_P(Jobs, output_that_somebody_followed_is_completed_by_what_comes_whole_at_the_end) {
    const auto job = draft({files});
    takes(files, sign(job.job_id()));
    auto result = outcome(job.job_id());
    const std::string text = "one\ntwo\nthree\n";
    const auto comes = [&](uint64_t offset, std::string_view part) {
        stand_in().desk().output(stand_in().gate(files), result.work, offset, as_bytes(part));
    };
    const auto shown = [&] {
        v1::GetJobOutputRequest output;
        output.set_job_id(job.job_id());
        output.set_device_id(files.text());
        return house.must<v1::JobOutput>(erik, "GetJobOutput", output);
    };
    comes(0, "one\n");
    comes(4, "two\n");
    comes(100, "follows nothing");
    for (uint64_t at = 0; at < 4; ++at) comes(at, text.substr(at, 1));
    EXPECT_EQ(shown().text(), "one\ntwo\n");
    result.output = trust::sha256(as_bytes(text));
    result.output_bytes = text.size();
    ends(files, result);
    EXPECT_FALSE(shown().complete());
    comes(0, text);
    EXPECT_EQ(shown().text(), text);
    EXPECT_TRUE(shown().complete());
    EXPECT_EQ(target(job.job_id(), files).words(), "Done.");
    const auto rows = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from jobs_output"));
        EXPECT_EQ(row->integer(0), 1) << "small parts make no rows of their own";
        return {};
    });
    EXPECT_TRUE(rows);
}

TEST_P(Jobs, only_what_was_drafted_is_taken_under_its_id) {
    const auto job = draft({files});
    const trust::Job good = filled(job.job_id());
    const auto refused = [&](auto alter) {
        trust::Job bad = good;
        alter(bad);
        const auto became = stand_in().publish(house.database, signed_frame(bad));
        return became ? "taken" : became.error().code;
    };
    EXPECT_EQ(refused([](trust::Job& one) {
                  one.action.bytes = trust::write_message(trust::ServiceAction{.unit = "sshd.service", .verb = trust::ServiceVerb::Stop});
              }),
              "jobs.differs");
    EXPECT_EQ(refused([](trust::Job& one) { one.target.devices.push_back(trust::ShortId{9}); }), "jobs.differs");
    EXPECT_EQ(refused([](trust::Job& one) { one.not_after = one.not_after + 1s; }), "jobs.differs");
    EXPECT_EQ(refused([](trust::Job& one) { one.limits.timeout_s += 1; }), "jobs.differs");
    EXPECT_EQ(refused([](trust::Job& one) { one.log_level = 0; }), "jobs.differs");
    EXPECT_TRUE(stand_in().sent.empty());
    EXPECT_EQ(refused([](trust::Job& one) { one.not_after = one.not_after - 1h; }), "taken");
    EXPECT_EQ(refused([](trust::Job&) {}), "jobs.id_used");
}

TEST_P(Jobs, made_outside_the_console_are_carried_and_shown_as_that) {
    trust::Job made = filled(draft({files}).job_id());
    made.id = trust::ShortId{1, 2, 3};
    const auto id = stand_in().publish(house.database, signed_frame(made));
    ASSERT_TRUE(id) << id.error().code << id.error().cause;
    EXPECT_THAT(get(*id).title(), HasSubstr("made outside the console"));
    EXPECT_EQ(get(*id).author(), "alice");
    EXPECT_EQ(stand_in().sent.size(), 1u);
}

TEST_P(Jobs, wait_for_machines_that_are_away_and_expire_with_their_window) {
    stand_in().gate(files).is_connected = false;
    const auto job = draft({files});
    sign(job.job_id());
    EXPECT_TRUE(stand_in().sent.empty());
    EXPECT_EQ(target(job.job_id(), files).state(), "signed");
    const auto other = draft({files});
    sign(other.job_id());
    stand_in().gate(files).is_connected = true;
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 2u);
    stand_in().gate(files).is_connected = false;
    const auto late = draft({files});
    sign(late.job_id());
    const auto unsigned_one = draft({files});
    house.pass(27h, 1h);
    EXPECT_EQ(target(late.job_id(), files).state(), "expired");
    EXPECT_EQ(get(late.job_id()).state(), "expired");
    EXPECT_EQ(get(unsigned_one.job_id()).state(), "expired");
    EXPECT_EQ(target(job.job_id(), files).state(), "unknown");
    ends(files, outcome(job.job_id()));  // late, but its own word
    EXPECT_EQ(target(job.job_id(), files).state(), "done");
}

TEST_P(Jobs, refusals_have_their_words_and_those_that_pass_are_tried_again) {
    const auto job = draft({files});
    const Bytes frame = sign(job.job_id());
    takes(files, frame, 1, 16 * 256 + 2);
    EXPECT_EQ(target(job.job_id(), files).state(), "delivered");
    EXPECT_THAT(target(job.job_id(), files).words(), HasSubstr("heartbeat is too old"));
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 2u);
    auto refusal = outcome(job.job_id(), trust::Outcome::Refused);
    refusal.refusal = 20 * 256 + 1;
    stand_in().desk().taken({.device = files,
                             .message = trust::id_of(frame),
                             .how = 1,
                             .became = 0,
                             .reason = refusal.refusal,
                             .result = stand_in().result(files, refusal),
                             .code = {},
                             .words = {}});
    const auto said = target(job.job_id(), files);
    EXPECT_EQ(said.state(), "refused");
    EXPECT_THAT(said.words(), HasSubstr("(20.1)"));
    EXPECT_FALSE(said.result().empty());
    EXPECT_EQ(get(job.job_id()).state(), "failed");
}

TEST_P(Jobs, that_a_machine_has_already_run_on) {
    const auto job = draft({files});
    const Bytes frame = sign(job.job_id());
    takes(files, frame, 1, 18 * 256 + 1);
    EXPECT_EQ(target(job.job_id(), files).state(), "started");
}

TEST_P(Jobs, name_only_machines_of_their_client_that_have_a_gate) {
    const DeviceId bare = house.device(harbour, "bare-1");
    const auto both = draft({files, bare});
    EXPECT_EQ(both.devices(), 1);
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", wish({bare}))), "jobs.nobody_reached");
    const ClientId lake = house.client("Lakeside");
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", wish({house.device(lake, "lake-1")}))), "request.invalid");
    EXPECT_EQ(code_of(house.call<v1::Job>(house.client_person(harbour), "CreateJob", wish({files}))), "access.forbidden");
}

TEST_P(Jobs, that_reach_many_want_another_person_and_go_in_batches) {
    std::vector<DeviceId> devices;
    for (int i = 0; i < 30; ++i) devices.push_back(machine("many-" + std::to_string(i)));
    const auto job = draft(devices);
    EXPECT_EQ(job.blast_radius(), "many");
    EXPECT_EQ(job.state(), "pending_approval");
    EXPECT_EQ(job.persons_needed(), 2);
    v1::ApproveJobRequest approve;
    approve.set_job_id(job.job_id());
    EXPECT_THAT(get(job.job_id()).allowed_actions(), testing::Not(testing::Contains("approve"))) << "another than who drafted it";
    EXPECT_THAT(get(job.job_id()).words(), HasSubstr("another person than you"));
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "ApproveJob", approve)), "jobs.own_job");
    v1::GetJobRequest ask;
    ask.set_job_id(job.job_id());
    EXPECT_THAT(house.must<v1::Job>(sara, "GetJob", ask).allowed_actions(), testing::Contains("approve"));
    EXPECT_EQ(house.must<v1::Job>(sara, "ApproveJob", approve).state(), "approved");
    const Bytes frame = sign(job.job_id());
    ASSERT_EQ(stand_in().sent.size(), 3u);
    const auto first = stand_in().sent;
    for (const auto& one : first) ends(one.device, outcome(job.job_id()));
    EXPECT_EQ(stand_in().sent.size(), 30u);
    for (size_t i = 3; i < 6; ++i) ends(stand_in().sent[i].device, outcome(job.job_id(), trust::Outcome::Failed, 1));
    EXPECT_THAT(get(job.job_id()).halted_reason(), HasSubstr("failed"));
}

TEST_P(Jobs, a_first_batch_that_fails_halts_all_others) {
    std::vector<DeviceId> devices;
    for (int i = 0; i < 30; ++i) devices.push_back(machine("halt-" + std::to_string(i)));
    const auto job = draft(devices);
    v1::ApproveJobRequest approve;
    approve.set_job_id(job.job_id());
    house.must<v1::Job>(sara, "ApproveJob", approve);
    sign(job.job_id());
    ASSERT_EQ(stand_in().sent.size(), 3u);
    const auto first = stand_in().sent;
    for (const auto& one : first) ends(one.device, outcome(job.job_id(), trust::Outcome::Failed, 2));
    EXPECT_EQ(stand_in().sent.size(), 3u);
    const auto halted = get(job.job_id());
    EXPECT_EQ(halted.cancelled(), 27);
    EXPECT_EQ(halted.state(), "failed");
    v1::RetryJobRequest again;
    again.set_job_id(job.job_id());
    const auto retried = house.must<v1::Job>(erik, "RetryJob", again);
    EXPECT_EQ(retried.devices(), 3);
    EXPECT_EQ(retried.retry_of(), job.job_id());
}

TEST_P(Jobs, run_scripts_of_the_library_with_an_argument_array) {
    const auto made = script();
    EXPECT_EQ(made.state(), "written");
    v1::ReviewScriptRequest review;
    review.set_script_id(made.script_id());
    review.set_digest(made.digest());
    const auto offers_review = [&](const Caller& who) {
        v1::GetScriptRequest ask;
        ask.set_script_id(made.script_id());
        const auto actions = house.must<v1::Script>(who, "GetScript", ask).allowed_actions();
        const auto listed = house.must<v1::ListScriptsResponse>(who, "ListScripts", v1::ListScriptsRequest()).scripts(0).allowed_actions();
        EXPECT_TRUE(std::ranges::equal(actions, listed));
        return std::ranges::find(actions, "review") != actions.end();
    };
    EXPECT_FALSE(offers_review(erik)) << "a colleague may review what he wrote";
    EXPECT_TRUE(offers_review(sara));
    EXPECT_EQ(house.call<v1::Script>(erik, "ReviewScript", review).error().code, "jobs.own_script");
    EXPECT_EQ(house.must<v1::Script>(sara, "ReviewScript", review).reviewer(), "Sara");
    v1::CreateJobRequest request;
    request.set_client_id(harbour.text());
    request.mutable_action()->set_script_id(made.script_id());
    request.mutable_action()->add_values("3; rm -rf /");
    request.set_reason("Full disk.");
    request.add_device_ids(files.text());
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", request)), "request.invalid");
    request.mutable_action()->set_values(0, "3");
    const auto job = house.must<v1::Job>(erik, "CreateJob", request);
    const auto given = paper(job.job_id());
    ASSERT_EQ(given.files_size(), 1);
    EXPECT_EQ(given.files(0).content(), made.text());
    const auto action = trust::read_message<trust::ScriptAction>(filled(job.job_id()).action.bytes);
    ASSERT_TRUE(action);
    EXPECT_EQ(action->arguments, std::vector<std::string>{"3"});
    sign(job.job_id());
    ASSERT_EQ(stand_in().sent.at(0).files.size(), 1u);
    const auto material = stand_in().desk().material(stand_in().sent[0].files[0]);
    ASSERT_TRUE(material && *material);
    EXPECT_EQ(as_text(**material), made.text());
    ends(files, outcome(job.job_id(), trust::Outcome::Failed, 1));
    v1::GetScriptRequest get_script;
    get_script.set_script_id(made.script_id());
    const auto now_is = house.must<v1::Script>(erik, "GetScript", get_script);
    EXPECT_EQ(now_is.runs(), 1);
    EXPECT_EQ(now_is.failures(), 1);
    v1::UpdateScriptRequest change;
    change.set_script_id(made.script_id());
    change.set_text("true\n");
    const auto second = house.must<v1::Script>(erik, "UpdateScript", change, now_is.etag());
    EXPECT_EQ(second.version(), 2);
    EXPECT_EQ(second.state(), "written");
    EXPECT_EQ(second.runs(), 0);
    EXPECT_EQ(house.call<v1::Script>(erik, "UpdateScript", change, now_is.etag()).error().code, "jobs.changed_meanwhile");
}

TEST_P(Jobs, that_are_tests_of_a_script_are_counted_with_the_version_that_they_tried) {
    const auto made = script();
    v1::GetScriptRequest get_script;
    get_script.set_script_id(made.script_id());
    const auto newest = [&] { return house.must<v1::Script>(erik, "GetScript", get_script).versions(0); };
    v1::CreateJobRequest request;
    request.set_client_id(harbour.text());
    request.mutable_action()->set_script_id(made.script_id());
    request.mutable_action()->add_values("3");
    request.set_reason("To see that it works.");
    const auto run = [&](DeviceId device, bool is_test, trust::Outcome how) {
        request.clear_device_ids();
        request.add_device_ids(device.text());
        request.set_is_test(is_test);
        const auto job = house.must<v1::Job>(erik, "CreateJob", request);
        EXPECT_EQ(job.is_test(), is_test);
        house.clock.advance(10s);
        sign(job.job_id());
        ends(device, outcome(job.job_id(), how, how == trust::Outcome::Done ? 0 : 1));
        return job.job_id();
    };
    run(files, false, trust::Outcome::Done);
    EXPECT_EQ(newest().tested_on(), 0);
    EXPECT_EQ(newest().test_outcome(), "");
    const std::string failed = run(files, true, trust::Outcome::Failed);
    EXPECT_EQ(newest().tested_on(), 1);
    EXPECT_EQ(newest().tests_failed(), 1);
    EXPECT_EQ(newest().test_outcome(), "failed");
    // Tried again, it is a test again; the machine counts once, by its newest.
    v1::RetryJobRequest again;
    again.set_job_id(failed);
    EXPECT_TRUE(house.must<v1::Job>(erik, "RetryJob", again).is_test());
    run(files, true, trust::Outcome::Done);
    run(machine("files-2"), true, trust::Outcome::Done);
    EXPECT_EQ(newest().tested_on(), 2);
    EXPECT_EQ(newest().tests_failed(), 0);
    EXPECT_EQ(newest().test_outcome(), "done");
    EXPECT_EQ(newest().tested_at_unix_ms(), (house.clock.now() + 1s).unix_ms);
    // Another text was tried by nobody.
    v1::UpdateScriptRequest change;
    change.set_script_id(made.script_id());
    change.set_text("true\n");
    house.must<v1::Script>(erik, "UpdateScript", change);
    EXPECT_EQ(newest().version(), 2);
    EXPECT_EQ(newest().tested_on(), 0);
    auto service = wish({files});
    service.set_is_test(true);
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "CreateJob", service)), "request.invalid");
}

TEST_P(Jobs, that_ran_too_long_are_said_to_be_that_by_the_machines_own_signed_times) {
    const DeviceId other = machine("files-2");
    auto request = wish({files, other});
    request.set_timeout_s(60);
    const auto job = house.must<v1::Job>(erik, "CreateJob", request);
    sign(job.job_id());
    auto stopped = outcome(job.job_id(), trust::Outcome::Failed, 137);
    stopped.ended = stopped.started + 60s;
    ends(files, stopped);
    auto killed = outcome(job.job_id(), trust::Outcome::Failed, 137);  // by somebody, long before its time was over
    killed.ended = killed.started + 5s;
    ends(other, killed);
    EXPECT_TRUE(target(job.job_id(), files).ran_too_long());
    EXPECT_THAT(target(job.job_id(), files).words(), HasSubstr("longer than its 60 s"));
    EXPECT_FALSE(target(job.job_id(), other).ran_too_long());
    EXPECT_EQ(get(job.job_id()).state(), "failed");
    request.mutable_device_ids()->RemoveLast();
    const auto alone = house.must<v1::Job>(erik, "CreateJob", request);
    sign(alone.job_id());
    stopped.work = JobId::parse(alone.job_id())->raw().bytes;
    ends(files, stopped);
    EXPECT_EQ(get(alone.job_id()).state(), "timed_out");
    v1::RetryJobRequest again;
    again.set_job_id(alone.job_id());
    EXPECT_EQ(house.must<v1::Job>(erik, "RetryJob", again).devices(), 1);
}

TEST_P(Jobs, are_tried_again_where_they_failed_and_elsewhere_only_when_somebody_says_so) {
    const DeviceId away = machine("away-2"), silent = machine("silent-1");
    stand_in().gate(away).is_connected = false;
    const auto job = draft({files, away, silent});
    sign(job.job_id());
    ends(files, outcome(job.job_id()));
    house.pass(27h, 1h);
    EXPECT_EQ(target(job.job_id(), away).state(), "expired");
    EXPECT_EQ(target(job.job_id(), silent).state(), "unknown");
    v1::RetryJobRequest again;
    again.set_job_id(job.job_id());
    EXPECT_THAT(words_of(house.call<v1::Job>(erik, "RetryJob", again)), HasSubstr("with_expired"));
    EXPECT_THAT(words_of(house.call<v1::Job>(erik, "RetryJob", again)), HasSubstr("look at the machine first"));
    again.set_with_expired(true);
    EXPECT_EQ(house.must<v1::Job>(erik, "RetryJob", again).title(), "Restart nginx.service on away-2");
    again.set_with_unknown(true);
    EXPECT_EQ(house.must<v1::Job>(erik, "RetryJob", again).devices(), 2);
}

}  // namespace
}  // namespace steward::jobs
