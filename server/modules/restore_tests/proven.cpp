#include "server/modules/restore_tests/proven.h"

#include <ranges>

namespace steward::restore_tests {

namespace {
// When each plan of these backups was last changed.
Result<std::unordered_map<BackupPlanId, Instant>> alterations(Transaction& transaction, const std::vector<TestRow>& tests) {
    std::unordered_map<BackupPlanId, Instant> altered;
    for (const auto& test : tests) altered.try_emplace(test.backup_plan);
    if (altered.empty()) return altered;
    std::vector<storage::Value> parameters;
    const std::string places = places_of(std::views::keys(altered), parameters);
    STEWARD_TRY(const auto rows, transaction.run("select id, altered_at from backups_v_plans where id in (" + places + ")", parameters));
    for (const auto& row : rows) altered[row.id<BackupPlanId>(0)] = row.instant(1);
    return altered;
}
}  // namespace

Result<std::vector<ItemStanding>> Proven::standings(Transaction& transaction, const std::vector<backups::ProtectedItem>& items,
                                                    Instant now) {
    std::vector<BackupItemId> ids;
    for (const auto& item : items) ids.push_back(item.id);
    STEWARD_TRY(const auto tests, results_of(transaction, ids));
    STEWARD_TRY(const auto altered, alterations(transaction, tests));
    STEWARD_TRY(const auto plans, living_plans_by_item(transaction, ids));
    std::unordered_map<BackupItemId, std::vector<const TestRow*>> of_item;
    for (const auto& test : tests) of_item[test.item].push_back(&test);
    std::vector<ItemStanding> found;
    for (const auto& item : items) {
        const auto& its = of_item[item.id];
        ProvenItem face{.criticality = item.criticality, .rpo = item.rpo, .rto = item.rto, .tests = {}};
        for (const TestRow* test : its)
            face.tests.push_back({.state = test->state,
                                  .level = test->level,
                                  .ended_at = test->ended_at,
                                  .is_signed = test->signed_at.is_set(),
                                  .plan_altered_at = altered.at(test->backup_plan)});
        ItemStanding one{.item = item, .standing = standing_of(face, now), .test = {}};
        if (const auto its_plans = plans.find(item.id); its_plans != plans.end()) one.proof_plans = its_plans->second;
        if (one.standing.test >= 0) {
            one.test = its[static_cast<size_t>(one.standing.test)]->id;
            one.level = its[static_cast<size_t>(one.standing.test)]->level;
        }
        found.push_back(std::move(one));
    }
    return found;
}

Result<std::unordered_map<BackupItemId, backups::ProofFace>> Proven::proofs(Transaction& transaction,
                                                                            const std::vector<backups::ProtectedItem>& items, Instant now) {
    STEWARD_TRY(const auto found, standings(transaction, items, now));
    std::unordered_map<BackupItemId, backups::ProofFace> faces;
    for (const auto& one : found)
        faces[one.item.id] = {.is_proven = one.standing.is_proven, .proven_at = one.standing.proven_at, .text = one.standing.why};
    return faces;
}

}  // namespace steward::restore_tests
