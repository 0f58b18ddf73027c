#include "server/modules/backups/store.h"
#include "server/modules/backups/typed.h"
#include "server/platform/storage/columns.h"

namespace steward::backups {

using storage::null_for_nil, storage::null_for_unset, storage::id_or_nil, storage::instant_or_unset;

const std::string_view item_columns =
    "i.id, i.client_id, i.name, i.kind, i.device_id, i.criticality, i.rpo_s, i.rto_s, i.owner_id, i.owner, i.decision, i.reason, "
    "i.decided_by, i.decided_at, i.note, i.retired_at, i.created_at, i.changed_at, i.revision, c.name, coalesce(d.name, ''), "
    "(select max(o.content_at) from backups_points o join backups_plans p on p.id = o.plan_id where p.item_id = i.id), "
    "(select count(*) from backups_plans p where p.item_id = i.id and p.ended_at is null), "
    "(select count(*) from backups_troubles t where t.item_id = i.id), "
    "(select max(case when t.severity = 'critical' then 2 else 1 end) from backups_troubles t where t.item_id = i.id), "
    "(select t.title from backups_troubles t where t.item_id = i.id order by t.priority, t.check_code, t.fingerprint limit 1)";
const std::string_view items_joined =
    " from backups_items i join directory_v_clients c on c.id = i.client_id left join directory_v_devices d on d.id = i.device_id and "
    "d.client_id = i.client_id where true";

namespace {
std::string lower_key(const std::string& name) {
    std::string key = name;
    for (char& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return key;
}
std::optional<int64_t> seconds_or_null(Duration time) {
    return time > Duration{} ? std::optional(time / std::chrono::seconds(1)) : std::nullopt;
}
// A name that is taken is the one way in which writing an item ends in "unique".
Result<int64_t> named(Result<int64_t> done) {
    if (!done && done.error().code == "storage.unique")
        return fail(ErrorKind::Conflict, "backups.name_taken", "This client has a protected item of that name already.");
    return done;
}
}  // namespace

ItemRow read_item(const storage::Row& row) {
    ItemRow item{.id = row.id<BackupItemId>(0),
                 .client = row.id<ClientId>(1),
                 .name = row.text(2),
                 .kind = row.text(3),
                 .device = id_or_nil<DeviceId>(row, 4),
                 .criticality = row.text(5),
                 .rpo = std::chrono::seconds(row.integer_or(6, 0)),
                 .rto = std::chrono::seconds(row.integer_or(7, 0)),
                 .owner_id = id_or_nil<AccountId>(row, 8),
                 .owner = row.text(9),
                 .decision = row.text(10),
                 .reason = row.text(11),
                 .decided_by = row.text(12),
                 .decided_at = row.instant(13),
                 .note = row.text(14),
                 .retired_at = instant_or_unset(row, 15),
                 .created_at = row.instant(16),
                 .changed_at = row.instant(17),
                 .revision = row.integer(18)};
    item.client_name = row.text(19);
    item.device_name = row.text(20);
    item.content_at = instant_or_unset(row, 21);
    item.plans = static_cast<int>(row.integer(22));
    item.troubles = static_cast<int>(row.integer(23));
    item.worst = static_cast<int>(row.integer_or(24, 0));
    item.worst_title = row.text_or(25);
    return item;
}

Status insert_item(Transaction& transaction, const ItemRow& item) {
    STEWARD_CHECK(named(transaction.execute(
        "insert into backups_items (id, client_id, name, name_key, kind, device_id, criticality, rpo_s, rto_s, owner_id, owner, decision, "
        "reason, decided_by, decided_at, note, created_at, changed_at, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $15, $16, $17, $17, 1)",
        item.id, item.client, item.name, lower_key(item.name), item.kind, null_for_nil(item.device), item.criticality,
        seconds_or_null(item.rpo), seconds_or_null(item.rto), null_for_nil(item.owner_id), item.owner, item.decision, item.reason,
        item.decided_by, item.decided_at, item.note, item.created_at)));
    return {};
}

Status save_item(Transaction& transaction, ItemRow& item) {
    STEWARD_TRY(
        const int64_t changed,
        named(transaction.execute(
            "update backups_items set name = $3, name_key = $4, kind = $5, device_id = $6, criticality = $7, rpo_s = $8, rto_s = $9, "
            "owner_id = $10, owner = $11, decision = $12, reason = $13, decided_by = $14, decided_at = $15, note = $16, retired_at = $17, "
            "changed_at = $18, revision = revision + 1 where id = $1 and revision = $2",
            item.id, item.revision, item.name, lower_key(item.name), item.kind, null_for_nil(item.device), item.criticality,
            seconds_or_null(item.rpo), seconds_or_null(item.rto), null_for_nil(item.owner_id), item.owner, item.decision, item.reason,
            item.decided_by, item.decided_at, item.note, null_for_unset(item.retired_at), item.changed_at)));
    if (changed == 0) return changed_meanwhile();
    ++item.revision;
    return {};
}

Result<std::optional<ItemRow>> find_item(Transaction& transaction, BackupItemId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(item_columns) + std::string(items_joined) + " and i.id = $1", id));
    return row ? std::optional(read_item(*row)) : std::nullopt;
}

Result<std::vector<ItemRow>> living_items(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(item_columns) + std::string(items_joined) +
                                                   " and i.retired_at is null order by i.id"));
    std::vector<ItemRow> items;
    for (const auto& row : rows) items.push_back(read_item(row));
    return items;
}

Result<std::vector<ItemRow>> items_of_client(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(item_columns) + std::string(items_joined) +
                                                       " and i.retired_at is null and i.client_id = $1 order by i.id",
                                                   client));
    std::vector<ItemRow> items;
    for (const auto& row : rows) items.push_back(read_item(row));
    return items;
}

Result<std::vector<ClientId>> clients_with_items(Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query("select distinct client_id from backups_items where retired_at is null"));
    std::vector<ClientId> clients;
    for (const auto& row : rows) clients.push_back(row.id<ClientId>(0));
    return clients;
}

Result<std::vector<DeviceId>> decided_devices(Transaction& transaction) {
    STEWARD_TRY(const auto rows,
                transaction.query("select distinct device_id from backups_items where device_id is not null and retired_at is null"));
    std::vector<DeviceId> devices;
    for (const auto& row : rows) devices.push_back(row.id<DeviceId>(0));
    return devices;
}

Status add_line(Transaction& transaction, BackupItemId item, const LineRow& line) {
    STEWARD_CHECK(
        transaction.execute("insert into backups_lines (item_id, number, at, by_name, words) select $1, coalesce(max(number), 0) "
                            "+ 1, $2, $3, $4 from backups_lines where item_id = $1",
                            item, line.at, line.by, line.text));
    return {};
}

Result<std::vector<LineRow>> lines_of(Transaction& transaction, BackupItemId item) {
    STEWARD_TRY(const auto rows,
                transaction.query("select at, by_name, words from backups_lines where item_id = $1 order by number", item));
    std::vector<LineRow> lines;
    for (const auto& row : rows) lines.push_back({row.instant(0), row.text(1), row.text(2)});
    return lines;
}

}  // namespace steward::backups
