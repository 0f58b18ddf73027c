#include "agent/gate/policies.h"

#include <algorithm>

#include "trust/ring.h"
#include "trust/templates.h"

namespace steward::gate {

using trust::KeyRecord;

namespace {
struct PolicyCandidate {
    const StandingPolicy& one;
    const PolicySituation& in;
    trust::Voices voices;  // of keys in the roster
    Wanted wanted{trust::Role::Policy, one.policy.job_class, one.policy.target.client};
};

Fault policy_authority(const PolicyCandidate& c) { return fault_if(c.one.policy.authority != c.in.at.roster.authority(), 7, only_detail); }

Fault policy_keys_known(const PolicyCandidate& c) {
    return fault_if(c.voices.size() != c.one.signers.size(), 4, only_detail);  // one of them was removed since
}

Fault policy_keys(const PolicyCandidate& c) {
    const bool is_suspended =
        std::ranges::any_of(c.voices, [&](const KeyRecord* key) { return c.in.at.narrowing.is_suspended(key->id, c.in.at.at_least); });
    return fault_if(is_suspended, 11, KeyFault::Suspended);
}

Fault policy_fit(const PolicyCandidate& c) { return fault_of_fitness(c.wanted, c.voices, c.in.at.limits); }

Fault policy_persons(const PolicyCandidate& c) {
    // As many as the machine's own limits want of one machine's job, too.
    const uint64_t own = rule_of(c.one.policy.job_class, {}, c.in.at.limits).few_holders;
    return fault_if(holders_for(c.wanted, c.voices, c.in.at.limits).size() < std::max(c.one.holders, own), 13, TooFew::Holders);
}

Fault policy_target(const PolicyCandidate& c) {
    const auto& target = c.one.policy.target;
    if (target.client != c.in.at.machine.client) return fault(14, Elsewhere::Client);
    const bool is_listed = std::ranges::find(target.devices, c.in.at.machine.device) != target.devices.end();
    const bool is_tagged = !target.tags.empty() && std::ranges::all_of(target.tags, [&](const std::string& tag) {
        return std::ranges::find(c.in.tags, tag) != c.in.tags.end();
    });
    return fault_if(!is_listed && !is_tagged, 14, Elsewhere::NotListed);
}

Fault policy_over(const PolicyCandidate& c) { return fault_if(c.in.at.at_most > c.one.policy.not_after, 15, Untimely::Over); }

Fault policy_willing(const PolicyCandidate& c) {
    const trust::Policy& policy = c.one.policy;
    // Nobody counts what a script loads: a bound that cannot be kept is refused, not passed over.
    const bool loads = policy.job_class == trust::JobClass::Script && policy.limits.network != trust::NetworkUse::None;
    if (loads && policy.budget.mebibytes_a_day > 0) return fault(20, PolicyUnwilling::Uncounted);
    return fault_of_class(policy.job_class, policy.limits.network, c.voices, c.in.at);
}

// What is asked again before every run.
constexpr Check<PolicyCandidate> checks_that_stay[] = {
    {7, policy_authority}, {4, policy_keys_known}, {11, policy_keys}, {12, policy_fit},
    {13, policy_persons},  {14, policy_target},    {15, policy_over}, {20, policy_willing},
};

// Only when it comes, before those and after them.
Fault policy_halted(const PolicyCandidate& c) { return fault_if(c.in.at.roster.is_forked(), 8, Halted::Forked); }
Fault policy_asking(const PolicyCandidate& c) { return fault_if(c.in.at.freshness.needs_answer(), 9, only_detail); }
Fault policy_view(const PolicyCandidate& c) { return heartbeat_view(c.in.at); }
Fault policy_key_times(const PolicyCandidate& c) { return fault_of_keys(c.voices, c.in.at); }
Fault policy_never_open(const PolicyCandidate& c) {
    const auto& windows = c.one.policy.windows;
    const bool opens = std::ranges::any_of(windows, [&](const auto& window) { return c.in.offset_at(window.zone, c.in.wall).has_value(); });
    return fault_if(!opens, 15, PolicyUntimely::NeverOpen);
}
Fault policy_heard(const PolicyCandidate& c) {
    return fault_of_age(most_age(c.one.policy.job_class, c.in.at.roster.rules(), c.in.at.limits), c.in.at);
}
Fault policy_version(const PolicyCandidate& c) {
    const uint64_t known = c.in.book.version_of(c.one.policy.id), version = c.one.policy.policy_version;
    if (version < known) return fault(18, PolicySeen::OldVersion);
    return fault_if(version == known, 18, PolicySeen::OtherOfVersion);
}
Fault policy_logged(const PolicyCandidate& c) {
    return fault_of_log(c.one.message, c.in.at.machine.client, log_level_of(c.in.at), c.in.at);
}
Fault policy_material(const PolicyCandidate& c) {
    return fault_if(!trust::template_items(c.one.policy.job_class, c.one.policy.allowed), 22, Material::Unreadable);
}

constexpr Check<PolicyCandidate> checks_before[] = {
    {7, policy_authority}, {8, policy_halted}, {9, policy_asking}, {10, policy_view}, {11, policy_key_times}};
constexpr Check<PolicyCandidate> checks_behind[] = {
    {15, policy_never_open}, {16, policy_heard}, {18, policy_version}, {21, policy_logged}, {22, policy_material}};

trust::Voices voices_now(const StandingPolicy& one, const trust::Roster& roster) {
    trust::Voices voices;
    for (const trust::KeyId& id : one.signers) {
        if (const KeyRecord* key = roster.key(id)) voices.push_back(key);
    }
    return voices;
}

std::optional<StandingPolicy> read_standing(const trust::Frame& frame, Instant in_force_from, uint64_t holders) {
    auto policy = frame.type == trust::MessageType::Policy ? trust::read_message<trust::Policy>(frame.payload) : std::nullopt;
    if (!policy) return std::nullopt;
    StandingPolicy one{.policy = std::move(*policy),
                       .message = trust::message_id(frame.type, frame.payload),
                       .signers = {},
                       .in_force_from = in_force_from,
                       .holders = holders};
    for (const auto& signature : frame.signed_by()) std::ranges::copy(signature.key_id, one.signers.emplace_back().begin());
    return one;
}

KeptPolicy kept_of(const StandingPolicy& one, ByteView frame) {
    return {.id = one.policy.id,
            .version = one.policy.policy_version,
            .frame = Bytes(frame.begin(), frame.end()),
            .in_force_from = one.in_force_from,
            .holders = one.holders};
}
}  // namespace

std::optional<PolicyBook> PolicyBook::read(KeptPolicies kept, const trust::Digest& authority) {
    PolicyBook book;
    for (const KeptPolicy& one : kept.policies) {
        if (one.frame.empty()) continue;
        const auto frame = trust::read_frame(one.frame);
        auto standing = frame ? read_standing(*frame, one.in_force_from, one.holders) : std::nullopt;
        if (!standing || kept_of(*standing, one.frame) != one) return std::nullopt;
        if (standing->policy.authority == authority) book.standing_.push_back(std::move(*standing));
    }
    book.kept_ = std::move(kept);
    return book;
}

const StandingPolicy* PolicyBook::find(const trust::ShortId& id) const {
    const auto found = std::ranges::find_if(standing_, [&](const StandingPolicy& one) { return one.policy.id == id; });
    return found == standing_.end() ? nullptr : &*found;
}

uint64_t PolicyBook::version_of(const trust::ShortId& id) const {
    const auto found = std::ranges::find(kept_.policies, id, &KeptPolicy::id);
    return found == kept_.policies.end() ? 0 : found->version;
}

bool PolicyBook::has_room(const trust::ShortId& id, size_t frame_size, Instant at_least) const {
    size_t count = 1, bytes = frame_size;
    for (const KeptPolicy& one : kept_.policies) {
        const StandingPolicy* standing = find(one.id);
        // Of one that is over the number alone is kept.
        if (one.id == id || !standing || standing->policy.not_after < at_least) continue;
        ++count;
        bytes += one.frame.size();
    }
    if (version_of(id) == 0 && kept_.policies.size() >= most_policy_numbers) return false;
    return count <= most_policies && bytes <= most_policy_bytes;
}

PolicyBook PolicyBook::with(const StandingPolicy& policy, ByteView frame, Instant at_least) const {
    KeptPolicies next = kept_;
    const trust::ShortId id = policy.policy.id;
    for (KeptPolicy& one : next.policies) {
        const StandingPolicy* standing = find(one.id);
        if (standing && standing->policy.not_after < at_least) one.frame.clear();
    }
    std::erase_if(next.policies, [&](const KeptPolicy& one) { return one.id == id; });
    next.policies.push_back(kept_of(policy, frame));
    return read(std::move(next), policy.policy.authority).value_or(*this);
}

std::expected<StandingPolicy, Refusal> judge_policy(ByteView bytes, const PolicySituation& situation) {
    const auto opened = open_frame(bytes, trust::MessageType::Policy, situation.at.roster);
    if (!opened) return std::unexpected(opened.error());
    // Where one person alone may sign policies, time is the second person.
    const auto& rules = situation.at.roster.rules();
    const bool is_alone = trust::count_holders(trust::Role::Policy, rules.keys) == 1;
    const Instant in_force_from = is_alone ? situation.at.at_most + rules.single_holder_delay : situation.at.at_least;
    auto one = read_standing(opened->frame, in_force_from, is_alone ? 1 : 2);
    if (!one || one->policy.policy_version == 0) return std::unexpected(Refusal{6, only_detail});
    const auto* known = situation.book.find(one->policy.id);
    if (known && known->message == one->message) return *known;
    const PolicyCandidate candidate{*one, situation, voices_now(*one, situation.at.roster)};
    Fault fault = first_fault<OfPolicy>(checks_before, candidate);
    if (!fault) fault = first_fault<OfPolicy>(checks_that_stay, candidate);
    if (!fault) fault = first_fault<OfPolicy>(checks_behind, candidate);
    if (!fault) fault = fault_if(!situation.book.has_room(one->policy.id, bytes.size(), situation.at.at_least), 18, Seen::NoRoom);
    if (fault) return std::unexpected(*fault);
    return std::move(*one);
}

Fault fault_of(const StandingPolicy& policy, const PolicySituation& situation) {
    return first_fault<OfPolicy>(checks_that_stay, PolicyCandidate{policy, situation, voices_now(policy, situation.at.roster)});
}

bool waits_for_ring(const trust::Policy& policy, const PolicySituation& in) {
    if (policy.rings.empty()) return false;
    return policy.published == Instant{} || in.at.at_least < policy.published + trust::ring_wait(policy.rings, in.tags);
}

std::set<std::string> holders_of(const StandingPolicy& policy, const trust::Roster& roster) {
    std::set<std::string> persons;
    for (const KeyRecord* key : voices_now(policy, roster)) persons.insert(key->holder);
    return persons;
}

uint64_t log_level_of(const Situation& at) {
    return std::max<uint64_t>(at.limits.least_log_level, at.roster.rules().log_keys.empty() ? 0 : 1);
}

}  // namespace steward::gate
