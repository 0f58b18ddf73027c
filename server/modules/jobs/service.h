// The room's API: load, decide, one transaction. Scripts in service_scripts.cpp, jobs in service.cpp and service_reading.cpp, their first
// signatures in service_signatures.cpp, policies in service_policies.cpp.
#pragma once

#include "server/modules/jobs/work.h"
#include "server/platform/access/call.h"
#include "steward/jobs/v1/jobs.service.h"
#include "steward/jobs/v1/scripts.service.h"

namespace steward::jobs {

class Scripts final : public v1::ScriptsService {
public:
    Scripts(live::Hub& hub, Rng& rng, Work& work) : hub_(hub), rng_(rng), work_(work) {}
    Result<v1::ListScriptsResponse> list_scripts(Call& call, const v1::ListScriptsRequest& request) override;
    Result<v1::Script> get_script(Call& call, const v1::GetScriptRequest& request) override;
    Result<v1::Script> create_script(Call& call, const v1::CreateScriptRequest& request) override;
    Result<v1::Script> update_script(Call& call, const v1::UpdateScriptRequest& request) override;
    Result<v1::Script> review_script(Call& call, const v1::ReviewScriptRequest& request) override;
    Result<v1::Script> retire_script(Call& call, const v1::RetireScriptRequest& request) override;

private:
    /// Failures: NotFound "jobs.script_not_found"; StaleEtag.
    Result<ScriptRow> load(Call& call, const std::string& id) const;
    Result<v1::Script> answer(Call& call, ScriptId id) const;
    /// `answer`, and every screen hears of it.
    Result<v1::Script> changed(Call& call, ScriptId id) const;
    live::Hub& hub_;
    Rng& rng_;
    Work& work_;
};

class Service final : public v1::JobsService {
public:
    Service(authority::Authority& authority, Drafting& drafting, Work& work, Policies& policies)
        : authority_(authority), drafting_(drafting), work_(work), policies_(policies) {}

    Result<v1::ListJobsResponse> list_jobs(Call& call, const v1::ListJobsRequest& request) override;
    Result<v1::Job> get_job(Call& call, const v1::GetJobRequest& request) override;
    Result<v1::Job> create_job(Call& call, const v1::CreateJobRequest& request) override;
    Result<v1::JobPreview> preview_job(Call& call, const v1::PreviewJobRequest& request) override;
    Result<v1::Job> approve_job(Call& call, const v1::ApproveJobRequest& request) override;
    Result<v1::Job> cancel_job(Call& call, const v1::CancelJobRequest& request) override;
    Result<v1::Job> retry_job(Call& call, const v1::RetryJobRequest& request) override;
    Result<v1::JobDraft> get_job_draft(Call& call, const v1::GetJobDraftRequest& request) override;
    Result<v1::Job> post_job_signature(Call& call, const v1::PostJobSignatureRequest& request) override;
    Result<v1::ListJobTargetsResponse> list_job_targets(Call& call, const v1::ListJobTargetsRequest& request) override;
    Result<v1::JobOutput> get_job_output(Call& call, const v1::GetJobOutputRequest& request) override;
    Result<v1::ListDeviceJobsResponse> list_device_jobs(Call& call, const v1::ListDeviceJobsRequest& request) override;
    Result<v1::ListPoliciesResponse> list_policies(Call& call, const v1::ListPoliciesRequest& request) override;
    Result<v1::PolicyRun> run_policy_item(Call& call, const v1::RunPolicyItemRequest& request) override;
    Result<v1::Policy> resume_policy(Call& call, const v1::ResumePolicyRequest& request) override;
    Result<v1::Policy> keep_state_before(Call& call, const v1::KeepStateBeforeRequest& request) override;
    Result<v1::ListPolicyRunsResponse> list_policy_runs(Call& call, const v1::ListPolicyRunsRequest& request) override;
    Result<v1::JobOutput> get_policy_run_output(Call& call, const v1::GetPolicyRunOutputRequest& request) override;

private:
    /// Failure: NotFound "jobs.not_found".
    Result<JobRow> load(Call& call, const std::string& id) const;
    Result<v1::Job> answer(Call& call, JobId id) const;
    /// Failure: NotFound "jobs.policy_not_found".
    Result<PolicyRow> load_policy(Call& call, const std::string& id) const;
    Result<v1::Policy> answer(Call& call, PolicyId id) const;
    Status fill_reach(Transaction& transaction, v1::Policy& message, const PolicyRow& policy, const Holding& holding) const;
    Result<std::set<DeviceId>> connected(Transaction& transaction, const std::vector<TargetRow>& targets) const;

    authority::Authority& authority_;
    Drafting& drafting_;
    Work& work_;
    Policies& policies_;
};

/// The codes of the roles with this permission.
std::vector<std::string> roles_with(std::string_view permission);
/// Failure: StaleEtag "jobs.changed_meanwhile" when the row is another one than the caller saw.
Status etag_holds(std::string_view seen, int64_t revision);

}  // namespace steward::jobs
