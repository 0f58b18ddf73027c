#include "server/modules/backups/store.h"
#include "server/platform/storage/columns.h"

namespace steward::backups {

using storage::null_for_nil, storage::id_or_nil;

namespace {
constexpr std::string_view trouble_columns =
    "select fingerprint, client_id, item_id, plan_id, device_id, check_code, severity, priority, title, words, since_at from "
    "backups_troubles";

std::vector<TroubleRow> read_troubles(const std::vector<storage::Row>& rows) {
    std::vector<TroubleRow> troubles;
    for (const auto& row : rows)
        troubles.push_back({row.text(0), row.id<ClientId>(1), row.id<BackupItemId>(2), id_or_nil<BackupPlanId>(row, 3),
                            id_or_nil<DeviceId>(row, 4), row.text(5), row.text(6), row.text(7), row.text(8), row.text(9), row.instant(10)});
    return troubles;
}
}  // namespace

Result<std::vector<TroubleRow>> troubles(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(trouble_columns) + " order by fingerprint"));
    return read_troubles(rows);
}
Result<std::vector<TroubleRow>> troubles_of(Transaction& transaction, BackupItemId item) {
    STEWARD_TRY(const auto rows,
                transaction.query(std::string(trouble_columns) + " where item_id = $1 order by priority, fingerprint", item));
    return read_troubles(rows);
}

Status put_trouble(Transaction& transaction, const TroubleRow& trouble) {
    STEWARD_CHECK(transaction.execute(
        "insert into backups_troubles (fingerprint, client_id, item_id, plan_id, device_id, check_code, severity, priority, title, words, "
        "since_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (fingerprint) do update set severity = $7, priority = "
        "$8, title = $9, words = $10",
        trouble.fingerprint, trouble.client, trouble.item, null_for_nil(trouble.plan), null_for_nil(trouble.device), trouble.check,
        trouble.severity, trouble.priority, trouble.title, trouble.text, trouble.since));
    return {};
}
Status remove_trouble(Transaction& transaction, std::string_view fingerprint) {
    STEWARD_CHECK(transaction.execute("delete from backups_troubles where fingerprint = $1", std::string(fingerprint)));
    return {};
}

}  // namespace steward::backups
