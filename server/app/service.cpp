#include "server/app/service.h"

namespace steward::app {

namespace v1 = installation::v1;

std::vector<Finding> InstallationService::findings(Instant now) const {
    std::vector<Finding> all;
    for (const auto& probe : probes_) {
        auto some = probe(now);
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

// The call's own transaction is not begun before the copies are made: it would hold the one writer.
Result<v1::Snapshot> InstallationService::create_snapshot(Call& call, const v1::CreateSnapshotRequest& request) {
    STEWARD_TRY(const auto made, snapshots_.make(request.passphrase(), call.now()));
    call.set_audit_subject(made.id);
    v1::Snapshot answer;
    answer.set_snapshot_id(made.id);
    answer.set_folder(made.folder);
    answer.set_bytes(made.bytes);
    answer.set_created_at_unix_ms(made.at.unix_ms);
    return answer;
}

Result<v1::DeleteSnapshotResponse> InstallationService::delete_snapshot(Call& call, const v1::DeleteSnapshotRequest& request) {
    STEWARD_CHECK(snapshots_.remove(request.snapshot_id()));
    call.set_audit_subject(request.snapshot_id());
    return v1::DeleteSnapshotResponse{};
}

Result<v1::Diagnosis> InstallationService::get_diagnosis(Call& call, const v1::GetDiagnosisRequest&) {
    v1::Diagnosis answer;
    answer.set_version(version_);
    answer.set_started_at_unix_ms(started_at_.unix_ms);
    for (const auto& one : findings(call.now())) {
        auto& finding = *answer.add_findings();
        finding.set_name(one.name);
        finding.set_state(one.state);
        finding.set_text(one.text);
        finding.set_fix(one.fix);
    }
    return answer;
}

}  // namespace steward::app
