// The tree over the entries, and the heads that fix it.
#pragma once

#include <memory>

#include "server/platform/ledger/ledger.h"
#include "trust/checkpoint.h"
#include "trust/log_tree.h"

namespace steward::ledger {

/// The name of the signing key's file in the state folder.
constexpr std::string_view key_file = "log.key";

/// The log's signing key, from `log.key` of the state folder.
class LogKey {
public:
    /// Reads the key; makes it when neither file nor database know one. Null when the database knows a key and the file is
    /// missing: another server of this installation signs. Failures: Conflict "ledger.key_differs"; Internal "ledger.key_unreadable",
    /// "ledger.key_unwritable".
    static Result<std::unique_ptr<LogKey>> load_or_make(storage::Database& database, const std::string& path, Rng& rng);
    ~LogKey();

    const trust::NoteKey& name() const { return name_; }
    std::string sign(const trust::Checkpoint& checkpoint) const;  // a whole note
    /// The frame of a run ticket (trust::RunTicket) with this key's signature: it selects inside a policy and authorises nothing by itself.
    Bytes sign_ticket(ByteView payload) const;

private:
    explicit LogKey(trust::NoteKey name, Bytes secret) : name_(std::move(name)), secret_(std::move(secret)) {}
    trust::NoteKey name_;
    Bytes secret_;
};

/// Takes the entries that are committed into the tree, at most 5,000, and signs a head when all are in it. True: there is more.
Result<bool> sequence(storage::Transaction& transaction, const LogKey& key, Instant now);

/// Whether there are entries that no head covers yet.
Result<bool> has_unsequenced(storage::Transaction& transaction);

struct Head {
    int64_t size = 0;
    Instant at;
    std::string note;
};
Result<std::optional<Head>> newest_head(storage::Transaction& transaction);
Result<std::optional<Head>> find_head(storage::Transaction& transaction, int64_t size);

/// The log's name and public key, as the database knows them; empty name before the first server made them.
Result<trust::NoteKey> log_key_of(storage::Transaction& transaction);

/// Of sizes up to the newest head's. Failure: NotFound "ledger.no_such_size".
Result<std::vector<trust::Digest>> inclusion(storage::Transaction& transaction, int64_t number, int64_t size);
Result<std::vector<trust::Digest>> consistency(storage::Transaction& transaction, int64_t old_size, int64_t size);
Result<trust::Digest> root_at(storage::Transaction& transaction, int64_t size);
trust::FindNode nodes_in(storage::Transaction& transaction);

}  // namespace steward::ledger
