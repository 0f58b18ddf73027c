// The installation's own API: diagnosis and snapshots (schema/steward/installation/v1).
#pragma once

#include <vector>

#include "server/app/diagnosis.h"
#include "server/app/snapshots.h"
#include "server/platform/access/call.h"
#include "steward/installation/v1/installation.service.h"

namespace steward::app {

class InstallationService final : public installation::v1::InstallationService {
public:
    InstallationService(Snapshots& snapshots, std::string version, Instant started_at)
        : snapshots_(snapshots), version_(std::move(version)), started_at_(started_at) {}

    /// Before the first call; in the order in which they are shown.
    void add_probe(Probe probe) { probes_.push_back(std::move(probe)); }
    std::vector<Finding> findings(Instant now) const;

    Result<installation::v1::Snapshot> create_snapshot(Call& call, const installation::v1::CreateSnapshotRequest& request) override;
    Result<installation::v1::DeleteSnapshotResponse> delete_snapshot(Call& call,
                                                                     const installation::v1::DeleteSnapshotRequest& request) override;
    Result<installation::v1::Diagnosis> get_diagnosis(Call& call, const installation::v1::GetDiagnosisRequest& request) override;

private:
    Snapshots& snapshots_;
    std::string version_;
    Instant started_at_;
    std::vector<Probe> probes_;
};

}  // namespace steward::app
