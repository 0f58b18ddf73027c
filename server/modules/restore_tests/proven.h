// What was proven of items, as their own pages, the figures and K20 ask for it.
#pragma once

#include "server/modules/restore_tests/k20.h"
#include "server/modules/restore_tests/store.h"

namespace steward::restore_tests {

struct ItemStanding {
    backups::ProtectedItem item;
    Standing standing;
    TestId test;  // the proof that counts, else the newest; nil: there is none
    int level = 0;
    int proof_plans = 0;  // living ones
};

class Proven final : public backups::Proofs {
public:
    explicit Proven(backups::Protection& protection) { protection.proofs_by(*this); }

    Result<std::unordered_map<BackupItemId, backups::ProofFace>> proofs(Transaction& transaction,
                                                                        const std::vector<backups::ProtectedItem>& items,
                                                                        Instant now) override;
    /// In the order of `items`.
    Result<std::vector<ItemStanding>> standings(Transaction& transaction, const std::vector<backups::ProtectedItem>& items, Instant now);
};

}  // namespace steward::restore_tests
