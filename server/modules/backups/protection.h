// What rooms below ask of the backups, answered (backups.h).
#pragma once

#include "server/modules/backups/store.h"

namespace steward::backups {

class Protected final : public Protection {
public:
    void proofs_by(Proofs& proofs) override { proofs_ = &proofs; }
    Result<std::optional<ProtectedItem>> item(Transaction& transaction, BackupItemId id) override;
    Result<std::vector<ProtectedItem>> items(Transaction& transaction) override;
    Result<std::optional<PlanCard>> plan(Transaction& transaction, BackupPlanId id) override;
    Result<std::vector<PlanCard>> plans_of(Transaction& transaction, BackupItemId item) override;
    Result<std::vector<RecoveryPoint>> points(Transaction& transaction, BackupPlanId plan, int most) override;
    Result<Bytes> witness(Transaction& transaction, BackupPointId point) override;
    Status mark(Transaction& transaction, BackupPointId point, std::string_view integrity) override;
    Status note(Transaction& transaction, BackupItemId item, const std::string& by, const std::string& text, Instant now) override;

    /// What was proven of each; of what nothing is known there is nothing.
    Result<std::unordered_map<BackupItemId, ProofFace>> proofs(Transaction& transaction, const std::vector<ItemRow>& items,
                                                               Instant now) const;

private:
    Proofs* proofs_ = nullptr;
};

}  // namespace steward::backups
