// The chain of who may sign (design/trust.md 4.1.5, 4.1.10, 4.1.11): grows by majority of persons, by one person only after a delay
// in which a recovery key may object, stands still when it splits, and can be replaced by the recovery keys.
//
// Pure: bytes and counted time in, state out. Whoever keeps a roster keeps the frames it took, in order, and plays them again
// after a start. Not thread safe.
#pragma once

#include <memory>
#include <set>

#include "trust/voices.h"

namespace steward::trust {

constexpr Duration least_delay = std::chrono::hours(72);
constexpr size_t most_links = 10'000, most_keys = 256, most_siblings = 16;

/// What became of a message. Only the first three changed anything.
enum class Taken : uint8_t {
    Accepted,    // in force
    Waiting,     // accepted, in force after its delay
    Fork,        // a second update of the same parent: the roster stands still now
    Known,       // was there before
    Gap,         // what lies between is missing: ask for it, then bring this again
    NotOnChain,  // its parent is none of ours
    NotSigned,   // not by those, or not by as many
    Malformed,   // no such message, of another authority, or it would make a roster that cannot work
    Stopped,     // the roster is forked: only `Resolve` is taken
};

class Roster {
public:
    /// Signed by every key in it, those for recovery included; otherwise nothing.
    static std::optional<Roster> begin(const Frame& genesis);

    const Digest& authority() const { return links_.front().id; }
    /// The last update in force, and what it decided. What waits is not in it.
    uint64_t seq() const { return in_force_; }
    const Digest& head() const { return links_[in_force_].id; }
    const RosterRules& rules() const { return *links_[in_force_].rules; }
    bool is_forked() const { return !siblings_.empty(); }
    size_t waiting() const { return links_.size() - 1 - in_force_ + (recovery_ ? 1 : 0); }

    /// Whether it is a link of the chain, in force or waiting.
    bool has(uint64_t seq, const Digest& id) const { return seq < links_.size() && links_[seq].id == id; }
    /// A key in force. While the roster is forked, none that either side removed.
    const KeyRecord* key(const KeyId& id) const;
    /// How many persons must sign an update now: a majority, or the number that the rules want, if that is more.
    size_t voices_needed() const { return needed(rules()); }

    /// Takes a message of type roster, recovery, resolve or veto; any other is Malformed. Nothing of its payload is read before all its
    /// signatures hold, by keys that this chain has known: otherwise NotSigned. `counted`: running time of this
    /// machine plus signed time, never set back (design/trust.md 4.1.8); a delay is over by it, and begins at `latest`, the latest that it
    /// can be now: what one hears late makes no delay shorter.
    Taken take(const Frame& frame, Instant counted, Instant latest);
    /// Of whoever has one clock.
    Taken take(const Frame& frame, Instant now) { return take(frame, now, now); }
    /// Puts in force what has waited long enough.
    void pass_time(Instant counted);
    /// When time alone will change what is in force; nothing: it will not. Counted, as `take` was told.
    std::optional<Instant> next_change() const;

private:
    struct Link {
        Digest id{};
        std::shared_ptr<const RosterRules> rules;
        Instant effective_at;  // counted
        Instant created;
    };
    struct WaitingRecovery {
        Digest id{};
        std::shared_ptr<const RosterRules> rules;
        std::vector<Link> base;  // up to the link it builds on: it holds when that is vetoed, or its side not chosen
        Instant effective_at, created;
        bool is_unanimous = false;
    };

    Taken take_update(const Frame& frame, const Digest& id, Instant counted, Instant latest);
    Taken take_recovery(const Frame& frame, const Digest& id, Instant latest);
    Taken take_resolve(const Frame& frame, Instant counted);
    Taken take_veto(const Frame& frame);
    void know(const RosterRules& rules);
    bool is_signed_for(const Frame& frame, const RosterRules& rules, Instant at) const;
    bool agree(const Frame& frame, const RosterRules& rules, Instant at) const;
    static size_t needed(const RosterRules& rules);

    std::vector<Link> links_;  // by seq; genesis first
    size_t in_force_ = 0;
    std::optional<WaitingRecovery> recovery_;
    Instant recovered_;             // when the last recovery that is in force says it was made
    size_t forked_at_ = 0;          // the parent's seq
    std::vector<Link> siblings_;    // other children of it; empty: not forked
    std::set<Digest> rejected_;     // by resolve or veto
    std::vector<KeyRecord> known_;  // every key of a state that was here, once: whose signatures are looked at
};

/// Whether a roster with these rules could go on: somebody may change it, recovery has keys, delays are long enough.
bool can_work(const RosterRules& rules);

/// The rules after an update, or nothing when it cannot be applied to them.
std::optional<RosterRules> updated(RosterRules rules, UpdateKind kind, const Item& body);

}  // namespace steward::trust
