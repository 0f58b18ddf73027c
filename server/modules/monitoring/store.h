// All SQL of the room. Every function works in the transaction it is handed and returns the
// storage's errors unchanged.
#pragma once

#include <vector>

#include "server/modules/monitoring/judge.h"
#include "server/platform/storage/database.h"

namespace steward::monitoring {

/// A check instance as it was stored, before a plan took it in.
struct StoredInstance {
    CheckInstanceId id;
    DeviceId device;
    std::string check, item;
    bool large = false;
    CheckState state;
};

struct StoredDevice {
    DeviceId device;
    Instant last_heard;
    int interval_s = 60;
};

// --- devices and check instances ---
Result<std::vector<StoredDevice>> all_heard(storage::Transaction& transaction);
Status save_heard(storage::Transaction& transaction, ClientId client, const StoredDevice& device);
Status for_each_instance(storage::Transaction& transaction, const std::function<void(StoredInstance)>& each);
/// Writes the instance as it became; the newest wins.
Status save_instance(storage::Transaction& transaction, const Transition& transition);
Status remove_instance(storage::Transaction& transaction, CheckInstanceId id);
Status forget_device(storage::Transaction& transaction, DeviceId device);

// --- exemptions ---
std::string_view exemption_columns();
Exemption exemption_from_row(const storage::Row& row);
Result<std::vector<Exemption>> current_exemptions(storage::Transaction& transaction, Instant now);
Status insert_exemption(storage::Transaction& transaction, const Exemption& exemption);
Result<std::optional<Exemption>> find_exemption(storage::Transaction& transaction, ExemptionId id);
/// False: it had ended before.
Result<bool> end_exemption(storage::Transaction& transaction, ExemptionId id, Instant now);

// --- records of agents; false: this (device, epoch, seq) is already held ---
struct RecordKey {
    ClientId client;
    DeviceId device;
    uint64_t epoch = 0, seq = 0;
};
Result<bool> insert_event(storage::Transaction& transaction, const RecordKey& key, Instant observed_at, Instant received_at,
                          std::string_view kind, std::string_view item, std::string_view detail);
Result<bool> insert_gap(storage::Transaction& transaction, const RecordKey& key, Instant from, Instant to, uint64_t reports,
                        std::string_view reason, Instant received_at);
Result<bool> insert_dead_letter(storage::Transaction& transaction, const RecordKey& key, std::string_view kind, std::string_view reason,
                                const Bytes& body, Instant received_at);
/// Forgets records received before their time (a repeat of an older one can no longer come: an
/// agent's spool does not reach back so far).
Status drop_old_records(storage::Transaction& transaction, Instant now);

}  // namespace steward::monitoring
