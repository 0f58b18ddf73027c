// Devices, their keys and inventories in SQL.
#include "server/modules/directory/store.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::directory {

namespace {
const std::string device_select =
    "select t.id, t.client_id, t.site_id, t.name, t.hostname, t.device_class, t.criticality, t.criticality_assumed, t.status, "
    "t.note, t.attention, t.first_use_trust, t.machine_fingerprint, t.os, t.demo, t.revision, t.enrolled_at, t.retired_at, "
    "t.retired_reason, u.person_id, n.name from directory_devices t left join directory_device_people u on u.device_id = t.id left join "
    "directory_people n on n.id = u.person_id ";

DeviceRow read_device(const storage::Row& row) {
    DeviceRow device;
    device.card = {.id = row.id<DeviceId>(0),
                   .client = row.id<ClientId>(1),
                   .site = row.is_null(2) ? SiteId{} : row.id<SiteId>(2),
                   .name = row.text(3),
                   .hostname = row.text(4),
                   .device_class = row.text(5),
                   .criticality = row.text(6),
                   .retired = row.text(8) == "retired",
                   .demo = row.boolean(14),
                   .enrolled_at = row.instant(16)};
    device.criticality_assumed = row.boolean(7);
    device.note = row.text(9);
    device.attention = row.text(10);
    device.first_use_trust = row.boolean(11);
    device.machine_fingerprint = row.text(12);
    device.os = row.text(13);
    device.revision = row.integer(15);
    device.retired_at = Instant{row.integer_or(17, 0)};
    device.retired_reason = row.text(18);
    if (!row.is_null(19)) device.card.person = row.id<PersonId>(19);
    device.person_name = row.text_or(20);
    return device;
}

std::string_view status_of(const DeviceRow& device) { return device.card.retired ? "retired" : "active"; }

std::optional<Instant> or_null_time(Instant at) { return at.is_set() ? std::optional(at) : std::nullopt; }

Status note_membership(Transaction& transaction, const DeviceRow& device, Instant now) {
    STEWARD_CHECK(
        transaction.execute("update directory_device_clients set until = $1 where device_id = $2 and client_id <> $3 and until is null",
                            now, device.card.id, device.card.client));
    STEWARD_CHECK(
        transaction.execute("insert into directory_device_clients (client_id, device_id, since, until) values ($1, $2, $3, null) "
                            "on conflict (client_id, device_id) do update set until = null",
                            device.card.client, device.card.id, now));
    return {};
}

Status note_person(Transaction& transaction, const DeviceRow& device, Instant now) {
    const auto& card = device.card;
    if (card.person.is_nil()) {
        STEWARD_CHECK(transaction.execute("delete from directory_device_people where device_id = $1", card.id));
        return {};
    }
    STEWARD_CHECK(transaction.execute(
        "insert into directory_device_people (device_id, client_id, person_id, since) values ($1, $2, $3, $4) on conflict (device_id) do "
        "update set client_id = excluded.client_id, person_id = excluded.person_id, since = excluded.since where "
        "directory_device_people.person_id <> excluded.person_id",
        card.id, card.client, card.person, now));
    return {};
}

Result<std::vector<DeviceRow>> read_devices(Transaction& transaction, const std::string& where,
                                            std::span<const storage::Value> parameters) {
    std::vector<DeviceRow> devices;
    STEWARD_CHECK(transaction.for_each(device_select + where, parameters, [&](const storage::Row& row) {
        devices.push_back(read_device(row));
        return true;
    }));
    return devices;
}
}  // namespace

Status insert_device(Transaction& transaction, DeviceRow& device, Instant now) {
    device.revision = 1;
    STEWARD_CHECK(transaction.execute(
        "insert into directory_devices (id, client_id, site_id, name, hostname, device_class, criticality, criticality_assumed, "
        "status, note, attention, first_use_trust, machine_fingerprint, os, demo, revision, enrolled_at, changed_at, retired_at, "
        "retired_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        device.card.id, device.card.client, or_null(device.card.site), device.card.name, device.card.hostname, device.card.device_class,
        device.card.criticality, device.criticality_assumed, status_of(device), device.note, device.attention, device.first_use_trust,
        device.machine_fingerprint, device.os, device.card.demo, device.revision, device.card.enrolled_at, now,
        or_null_time(device.retired_at), device.retired_reason));
    return note_membership(transaction, device, now);
}

Status save_device(Transaction& transaction, DeviceRow& device, Instant now) {
    STEWARD_TRY(
        auto changed,
        transaction.execute(
            "update directory_devices set client_id = $1, site_id = $2, name = $3, hostname = $4, device_class = $5, criticality = $6, "
            "criticality_assumed = $7, status = $8, note = $9, attention = $10, first_use_trust = $11, os = $12, changed_at = $13, "
            "retired_at = $14, retired_reason = $15, enrolled_at = $16, revision = revision + 1 where id = $17 and revision = $18",
            device.card.client, or_null(device.card.site), device.card.name, device.card.hostname, device.card.device_class,
            device.card.criticality, device.criticality_assumed, status_of(device), device.note, device.attention, device.first_use_trust,
            device.os, now, or_null_time(device.retired_at), device.retired_reason, device.card.enrolled_at, device.card.id,
            device.revision));
    if (changed == 0) {
        return fail(ErrorKind::StaleEtag, "directory.changed_meanwhile",
                    "Somebody else changed this device a moment ago. Load it again and repeat your change.");
    }
    ++device.revision;
    STEWARD_CHECK(note_membership(transaction, device, now));
    return note_person(transaction, device, now);
}

Result<std::optional<DeviceRow>> find_device(Transaction& transaction, DeviceId id) {
    const storage::Value parameters[] = {id.text()};
    STEWARD_TRY(auto found, read_devices(transaction, "where t.id = $1", parameters));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<DeviceRow>> all_devices(Transaction& transaction) { return read_devices(transaction, "", {}); }

Result<std::vector<DeviceRow>> devices_changed(Transaction& transaction, Instant since) {
    const storage::Value parameters[] = {storage::to_value(since)};
    return read_devices(transaction, "where t.changed_at >= $1", parameters);
}

Result<std::vector<DeviceRow>> devices_of_person(Transaction& transaction, PersonId person) {
    const storage::Value parameters[] = {person.text()};
    return read_devices(transaction, "where u.person_id = $1", parameters);
}

Result<std::vector<DeviceRow>> devices_of_machine(Transaction& transaction, std::string_view machine_fingerprint) {
    const storage::Value parameters[] = {std::string(machine_fingerprint)};
    return read_devices(transaction, "where t.machine_fingerprint = $1 and t.status = 'active' order by t.enrolled_at, t.id", parameters);
}

Status retire_device_keys(Transaction& transaction, DeviceId device, Instant now) {
    STEWARD_CHECK(
        transaction.execute("update directory_device_keys set retired_at = $1 where device_id = $2 and retired_at is null", now, device));
    return {};
}

Result<std::vector<DeviceId>> replace_device_key(Transaction& transaction, DeviceId device, ClientId client, const Bytes& public_key,
                                                 std::string key_id, Instant now) {
    STEWARD_CHECK(retire_device_keys(transaction, device, now));
    STEWARD_TRY(const auto holders,
                transaction.query("select device_id from directory_device_keys where public_key = $1 and retired_at is null", public_key));
    std::vector<DeviceId> bereft;
    for (const auto& row : holders) {
        bereft.push_back(row.id<DeviceId>(0));
        STEWARD_CHECK(retire_device_keys(transaction, bereft.back(), now));
    }
    STEWARD_CHECK(transaction.execute(
        "insert into directory_device_keys (id, client_id, device_id, public_key, added_at, retired_at) values ($1, $2, $3, $4, $5, null)",
        std::move(key_id), client, device, public_key, now));
    return bereft;
}

Result<std::vector<DeviceKeyRow>> all_device_keys(Transaction& transaction) {
    std::vector<DeviceKeyRow> keys;
    STEWARD_CHECK(transaction.for_each(
        "select d.id, d.client_id, k.public_key, d.status from directory_devices d "
        "left join directory_device_keys k on k.device_id = d.id and k.retired_at is null",
        {}, [&](const storage::Row& row) {
            keys.push_back({row.id<DeviceId>(0), row.id<ClientId>(1), row.is_null(2) ? Bytes{} : row.bytes(2), row.text(3) == "retired"});
            return true;
        }));
    return keys;
}

Result<std::optional<InventoryRow>> find_inventory(Transaction& transaction, DeviceId device) {
    STEWARD_TRY(auto row,
                transaction.query_one("select observed_at, received_at, body from directory_inventories where device_id = $1", device));
    if (!row) return std::optional<InventoryRow>{};
    return InventoryRow{row->instant(0), row->instant(1), row->bytes(2)};
}

Result<bool> put_inventory(Transaction& transaction, const DeviceRow& device, const agent::v1::Inventory& inventory, Instant received_at) {
    const auto& os = inventory.operating_system();
    const auto& hardware = inventory.hardware();
    const std::string body = inventory.SerializeAsString();
    STEWARD_TRY(
        const auto changed,
        transaction.execute(
            "insert into directory_inventories (device_id, client_id, observed_at, received_at, os_name, os_id, os_version, kernel, "
            "architecture, manufacturer, model, serial, cpu_count, memory_bytes, package_count, body) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
            "on conflict (device_id) do update set client_id = excluded.client_id, observed_at = excluded.observed_at, "
            "received_at = excluded.received_at, os_name = excluded.os_name, os_id = excluded.os_id, os_version = excluded.os_version, "
            "kernel = excluded.kernel, architecture = excluded.architecture, manufacturer = excluded.manufacturer, model = excluded.model, "
            "serial = excluded.serial, cpu_count = excluded.cpu_count, memory_bytes = excluded.memory_bytes, "
            "package_count = excluded.package_count, body = excluded.body "
            "where excluded.observed_at >= directory_inventories.observed_at",
            device.card.id, device.card.client, static_cast<int64_t>(inventory.observed_at_ms()), received_at, os.name(), os.id(),
            os.version_id(), os.kernel(), os.architecture(), hardware.manufacturer().text(), hardware.model().text(),
            hardware.serial().text(), static_cast<int64_t>(hardware.cpu_count()), static_cast<int64_t>(hardware.memory_bytes()),
            inventory.packages_size(), Bytes(body.begin(), body.end())));
    return changed > 0;
}

}  // namespace steward::directory
