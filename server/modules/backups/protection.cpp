#include "server/modules/backups/protection.h"

#include "server/platform/journal/journal.h"
#include "server/platform/storage/columns.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::backups {

namespace {
ProtectedItem face_of(const ItemRow& row) {
    return {.id = row.id,
            .client = row.client,
            .name = row.name,
            .criticality = row.criticality,
            .device = row.device,
            .rpo = row.rpo,
            .rto = row.rto,
            .is_wanted = row.decision == "protect" && !row.retired_at.is_set()};
}
PlanCard face_of(const PlanRow& row) {
    return {.id = row.id,
            .client = row.client,
            .item = row.item,
            .device = row.device,
            .device_name = row.device_name,
            .label = row.label,
            .engine = row.engine,
            .is_alive = !row.ended_at.is_set(),
            .altered_at = row.altered_at.is_set() ? row.altered_at : row.created_at};
}
}  // namespace

Result<std::optional<ProtectedItem>> Protected::item(Transaction& transaction, BackupItemId id) {
    STEWARD_TRY(const auto row, find_item(transaction, id));
    return row ? std::optional(face_of(*row)) : std::nullopt;
}

Result<std::vector<ProtectedItem>> Protected::items(Transaction& transaction) {
    STEWARD_TRY(const auto rows, living_items(transaction));
    std::vector<ProtectedItem> items;
    for (const auto& row : rows)
        if (row.decision == "protect") items.push_back(face_of(row));
    return items;
}

Result<std::optional<PlanCard>> Protected::plan(Transaction& transaction, BackupPlanId id) {
    STEWARD_TRY(const auto row, find_plan(transaction, id));
    return row ? std::optional(face_of(*row)) : std::nullopt;
}

Result<std::vector<PlanCard>> Protected::plans_of(Transaction& transaction, BackupItemId item) {
    STEWARD_TRY(const auto rows, backups::plans_of(transaction, item));
    std::vector<PlanCard> plans;
    for (const auto& row : rows) plans.push_back(face_of(row));
    return plans;
}

Result<std::vector<RecoveryPoint>> Protected::points(Transaction& transaction, BackupPlanId plan, int most) {
    return points_of_plan(transaction, plan, most);
}

Result<Bytes> Protected::witness(Transaction& transaction, BackupPointId point) { return witness_of_point(transaction, point); }

Status Protected::mark(Transaction& transaction, BackupPointId point, std::string_view integrity) {
    return mark_point(transaction, point, integrity);
}

Status Protected::note(Transaction& transaction, BackupItemId item, const std::string& by, const std::string& text, Instant now) {
    STEWARD_TRY(const auto row, find_item(transaction, item));
    if (!row) return {};
    STEWARD_CHECK(add_line(transaction, item, {now, by, text}));
    facts::v1::BackupItemChanged fact;
    fact.set_client_id(row->client.text());
    fact.set_item_id(item.text());
    return journal::append(transaction, now, row->client, item.text(), fact);
}

Result<std::unordered_map<BackupItemId, ProofFace>> Protected::proofs(Transaction& transaction, const std::vector<ItemRow>& items,
                                                                      Instant now) const {
    if (proofs_ == nullptr) return std::unordered_map<BackupItemId, ProofFace>{};
    std::vector<ProtectedItem> faces;
    for (const auto& item : items) faces.push_back(face_of(item));
    return proofs_->proofs(transaction, faces, now);
}

}  // namespace steward::backups
