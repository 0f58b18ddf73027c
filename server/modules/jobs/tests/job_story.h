// An office with one client, a machine whose gate is connected, an engineer who drafts and a manager who approves, on both databases.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "server/modules/jobs/policies.h"
#include "server/modules/jobs/refusals.h"
#include "server/modules/jobs/tests/stand_in.h"
#include "server/platform/access/roles.h"
#include "server/platform/storage/columns.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/jobs/v1/jobs.pb.h"
#include "steward/jobs/v1/scripts.pb.h"
#include "tests/house/story.h"
#include "trust/log_entry.h"
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

using namespace std::chrono_literals;
using testing::HasSubstr;

// A base of its own, so that the stand-in is there before the house is built.
class WithStandIn {
protected:
    WithStandIn() { begin_stand_in(); }
};

class JobStory : WithStandIn, public testing_house::Story {
protected:
    JobStory()
        : Story({"journal", "access", "directory", "monitoring", "alerting", "service_levels", "helpdesk", "approvals", "changes", "jobs"},
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

    Caller account(const std::string& name, const std::string& role) { return house.colleague(name, role); }

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
    /// The machine refuses what it was brought, and signs that unless it could not.
    void refuses(DeviceId device, const Bytes& frame, const trust::ShortId& work, uint64_t reason, bool is_signed = true) {
        trust::WorkResult refusal{.work = work, .outcome = trust::Outcome::Refused};
        refusal.ended = house.clock.now();
        refusal.refusal = reason;
        refusal.message = trust::id_of(frame);
        stand_in().desk().taken({.device = device,
                                 .message = trust::id_of(frame),
                                 .how = 1,
                                 .became = 0,
                                 .reason = reason,
                                 .result = is_signed ? stand_in().result(device, refusal) : Bytes(),
                                 .code = {},
                                 .words = {}});
    }
    /// It could not even ask its gate.
    void cannot_take(DeviceId device, const Bytes& frame, const std::string& words) {
        stand_in().desk().taken({.device = device,
                                 .message = trust::id_of(frame),
                                 .how = 2,
                                 .became = 0,
                                 .reason = 0,
                                 .result = {},
                                 .code = "agent.no_material",
                                 .words = words});
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
    /// What the newest entry of the log of this kind says, a detail a line.
    std::string newest_entry(const std::string& action) {
        std::string said;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto rows,
                        transaction.query("select body from ledger_entries where action = $1 order by number desc", action));
            const auto body = rows.empty() ? std::nullopt : trust::read_body(rows.front().bytes(0));
            EXPECT_TRUE(body) << action;
            if (body)
                for (const auto& detail : body->details) said += detail.name + ": " + detail.value + "\n";
            return {};
        }));
        return said;
    }
    /// From `begins` on for so long; of all clients when none is named.
    void freeze(Duration begins, Duration lasts, ClientId client = {}) {
        const Instant from = house.clock.now() + begins;
        ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into changes_freezes (id, client_id, from_at, until_at, reason, created_by, end_reason) values ($1, $2, $3, $4, "
                "'The books are closed', 'Sara', '')",
                std::to_string(from.unix_ms), storage::null_for_nil(client), from, from + lasts));
            return {};
        }));
    }
    template <typename Answer>
    static std::string code_of(const Result<Answer>& answer) {
        return answer ? "it worked" : answer.error().code;
    }
    template <typename Answer>
    static std::string words_of(const Result<Answer>& answer) {
        return answer ? "it worked" : answer.error().code + ": " + answer.error().message;
    }
    /// A standing policy for `files`, published with what lies beside it; `policy_frame` is what was signed.
    Result<std::string> publish_policy(trust::Trigger trigger, const std::function<void(trust::Policy&)>& alter = {},
                                       std::vector<Bytes> beside = {}) {
        trust::ServiceTemplates templates{{{.name = "Restart nginx", .unit = "nginx.service", .verb = trust::ServiceVerb::Restart}}};
        trust::Policy made{
            .authority = stand_in().office.authority, .id = trust::ShortId{7}, .policy_version = 1, .job_class = trust::JobClass::Service};
        made.allowed = {trust::write_message(templates)};
        made.target = {.client = harbour.raw().bytes, .devices = {stand_in().gate(files).gate}, .tags = {}};
        made.trigger = trigger;
        if (trigger == trust::Trigger::Condition) made.conditions = {"S20"};
        made.not_before = house.clock.now();
        made.not_after = house.clock.now() + 24h * 30;
        made.budget.runs_a_day = 4;
        if (alter) alter(made);
        policy_frame = stand_in().office.sign(trust::MessageType::Policy, trust::write_message(made), {"alice", "bruno"});
        return stand_in().publish(house.database, policy_frame, {"alice"}, std::move(beside));
    }
    /// The same, and held there.
    std::string policy(trust::Trigger trigger, const std::function<void(trust::Policy&)>& alter = {}) {
        const auto id = publish_policy(trigger, alter);
        EXPECT_TRUE(id) << (id ? "" : id.error().code + id.error().cause);
        takes(files, policy_frame);
        return id.value_or("");
    }
    v1::Policy shown_policy(const std::string& id) {
        for (const auto& one : house.must<v1::ListPoliciesResponse>(erik, "ListPolicies", v1::ListPoliciesRequest()).policies())
            if (one.policy_id() == id) return one;
        ADD_FAILURE() << "no such policy";
        return {};
    }
    v1::ListPolicyRunsResponse runs(const std::string& policy_id) {
        v1::ListPolicyRunsRequest list;
        list.set_policy_id(policy_id);
        return house.must<v1::ListPolicyRunsResponse>(erik, "ListPolicyRuns", list);
    }
    bool was_told(const std::string& topic, const std::string& id) const {
        return std::ranges::any_of(house.updates, [&](const auto& update) { return update.topic == topic && update.id == id; });
    }

    ClientId harbour;
    DeviceId files;
    Bytes policy_frame;
    Caller erik, sara;
};

}  // namespace steward::jobs
