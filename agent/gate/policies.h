// Standing policies: what may run here without a person, signed beforehand (design/trust.md 4.1.3, message 6; 4.1.6). What a message must
// be to be kept, and what of it still holds when something is to run.
//
// Pure, as checks.h. The number of a check is the same as for a job; the details that only policies have are here.
#pragma once

#include "agent/gate/checks.h"
#include "agent/gate/windows.h"

namespace steward::gate {

// Details that follow those of checks.h: check 12, 15, 18, 20 and 22.
enum class PolicyUnfit : uint8_t { NotOurServer = 16, NoPasskey };
enum class PolicyUntimely : uint8_t { NoWindow = 16, ClockBack, InItsDelay, RingWait, NeverOpen };
enum class PolicySeen : uint8_t { OldVersion = 16, OtherOfVersion, NoPolicy, OtherVersion };
enum class PolicyUnwilling : uint8_t { RunsADay = 16, RebootsADay, Failures, Uncounted };
enum class PolicyMaterial : uint8_t { OutsideRange = 16 };

// That are not over, and all their frames together; of those that are over, the number alone, so that no older version comes back.
constexpr size_t most_policies = 128, most_policy_bytes = 1024 * 1024, most_policy_numbers = 10'000;
/// A policy goes on without a heartbeat for so long.
constexpr Duration longest_offline = std::chrono::hours(24) * 30;

/// A policy as it is kept on the disk. One that is over stays as a number without a frame: an older version must not come back.
struct KeptPolicy {
    trust::ShortId id{};
    uint64_t version = 0;
    Bytes frame;
    Instant in_force_from;  // counted on this machine
    uint64_t holders = 2;   // that it needs, as the roster was when it came
    bool operator==(const KeptPolicy&) const = default;
};
struct KeptPolicies {
    uint64_t version = 1;
    std::vector<KeptPolicy> policies;
};

/// One that is not over, read.
struct StandingPolicy {
    trust::Policy policy;
    trust::Digest message{};
    std::vector<trust::KeyId> signers;
    Instant in_force_from;
    uint64_t holders = 2;
};

class PolicyBook {
public:
    PolicyBook() = default;
    /// Those of another authority are passed over. Nothing: the file says what cannot be.
    static std::optional<PolicyBook> read(KeptPolicies kept, const trust::Digest& authority);

    const KeptPolicies& kept() const { return kept_; }
    const StandingPolicy* find(const trust::ShortId& id) const;
    uint64_t version_of(const trust::ShortId& id) const;  // 0: none was ever here
    /// Beside those that are not over by this lower bound of time.
    bool has_room(const trust::ShortId& id, size_t frame_size, Instant at_least) const;
    const std::vector<StandingPolicy>& all() const { return standing_; }

    /// With this one in the place of what had its id; what is over by the lower bound of time keeps its number alone.
    PolicyBook with(const StandingPolicy& policy, ByteView frame, Instant at_least) const;

private:
    KeptPolicies kept_;
    std::vector<StandingPolicy> standing_;
};

struct PolicySituation {
    const Situation& at;
    const std::vector<std::string>& tags;  // that grant or binding signed
    const PolicyBook& book;
    Instant wall;
    const OffsetAt& offset_at;
};

/// Decides over a policy as it came: whether it is kept, and from when on it is in force. One that is there already is given back as it is.
std::expected<StandingPolicy, Refusal> judge_policy(ByteView bytes, const PolicySituation& situation);

/// What of it does not hold any more: its keys (4, 11, 12, 13), this machine (14), its time (15), consent and class (20).
Fault fault_of(const StandingPolicy& policy, const PolicySituation& situation);

/// Whether this machine's ring (trust/ring.h) has still to wait: by the time that has surely come, so that nobody shortens a wait with a
/// clock that runs ahead. Where it is not known when what the policy runs was published, the wait has no end.
bool waits_for_ring(const trust::Policy& policy, const PolicySituation& situation);

/// Whoever signed it, by name.
std::set<std::string> holders_of(const StandingPolicy& policy, const trust::Roster& roster);

/// How sure a message about unattended work must stand in the log: as the machine's limits want it, and at least once where there is a log.
uint64_t log_level_of(const Situation& at);

template <class Form>
void describe(Form& form, KeptPolicy& kept) {
    form.must_from(1, kept.id, kept.version);
    form.may(3, kept.frame);
    form.must_from(4, kept.in_force_from, kept.holders);
}

template <class Form>
void describe(Form& form, KeptPolicies& kept) {
    form.must(1, kept.version);
    form.may(2, kept.policies);
    form.refuse_if(kept.version != 1);
}

}  // namespace steward::gate
