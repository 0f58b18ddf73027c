// A job from its draft to the machine's own signed result, on both databases.
#include <gmock/gmock.h>

#include "server/modules/jobs/policies.h"
#include "server/modules/jobs/tests/stand_in.h"
#include "server/platform/access/roles.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "steward/jobs/v1/scripts.pb.h"
#include "tests/house/story.h"
#include "trust/templates.h"

namespace steward::service_levels {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}
namespace steward::alerting {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::jobs {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

std::initializer_list<std::string_view> with_stand_in(std::initializer_list<std::string_view> rooms) {
    begin_stand_in();
    return rooms;
}

class Jobs : public testing_house::Story {
protected:
    Jobs()
        : Story(with_stand_in({"journal", "access", "directory", "monitoring", "alerting", "service_levels", "helpdesk", "approvals",
                               "changes", "jobs"}),
                {directory::make_module, make_stand_in, alerting::make_module, service_levels::make_module, helpdesk::make_module,
                 make_module}) {
        harbour = house.client("Harbour");
        files = machine("files-1");
        erik = account("Erik", "ENG");
        sara = account("Sara", "SVM");
    }

    DeviceId machine(const std::string& name) {
        const DeviceId device = house.device(harbour, name);
        stand_in().add_gate(device, harbour);
        return device;
    }

    Caller account(const std::string& name, const std::string& role) {
        SystemRng rng;
        Caller caller = house.owner();
        caller.account = AccountId::make(house.clock.now(), rng);
        caller.name = name;
        caller.roles = {role};
        caller.permissions = access::find_role(role)->permissions;
        const auto done = house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(
                transaction.execute("insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, "
                                    "changed_at) values ($1, $2, $2, $3, 'active', $4, 1, 0, 0)",
                                    caller.account, "x" + name + "@desk.example", name, true));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, $2)", caller.account, role));
            return {};
        });
        EXPECT_TRUE(done) << done.error().cause;
        return caller;
    }

    v1::Script script(const std::string& name = "Clear temporary files") {
        v1::CreateScriptRequest request;
        request.set_name(name);
        request.set_interpreter("/bin/sh");
        request.set_text("find /tmp -mtime +\"$1\" -delete\n");
        auto& days = *request.add_parameters();
        days.set_name("days");
        days.set_kind("number");
        days.set_default_value("7");
        return house.must<v1::Script>(erik, "CreateScript", request);
    }
    v1::CreateJobRequest wish(const std::vector<DeviceId>& devices) {
        v1::CreateJobRequest request;
        request.set_client_id(harbour.text());
        request.mutable_action()->set_service_unit("nginx.service");
        request.mutable_action()->set_service_verb("restart");
        request.set_reason("It hangs.");
        for (const auto device : devices) request.add_device_ids(device.text());
        return request;
    }
    v1::Job draft(const std::vector<DeviceId>& devices) { return house.must<v1::Job>(erik, "CreateJob", wish(devices)); }
    v1::Job get(const std::string& id) {
        v1::GetJobRequest request;
        request.set_job_id(id);
        return house.must<v1::Job>(erik, "GetJob", request);
    }
    v1::ListJobTargetsResponse targets(const std::string& id, const std::string& filter = "") {
        v1::ListJobTargetsRequest request;
        request.set_job_id(id);
        request.set_filter(filter);
        return house.must<v1::ListJobTargetsResponse>(erik, "ListJobTargets", request);
    }
    v1::JobTarget target(const std::string& id, DeviceId device) {
        const auto found = targets(id, "device_id:" + device.text());
        for (const auto& one : found.targets()) return one;
        ADD_FAILURE() << "no such target";
        return {};
    }
    v1::JobDraft paper(const std::string& id) {
        v1::GetJobDraftRequest request;
        request.set_job_id(id);
        return house.must<v1::JobDraft>(erik, "GetJobDraft", request);
    }
    // What the signer makes of the file: fills in its view, and signs.
    trust::Job filled(const std::string& id) {
        const std::string file = paper(id).draft();
        EXPECT_EQ(file.substr(0, 5), "MSD1\x05");
        auto job = trust::read_message<trust::Job>(as_bytes(std::string_view(file).substr(5)));
        EXPECT_TRUE(job);
        job->authority = stand_in().office.authority;
        job->roster_head = stand_in().roster()->head();
        job->holder = "alice";
        return *job;
    }
    Bytes signed_frame(const trust::Job& job) {
        return stand_in().office.sign(trust::MessageType::Job, trust::write_message(job), {"alice"});
    }
    Bytes sign(const std::string& id) {
        const Bytes frame = signed_frame(filled(id));
        const auto became = stand_in().publish(house.database, frame);
        EXPECT_TRUE(became) << (became ? "" : became.error().code + " " + became.error().message + became.error().cause);
        EXPECT_EQ(became.value_or(""), id);
        return frame;
    }
    void takes(DeviceId device, const Bytes& frame, int how = 0, uint64_t reason = 0) {
        stand_in().desk().taken({.device = device,
                                 .message = trust::id_of(frame),
                                 .how = how,
                                 .became = 0,
                                 .reason = reason,
                                 .result = {},
                                 .code = {},
                                 .words = {}});
    }
    trust::WorkResult outcome(const std::string& id, trust::Outcome what = trust::Outcome::Done, int64_t exit = 0) {
        return {.work = JobId::parse(id)->raw().bytes,
                .attempt = 1,
                .outcome = what,
                .exit = exit,
                .started = house.clock.now(),
                .ended = house.clock.now() + 1s};
    }
    void ends(DeviceId device, trust::WorkResult result) {
        const Bytes frame = stand_in().result(device, result);
        result.device = stand_in().gate(device).gate;
        const auto kept = stand_in().desk().done(stand_in().gate(device), result, frame);
        EXPECT_TRUE(kept && *kept) << (kept ? "" : kept.error().code + kept.error().cause);
    }
    int64_t entries(const std::string& kind_sql) {
        int64_t number = 0;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from ledger_entries where " + kind_sql));
            number = row->integer(0);
            return {};
        }));
        return number;
    }
    std::string code_of(const Result<v1::Job>& answer) { return answer ? "it worked" : answer.error().code; }

    ClientId harbour;
    DeviceId files;
    Caller erik, sara;
};
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
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes(text), true);
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

TEST_P(Jobs, output_that_is_not_what_the_machine_signed_is_shown_as_such) {
    const auto job = draft({files});
    takes(files, sign(job.job_id()));
    auto result = outcome(job.job_id());
    result.output = trust::sha256(as_bytes("true words"));
    result.output_bytes = 10;
    stand_in().desk().output(stand_in().gate(files), result.work, 0, as_bytes("false word"), true);
    ends(files, result);
    EXPECT_THAT(target(job.job_id(), files).words(), HasSubstr("not what the machine signed"));
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
    EXPECT_EQ(code_of(house.call<v1::Job>(erik, "ApproveJob", approve)), "jobs.own_job");
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

TEST_P(Jobs, are_cancelled_as_far_as_they_were_not_delivered) {
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
}

TEST_P(Jobs, run_scripts_of_the_library_with_an_argument_array) {
    const auto made = script();
    EXPECT_EQ(made.state(), "written");
    v1::ReviewScriptRequest review;
    review.set_script_id(made.script_id());
    review.set_digest(made.digest());
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

TEST_P(Jobs, policies_are_carried_and_their_items_selected_by_people_and_conditions) {
    trust::ServiceTemplates templates{{{.name = "Restart nginx", .unit = "nginx.service", .verb = trust::ServiceVerb::Restart}}};
    trust::Policy policy{
        .authority = stand_in().office.authority, .id = trust::ShortId{7}, .policy_version = 1, .job_class = trust::JobClass::Service};
    policy.allowed = {trust::write_message(templates)};
    policy.target = {.client = harbour.raw().bytes, .devices = {stand_in().gate(files).gate}, .tags = {}};
    policy.trigger = trust::Trigger::Condition;
    policy.conditions = {"S20"};
    policy.not_before = house.clock.now();
    policy.not_after = house.clock.now() + 24h * 30;
    const Bytes frame = stand_in().office.sign(trust::MessageType::Policy, trust::write_message(policy), {"alice", "bruno"});
    const auto id = stand_in().publish(house.database, frame);
    ASSERT_TRUE(id) << id.error().code << id.error().cause;
    stand_in().desk().gate_ready(stand_in().gate(files));
    ASSERT_EQ(stand_in().sent.size(), 1u);
    takes(files, frame);
    stand_in().desk().gate_ready(stand_in().gate(files));
    EXPECT_EQ(stand_in().sent.size(), 1u);
    v1::RunPolicyItemRequest run;
    run.set_policy_id(*id);
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
    v1::ListPolicyRunsRequest list;
    list.set_policy_id(*id);
    const auto runs = house.must<v1::ListPolicyRunsResponse>(erik, "ListPolicyRuns", list);
    EXPECT_EQ(runs.total(), 3);
    EXPECT_EQ(runs.runs(2).state(), "done");
    EXPECT_THAT(runs.runs(0).cause(), HasSubstr("nginx is down"));
}

}  // namespace
}  // namespace steward::jobs
