// The room's API: load, decide, one transaction through the acts.
#pragma once

#include "server/modules/restore_tests/messages.h"
#include "server/modules/restore_tests/scheduler.h"
#include "steward/restore_tests/v1/restore_tests.service.h"

namespace steward::restore_tests {

class Service final : public v1::RestoreTestsService {
public:
    Service(backups::Protection& protection, jobs::StandingRuns& runs, directory::Directory& directory, Acts& acts, Scheduler& scheduler,
            Proven& proven)
        : protection_(protection), runs_(runs), directory_(directory), acts_(acts), scheduler_(scheduler), proven_(proven) {}

    // service_plans.cpp
    Result<v1::ListProofPlansResponse> list_proof_plans(Call& call, const v1::ListProofPlansRequest& request) override;
    Result<v1::ProofPlan> get_proof_plan(Call& call, const v1::GetProofPlanRequest& request) override;
    Result<v1::ProofPlan> create_proof_plan(Call& call, const v1::CreateProofPlanRequest& request) override;
    Result<v1::ProofPlan> update_proof_plan(Call& call, const v1::UpdateProofPlanRequest& request) override;
    Result<v1::ProofPlan> end_proof_plan(Call& call, const v1::EndProofPlanRequest& request) override;
    // service_tests.cpp
    Result<v1::ListRestoreTestsResponse> list_restore_tests(Call& call, const v1::ListRestoreTestsRequest& request) override;
    Result<v1::RestoreTest> get_restore_test(Call& call, const v1::GetRestoreTestRequest& request) override;
    Result<v1::RestoreTest> start_restore_test(Call& call, const v1::StartRestoreTestRequest& request) override;
    Result<v1::RestoreTest> cancel_restore_test(Call& call, const v1::CancelRestoreTestRequest& request) override;
    Result<v1::RestoreTest> end_restore_test(Call& call, const v1::EndRestoreTestRequest& request) override;
    Result<v1::RestoreTest> sign_restore_test(Call& call, const v1::SignRestoreTestRequest& request) override;
    Result<v1::RestoreCertificate> get_restore_certificate(Call& call, const v1::GetRestoreCertificateRequest& request) override;
    // service_hand.cpp
    Result<v1::RestoreTest> record_restore_test(Call& call, const v1::RecordRestoreTestRequest& request) override;
    // service_findings.cpp
    Result<v1::ListProofFindingsResponse> list_proof_findings(Call& call, const v1::ListProofFindingsRequest& request) override;
    Result<v1::ProofFinding> move_proof_finding(Call& call, const v1::MoveProofFindingRequest& request) override;
    Result<v1::Recoverability> get_recoverability(Call& call, const v1::GetRecoverabilityRequest& request) override;
    // service_recovery.cpp
    Result<v1::ItemRecovery> get_item_recovery(Call& call, const v1::GetItemRecoveryRequest& request) override;

private:
    /// Failures: NotFound "restore_tests.plan_not_found", "restore_tests.not_found"; with an If-Match of another revision StaleEtag.
    Result<PlanRow> load_plan(Call& call, const std::string& id) const;
    Result<TestRow> load_test(Call& call, const std::string& id) const;
    /// A living plan of a backup of the call's client. Failures: NotFound "backups.plan_not_found"; Conflict "backups.plan_over".
    Result<backups::PlanCard> load_backup(Call& call, const std::string& id) const;
    /// Sets the machine, the repository and the policy, where they are given. Failures: Invalid with the field.
    Status place(Call& call, PlanRow& plan, const std::string* device, const std::string* repository) const;
    Status allow(Call& call, PlanRow& plan, const std::string& policy, int64_t item) const;
    Result<v1::ProofPlan> answer(Call& call, ProofPlanId id) const;
    Result<v1::RestoreTest> answer(Call& call, TestId id) const;

    backups::Protection& protection_;
    jobs::StandingRuns& runs_;
    directory::Directory& directory_;
    Acts& acts_;
    Scheduler& scheduler_;
    Proven& proven_;
};

/// At least ten characters (domain/model.md 5). Failure: Invalid with `pointer`.
Result<std::string> typed_reason(std::string_view pointer, std::string_view value);
/// Whether an If-Match header speaks of this revision, or of none.
bool etag_holds(std::string_view wanted, int64_t revision);

}  // namespace steward::restore_tests
