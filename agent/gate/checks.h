// The decision over one signed job: checks 1 to 22 of design/trust.md 4.1.4 in their order; the first that fails is the reason.
// Check 23, the journal, is kept by who executes.
//
// Pure: what is asked of the machine comes in by `Situation`. Nothing is executed, written or sent here.
#pragma once

#include "agent/gate/freshness.h"
#include "agent/gate/log_view.h"
#include "agent/gate/narrowing.h"
#include "agent/gate/rules.h"

namespace steward::gate {

/// Why not: the number of the check and a detail of it, as the signed result carries them (Appendix B).
struct Refusal {
    uint8_t check = 0, detail = 0;
    uint64_t reason() const { return uint64_t{check} * 256 + detail; }
    bool operator==(const Refusal&) const = default;
};
/// What a check says: nothing when it is passed.
using Fault = std::optional<Refusal>;
template <class Detail>
Fault fault(uint8_t check, Detail detail) {
    return Refusal{check, static_cast<uint8_t>(detail)};
}
template <class Detail>
Fault fault_if(bool fails, uint8_t check, Detail detail) {
    return fails ? fault(check, detail) : std::nullopt;
}
constexpr uint8_t only_detail = 1;

/// Check 8 and the later ones that can fail in more than one way.
enum class Halted : uint8_t { Stopped = 1, StoppedHere, Forked };
enum class View : uint8_t { NotOnChain = 1, ChainTooOld, HeartbeatNotOnChain };
enum class KeyFault : uint8_t { Suspended = 1, NotYet, Over };
enum class Unfit : uint8_t { Role = 1, Class, Client, Assurance };
enum class TooFew : uint8_t { Holders = 1, Devices };
enum class Elsewhere : uint8_t { Client = 1, NotListed, Nobody };
enum class Untimely : uint8_t { Early = 1, Over, TooLong, Backwards };
enum class Stale : uint8_t { NeverHeard = 1, TooOld };
enum class Seen : uint8_t { Known = 1, NoRoom, Superseded };
enum class Unmet : uint8_t { System = 1, Agent, Window, Backup, Boot };
enum class Unwilling : uint8_t { Class = 1, Budget, Curfew, Consent, Local, NotBuilt, Site };  // the last two: not in this version
enum class Material : uint8_t { Missing = 1, Unreadable };  // files that are not here; an action that says what we cannot do

/// How far the clock of who signs may be ahead of the beacon's.
constexpr Duration most_skew = std::chrono::minutes(2);

/// What a machine is and has, as far as a job may ask for it.
struct Machine {
    trust::ShortId device{}, client{};
    trust::Digest secret{};  // its own, for ids that nobody knows beforehand
    std::string os, agent_version, boot_id;
    std::optional<Duration> backup_age;  // of the newest that was seen
    bool in_window = false;              // of maintenance
    bool in_curfew = false;              // by its own limits
    bool is_stopped_here = false;        // by its own administrator
    bool has_local_consent = false;      // of who is logged in, or nobody is
};

/// Of a policy: runs that failed one after the other, and are remembered until one goes well. A policy that allows more stops all the same.
constexpr size_t most_kept_failures = 16;

/// The journal, as far as the decision reads it.
class Journal {
public:
    virtual ~Journal() = default;
    virtual bool knows(const trust::ShortId& work) const = 0;
    virtual bool is_superseded(const trust::ShortId& work) const = 0;
    virtual bool has_room() const = 0;
    virtual uint64_t runs_since(trust::JobClass job_class, Instant from) const = 0;
    virtual uint64_t runs_of(const trust::ShortId& policy, Instant from) const = 0;
    /// Of a policy's version, one after the other, the newest first.
    virtual uint64_t failures_of(const trust::ShortId& policy, uint64_t version) const = 0;
};

/// What travels beside a job: its proof in the log and the files that it names by digest.
class Beside {
public:
    virtual ~Beside() = default;
    /// Nothing when the log holds this message, under the head that we have; level 2: with the witnesses' signatures.
    virtual std::optional<Unlogged> unlogged(const trust::Digest& message, const trust::ShortId& client, uint64_t level) const = 0;
    /// Everything that the action names by digest is here and is that.
    virtual bool has_artefacts(const trust::Job& job) const = 0;
};

/// A frame of one of ours. Points into the bytes and the keys.
struct Opened {
    trust::Frame frame;
    trust::Voices voices;
};
/// Checks 1 to 5: a frame of this type, signed by keys among these, each signature of which holds. Nothing of the payload is read.
std::expected<Opened, Refusal> open_frame(ByteView bytes, trust::MessageType type, std::span<const trust::KeyRecord> keys,
                                          const trust::Digest& authority);
std::expected<Opened, Refusal> open_frame(ByteView bytes, trust::MessageType type, const trust::Roster& roster);

struct Situation {
    const trust::Roster& roster;
    const Freshness& freshness;
    const Narrowing& narrowing;
    const trust::LocalLimits& limits;
    const Machine& machine;
    const Journal& journal;
    const Beside& beside;
    Instant at_least, at_most;  // trusted_time.h
    Duration running{0};
};

/// A job that may run, with who signed it.
struct Accepted {
    trust::Job job;
    trust::Digest message{};
    std::set<std::string> holders;
    trust::ShortId policy{};  // of a run that nobody signed by itself (tickets.h); zeros: a job
    uint64_t policy_version = 0;
};

// Asked in the same way of jobs, policies, runs and bindings.

/// Check 8: nothing runs here now.
Fault halted(const Situation& at);
/// Of check 10: what the newest heartbeat says of our chain.
Fault heartbeat_view(const Situation& at);
/// Check 11: a key that is suspended, or not in its time.
Fault fault_of_keys(const trust::Voices& voices, const Situation& at);
/// Check 16: nothing was heard, or longer ago than this.
Fault fault_of_age(Duration most, const Situation& at);
/// Check 18: work that was begun before or is superseded, or a full journal.
Fault fault_of_journal(const trust::ShortId& work, const Situation& at);
/// Check 21: what does not stand in the log as surely as this.
/// In the chain of `client`: an entry that this client never gets to see is none.
Fault fault_of_log(const trust::Digest& message, const trust::ShortId& client, uint64_t level, const Situation& at);

/// What a key must be for, to count for work.
struct Wanted {
    trust::Role role{};
    trust::JobClass job_class{};
    trust::ShortId client{};
};
/// The persons among the voices whose key is for that; by check 12 at least one.
std::set<std::string> holders_for(const Wanted& wanted, const trust::Voices& voices, const trust::LocalLimits& limits);
Fault fault_of_fitness(const Wanted& wanted, const trust::Voices& voices, const trust::LocalLimits& limits);
/// Of check 20: the class may run here, with the client's consent where the machine wants it.
Fault fault_of_class(trust::JobClass job_class, trust::NetworkUse network, const trust::Voices& voices, const Situation& at);

// Which check is left out: none, but in the programs of tests/mutants, each of which a story must find out.
#ifndef STEWARD_GATE_WITHOUT
#define STEWARD_GATE_WITHOUT 0
#endif
/// What is judged; its checks are numbered from here on in tests/mutants.
enum Judged : int { OfJob = 0, OfPolicy = 100, OfRun = 200, OfBinding = 300 };

template <class Candidate>
struct Check {
    uint8_t number;
    Fault (*fault)(const Candidate&);
};
/// The first that fails, in their order.
template <Judged what, class Candidate, size_t count>
Fault first_fault(const Check<Candidate> (&checks)[count], const Candidate& candidate) {
    for (const Check<Candidate>& check : checks) {
        if (what + check.number == STEWARD_GATE_WITHOUT) continue;
        if (const Fault fault = check.fault(candidate)) return fault;
    }
    return std::nullopt;
}

/// Decides over the bytes as they came.
std::expected<Accepted, Refusal> judge(ByteView bytes, const Situation& situation);

/// "0.10.2" is later than "0.9"; what is no number counts as 0.
bool is_at_least(std::string_view version, std::string_view wanted);

}  // namespace steward::gate
