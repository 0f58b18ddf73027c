// The chain as this process knows it, in memory: played from the frames that are kept, and played on as more come.
//
// Values: whoever holds one keeps it as it is; `Chain` hands out the newest. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"
#include "trust/roster.h"
#include "trust/waiting_links.h"

namespace steward::authority {

struct KeptMessage {
    int64_t number = 0;
    trust::Digest id{};
    trust::MessageType type{};
    Instant taken_at;
    Bytes frame;
};

struct KnownSuspension {
    trust::Suspend message;
    trust::Digest id{};
};
/// Whose voice it has, as a machine hears it: a client's own stop ends by that client or by a majority, a provider's by a majority alone.
struct KnownStop {
    trust::Stop message;
    trust::Digest id{};
    bool by_majority = false, by_provider = false, by_client = false;
};
struct NewestHeartbeat {
    trust::Digest id{}, head{};  // head: of the chain, as the beacon knew it
    Instant signed_at, taken_at;
    Bytes frame;
};

/// Whether somebody who signed may speak for the clients of the scope, and for no others.
bool is_by_client(const trust::Voices& voices, const trust::StopScope& scope);

/// How long a signer's clock may be ahead of ours.
constexpr Duration most_ahead = std::chrono::hours(24);

struct Standing {
    int64_t revision = 0;  // of authority_state, when it was read
    int64_t number = 0;    // of the last message
    std::optional<trust::Roster> roster;
    std::string name;  // from genesis
    Instant created;
    std::vector<std::shared_ptr<const KeptMessage>> messages;
    std::vector<KnownSuspension> suspensions;
    std::vector<KnownStop> stops;
    std::shared_ptr<const NewestHeartbeat> heartbeat;
    int64_t bindings = 0;  // how many there are

    bool is_suspended(const trust::KeyId& key, Instant now) const;
    /// A stop that holds and has not been lifted, of all machines or of this client's or this machine's.
    bool holds(const KnownStop& stop, Instant now) const;
    /// What time alone will put in force after `now`, as this server counts; a machine counts from when it took it.
    std::vector<trust::WaitingLink> waiting(Instant now) const;
    /// The number of the message with this id; 0: none of ours.
    int64_t number_of(const trust::Digest& id) const;
};

bool is_of_chain(trust::MessageType type);  // genesis, roster, recovery, resolve, veto

/// Takes what came before a start as it was taken then. What cannot be taken any more changes nothing but the number.
void play(Standing& standing, std::shared_ptr<const KeptMessage> message);

/// What a machine that joins now can play from genesis on: without sides that were rejected and what rejected them. Up to `vouched`, the
/// head that its grant names, no delay is waited out anew; after it as far as a machine can go that waits, and the rest comes behind, as to
/// everybody. Failures: Conflict "authority.forked", "authority.chain_moved" (that head is none of the chain any more),
/// "authority.no_genesis".
Result<std::vector<std::shared_ptr<const KeptMessage>>> chain_for_new_machine(const Standing& standing, const trust::Digest& vouched,
                                                                              Instant now);

class Chain {
public:
    explicit Chain(storage::Database& database) : database_(database) {}

    std::shared_ptr<const Standing> newest() const;

    /// Reads what is not known yet. True: something was new.
    Result<bool> follow(Instant now);
    /// The same within a transaction, as a value of its own.
    Result<Standing> read(storage::Transaction& transaction, Instant now) const;
    /// After a commit. What is older than the newest is left aside.
    void put(Standing standing);

private:
    storage::Database& database_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Standing> newest_ = std::make_shared<const Standing>();
};

}  // namespace steward::authority
