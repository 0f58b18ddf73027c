#include "server/modules/imports/known_devices.h"

#include "server/modules/directory/directory.h"
#include "server/platform/access/call.h"

namespace steward::imports {

namespace {
constexpr size_t longest_word = 200;

Result<std::optional<KnownDevice>> one_device(Result<std::optional<storage::Row>> row) {
    if (!row) return std::unexpected(std::move(row.error()));
    return *row ? std::optional(read_known_device(**row)) : std::nullopt;
}
std::string select_devices() { return "select " + std::string(known_device_columns) + " from imports_devices d where "; }
std::optional<SiteId> site_or_null(const KnownDevice& device) { return device.site.is_nil() ? std::nullopt : std::optional(device.site); }
}  // namespace

const std::string_view known_device_columns = "d.id, d.client_id, d.site_id, d.name, d.type, d.model, d.serial, d.revision";

KnownDevice read_known_device(const storage::Row& row) {
    return {.id = row.id<KnownDeviceId>(0),
            .client = row.id<ClientId>(1),
            .site = row.is_null(2) ? SiteId{} : row.id<SiteId>(2),
            .name = row.text(3),
            .type = row.text(4),
            .model = row.text(5),
            .serial = row.text(6),
            .revision = row.integer(7)};
}

Result<std::optional<KnownDevice>> find_known_device(Transaction& transaction, KnownDeviceId id) {
    return one_device(transaction.query_one(select_devices() + "d.id = $1", id));
}

Result<std::optional<KnownDevice>> known_device_named(Transaction& transaction, ClientId client, std::string_view name) {
    return one_device(transaction.query_one(select_devices() + "d.client_id = $1 and d.name_key = $2", client, directory::folded(name)));
}

Status settle(KnownDevice& device) {
    if (device.name.empty()) return bad_field("/name", "What is it called?");
    for (const auto& [text, pointer] :
         {std::pair(&device.name, "/name"), {&device.type, "/type"}, {&device.model, "/model"}, {&device.serial, "/serial"}})
        if (text->size() > longest_word) return bad_field(pointer, "At most 200 characters.");
    return {};
}

Status put_known_device(Transaction& transaction, KnownDevice& device, Instant now) {
    if (device.revision == 0) {
        STEWARD_CHECK(
            transaction.execute("insert into imports_devices (id, client_id, site_id, name, name_key, type, model, serial, brought_in_at, "
                                "revision) values ($1, "
                                "$2, $3, $4, $5, $6, $7, $8, $9, 1)",
                                device.id, device.client, site_or_null(device), device.name, directory::folded(device.name), device.type,
                                device.model, device.serial, now));
        device.revision = 1;
        return {};
    }
    STEWARD_TRY(
        const auto changed,
        transaction.execute("update imports_devices set site_id = $1, name = $2, name_key = $3, type = $4, model = $5, serial = $6, "
                            "revision = revision + 1 where id = $7 and revision = $8",
                            site_or_null(device), device.name, directory::folded(device.name), device.type, device.model, device.serial,
                            device.id, device.revision));
    if (changed == 0) return fail(ErrorKind::StaleEtag, "imports.changed_meanwhile", "Another import changed this device since.");
    ++device.revision;
    return {};
}

Result<bool> remove_known_device(Transaction& transaction, KnownDeviceId id, int64_t revision) {
    STEWARD_TRY(const auto changed, transaction.execute("delete from imports_devices where id = $1 and revision = $2", id, revision));
    if (changed > 0) return true;
    STEWARD_TRY(const auto there, find_known_device(transaction, id));
    return !there.has_value();
}

Result<std::vector<KnownDevice>> known_devices_after(Transaction& transaction, KnownDeviceId id, int limit) {
    STEWARD_TRY(const auto rows, transaction.query(select_devices() + "d.id > $1 order by d.id limit $2", id, limit));
    std::vector<KnownDevice> found;
    for (const auto& row : rows) found.push_back(read_known_device(row));
    return found;
}

}  // namespace steward::imports
