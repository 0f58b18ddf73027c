// What rooms below may ask of the backups: what is protected, by which plans, and what could be restored; and where they say what was
// proven by restoring. Everything in the caller's transaction, on any thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/time.h"
#include "server/platform/storage/database.h"

namespace steward {
struct Caller;  // platform/access/call.h
}

namespace steward::backups {

using BackupItemId = Id<struct BackupItemTag>;
using BackupPlanId = Id<struct BackupPlanTag>;
using BackupPointId = Id<struct BackupPointTag>;

struct ProtectedItem {
    BackupItemId id;
    ClientId client;
    std::string name, criticality;  // "C1" to "C4"
    DeviceId device;                // nil: it lives on no machine of ours
    Duration rpo{}, rto{};          // zero: none was agreed
    bool is_wanted = false;         // somebody decided to protect it, and it is not retired
};

struct PlanCard {
    BackupPlanId id;
    ClientId client;
    BackupItemId item;
    DeviceId device;  // where its runs are made
    std::string device_name, label, engine;
    bool is_alive = false;
    Instant altered_at;  // when what is backed up, or how, was last changed
};

/// A state in time that could be restored.
struct RecoveryPoint {
    BackupPointId id;
    BackupPlanId plan;
    std::string name;              // the engine's own; empty: it has none
    Instant known_at, content_at;  // when it was made, and the moment that it represents
    std::string integrity;         // unverified, checksum_ok, mount_ok, restored_ok, corrupt, expired
    bool has_witness = false;      // its source told of its own files
};

/// What was proven of an item by restoring it.
struct ProofFace {
    bool is_proven = false;  // as K20 counts it
    Instant proven_at;       // when the proof that counts ended; not set: none does
    std::string text;        // one sentence
};

/// Whoever proves says here what the items' own page and the figures must know. Called in the transaction of the question.
class Proofs {
public:
    virtual ~Proofs() = default;

    /// By item, as far as anything is known of it.
    virtual Result<std::unordered_map<BackupItemId, ProofFace>> proofs(storage::Transaction& transaction,
                                                                       const std::vector<ProtectedItem>& items, Instant now) = 0;
};

class Protection {
public:
    virtual ~Protection() = default;

    /// From now on items and figures ask there. Before the first call of anything else; without it nothing is proven.
    virtual void proofs_by(Proofs& proofs) = 0;

    virtual Result<std::optional<ProtectedItem>> item(storage::Transaction& transaction, BackupItemId id) = 0;
    /// What is wanted to be protected, of all clients, by their ids.
    virtual Result<std::vector<ProtectedItem>> items(storage::Transaction& transaction) = 0;
    virtual Result<std::optional<PlanCard>> plan(storage::Transaction& transaction, BackupPlanId id) = 0;
    /// Those that have ended too.
    virtual Result<std::vector<PlanCard>> plans_of(storage::Transaction& transaction, BackupItemId item) = 0;
    /// The newest by what they represent first.
    virtual Result<std::vector<RecoveryPoint>> points(storage::Transaction& transaction, BackupPlanId plan, int most) = 0;
    /// What the source of this point told of its own files (trust/backup_witness.h); empty: nothing.
    virtual Result<Bytes> witness(storage::Transaction& transaction, BackupPointId point) = 0;

    /// What a test found of a point (domain/model.md 5.14). What is corrupt stays so.
    virtual Status mark(storage::Transaction& transaction, BackupPointId point, std::string_view integrity) = 0;
    /// One line in the item's history, and its screens look again.
    virtual Status note(storage::Transaction& transaction, BackupItemId item, const std::string& by, const std::string& text,
                        Instant now) = 0;
};

}  // namespace steward::backups
