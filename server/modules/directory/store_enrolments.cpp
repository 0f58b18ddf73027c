// Enrolment lines and who came with them, in SQL.
#include "server/modules/directory/store.h"

namespace steward::directory {

const std::string_view enrolment_columns =
    "t.id, t.client_id, t.site_id, t.token_hash, t.note, t.max_uses, t.uses_left, t.created_at, t.expires_at, t.revoked_at, "
    "t.created_by, t.created_by_name, t.is_granted";

EnrolmentRow read_enrolment(const storage::Row& row) {
    return {.id = row.id<EnrolmentId>(0),
            .client = row.id<ClientId>(1),
            .site = row.is_null(2) ? SiteId{} : row.id<SiteId>(2),
            .token_hash = row.bytes(3),
            .note = row.text(4),
            .max_uses = row.integer(5),
            .uses_left = row.integer(6),
            .created_at = row.instant(7),
            .expires_at = row.instant(8),
            .revoked_at = Instant{row.integer_or(9, 0)},
            .created_by = row.is_null(10) ? AccountId{} : row.id<AccountId>(10),
            .created_by_name = row.text(11),
            .is_granted = row.boolean(12)};
}

Status insert_enrolment(Transaction& transaction, const EnrolmentRow& enrolment) {
    STEWARD_CHECK(transaction.execute(
        "insert into directory_enrolments (id, client_id, site_id, token_hash, note, max_uses, uses_left, created_at, expires_at, "
        "created_by, created_by_name, is_granted, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null)",
        enrolment.id, enrolment.client, or_null(enrolment.site), enrolment.token_hash, enrolment.note, enrolment.max_uses,
        enrolment.uses_left, enrolment.created_at, enrolment.expires_at, or_null(enrolment.created_by), enrolment.created_by_name,
        enrolment.is_granted));
    return {};
}

Result<std::optional<EnrolmentRow>> find_enrolment(Transaction& transaction, EnrolmentId id) {
    STEWARD_TRY(auto row,
                transaction.query_one("select " + std::string(enrolment_columns) + " from directory_enrolments t where t.id = $1", id));
    return row ? std::optional(read_enrolment(*row)) : std::nullopt;
}

Result<bool> take_enrolment_use(Transaction& transaction, EnrolmentId id) {
    STEWARD_TRY(
        auto changed,
        transaction.execute(
            "update directory_enrolments set uses_left = uses_left - 1 where id = $1 and uses_left > 0 and revoked_at is null", id));
    return changed == 1;
}

Status revoke_enrolment(Transaction& transaction, EnrolmentId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update directory_enrolments set revoked_at = $1 where id = $2 and revoked_at is null", now, id));
    return {};
}

Status record_enrolment_use(Transaction& transaction, const EnrolmentRow& enrolment, DeviceId device, const Bytes& public_key, bool again,
                            std::string_view address, Instant now) {
    STEWARD_CHECK(
        transaction.execute("insert into directory_enrolment_uses (client_id, enrolment_id, device_id, public_key, at, address, again) "
                            "values ($1, $2, $3, $4, $5, $6, $7)",
                            enrolment.client, enrolment.id, device, public_key, now, address, again));
    return {};
}

Result<std::optional<DeviceId>> device_of_enrolment_use(Transaction& transaction, EnrolmentId id, const Bytes& public_key) {
    STEWARD_TRY(
        auto row,
        transaction.query_one(
            "select u.device_id from directory_enrolment_uses u join directory_device_keys k on k.device_id = u.device_id "
            "join directory_devices d on d.id = u.device_id "
            "where u.enrolment_id = $1 and u.public_key = $2 and k.public_key = $2 and k.retired_at is null and d.status = 'active'",
            id, public_key));
    return row ? std::optional(row->id<DeviceId>(0)) : std::nullopt;
}

Result<std::vector<DeviceId>> devices_of_enrolment(Transaction& transaction, EnrolmentId id) {
    // The devices that are still with the client who made the line: a moved one is the other client's.
    STEWARD_TRY(
        auto rows,
        transaction.query(
            "select distinct u.device_id from directory_enrolment_uses u "
            "join directory_devices d on d.id = u.device_id and d.client_id = u.client_id where u.enrolment_id = $1 order by u.device_id",
            id));
    std::vector<DeviceId> devices;
    for (const auto& row : rows) devices.push_back(row.id<DeviceId>(0));
    return devices;
}

}  // namespace steward::directory
