// Rows as the API shows them.
#pragma once

#include "server/modules/backups/copies.h"
#include "server/platform/access/call.h"
#include "steward/backups/v1/backups.pb.h"

namespace steward::backups {

/// What an item is said to be: ok, warning, critical, unknown, not_needed or retired, and the sentence of why. Unknown is never ok.
struct ItemState {
    std::string state, text;
    bool is_fresh = false;
};
ItemState state_of(const ItemRow& item, Instant now);

/// `proof`: what was proven of it by restoring; null: nothing is known of that.
void fill(v1::BackupItem& message, const ItemRow& item, const ProofFace* proof, const Caller& caller, Instant now);
/// `newest`: its newest run, told or missed; `of_month`: of its expected times of 30 days.
void fill(v1::BackupPlan& message, const PlanRow& plan, const RunRow* newest, const CountedRuns& of_month, Instant now);
void fill(v1::BackupRun& message, const RunRow& run);
void fill(v1::BackupTrouble& message, const TroubleRow& trouble);
/// The item's copies, and what the rule 3-2-1-1-0 says of them now.
void fill_copies(v1::BackupItem& message, const std::vector<KnownCopy>& copies, std::optional<int> errors, Instant now);

}  // namespace steward::backups
