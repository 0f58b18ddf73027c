// All SQL of the directory. Every function works in the caller's transaction; rows that are written
// get their next revision here, which is also their etag.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "server/modules/directory/directory.h"
#include "server/platform/storage/database.h"

namespace steward::directory {

struct ClientRow {
    ClientId id;
    std::string name, status, zone, note;
    bool demo = false;
    int64_t revision = 0;
    Instant created_at;
};

struct SiteRow {
    SiteId id;
    ClientId client;
    std::string name, address, zone;
    bool demo = false;
    int64_t revision = 0;
};

struct PersonRow {
    PersonId id;
    ClientId client;
    SiteId site;
    std::string name, email, phone, title;
    std::string roles;  // comma-joined codes
    bool vip = false;
    int64_t approval_limit_minor = 0;     // in hundredths
    std::string approval_limit_currency;  // empty: no amount was agreed
    int64_t revision = 0;
};

/// The part of a device that is stored; what is observed lives in the index.
struct DeviceRow {
    DeviceCard card;
    std::string note, attention, os, machine_fingerprint, retired_reason;
    std::string person_name;  // of who works with it, as read; not written
    bool criticality_assumed = true;
    bool first_use_trust = true;
    int64_t revision = 0;
    Instant retired_at;
};

struct EnrolmentRow {
    EnrolmentId id;
    ClientId client;
    SiteId site;
    Bytes token_hash;
    std::string note;
    int64_t max_uses = 1, uses_left = 1;
    Instant created_at, expires_at, revoked_at;
    AccountId created_by;
    std::string created_by_name;
    bool is_granted = false;  // by a message that people signed: who comes with it is no trust on first use
};

struct DeviceKeyRow {
    DeviceId device;
    ClientId client;
    Bytes public_key;
    bool retired_device = false;
};

using storage::Transaction;

// Inserting and updating answer Conflict "directory.name_taken" (or ".email_taken") for a name that
// is there already, and set the row's revision.
Status insert_client(Transaction& transaction, ClientRow& client, Instant now);
Status save_client(Transaction& transaction, ClientRow& client, Instant now);
Result<std::optional<ClientRow>> find_client(Transaction& transaction, ClientId id);
/// NotFound when there is no such client.
Status require_client(Transaction& transaction, ClientId id);
Result<std::vector<ClientRow>> all_clients(Transaction& transaction);

Status insert_site(Transaction& transaction, SiteRow& site, Instant now);
Status save_site(Transaction& transaction, SiteRow& site, Instant now);
Result<std::optional<SiteRow>> find_site(Transaction& transaction, SiteId id);
Result<std::vector<SiteRow>> all_sites(Transaction& transaction);
// Created or changed at or after `since`, in any order.
Result<std::vector<ClientRow>> clients_changed(Transaction& transaction, Instant since);
Result<std::vector<SiteRow>> sites_changed(Transaction& transaction, Instant since);
Result<std::vector<DeviceRow>> devices_changed(Transaction& transaction, Instant since);

Status insert_person(Transaction& transaction, PersonRow& person, Instant now);
Status save_person(Transaction& transaction, PersonRow& person, Instant now);
Result<std::optional<PersonRow>> find_person(Transaction& transaction, PersonId id);

Status insert_device(Transaction& transaction, DeviceRow& device, Instant now);
/// Also moves it when `card.client` is another one than stored: keys and inventory follow, the
/// membership in the old client ends at `now`. Who works with it is of its client (enforced by the table).
Status save_device(Transaction& transaction, DeviceRow& device, Instant now);
Result<std::optional<DeviceRow>> find_device(Transaction& transaction, DeviceId id);
Result<std::vector<DeviceRow>> all_devices(Transaction& transaction);
/// Those that somebody works with, retired ones too.
Result<std::vector<DeviceRow>> devices_of_person(Transaction& transaction, PersonId person);
/// Active devices with this fingerprint, of all clients.
Result<std::vector<DeviceRow>> devices_of_machine(Transaction& transaction, std::string_view machine_fingerprint);

/// Retires the device's present key, if any, and adds `public_key`. One key is one device: another
/// that held it (a copied disk) loses it and is returned.
Result<std::vector<DeviceId>> replace_device_key(Transaction& transaction, DeviceId device, ClientId client, const Bytes& public_key,
                                                 std::string key_id, Instant now);
Status retire_device_keys(Transaction& transaction, DeviceId device, Instant now);
/// All devices; the key is empty for one that has none any more.
Result<std::vector<DeviceKeyRow>> all_device_keys(Transaction& transaction);

Status insert_enrolment(Transaction& transaction, const EnrolmentRow& enrolment);
Result<std::optional<EnrolmentRow>> find_enrolment(Transaction& transaction, EnrolmentId id);
/// Takes one use. False when none is left: two who race for the last one cannot both get it.
Result<bool> take_enrolment_use(Transaction& transaction, EnrolmentId id);
Status revoke_enrolment(Transaction& transaction, EnrolmentId id, Instant now);
Status record_enrolment_use(Transaction& transaction, const EnrolmentRow& enrolment, DeviceId device, const Bytes& public_key, bool again,
                            std::string_view address, Instant now);
/// The device that already came with this line and this key.
Result<std::optional<DeviceId>> device_of_enrolment_use(Transaction& transaction, EnrolmentId id, const Bytes& public_key);
Result<std::vector<DeviceId>> devices_of_enrolment(Transaction& transaction, EnrolmentId id);

struct InventoryRow {
    Instant observed_at, received_at;
    Bytes body;
};
Result<std::optional<InventoryRow>> find_inventory(Transaction& transaction, DeviceId device);
/// False when a newer one is held already; then nothing was changed.
Result<bool> put_inventory(Transaction& transaction, const DeviceRow& device, const agent::v1::Inventory& inventory, Instant received_at);

// How rows of the lists are read: the columns in the order that the reader expects.
extern const std::string_view client_columns, site_columns, person_columns, enrolment_columns;
ClientRow read_client(const storage::Row& row);
SiteRow read_site(const storage::Row& row);
PersonRow read_person(const storage::Row& row);
EnrolmentRow read_enrolment(const storage::Row& row);

/// An id column that may be NULL, from a nil id.
template <typename Tag>
std::optional<Id<Tag>> or_null(const Id<Tag>& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

}  // namespace steward::directory
