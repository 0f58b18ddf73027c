#include "agent/gate/policies.h"

#include <algorithm>

#include "trust/templates.h"

namespace steward::gate {

using trust::KeyRecord;
using trust::Policy;
using trust::Role;

// As in checks.cpp: which check of a policy is left out, and 100.
#ifndef STEWARD_GATE_WITHOUT
#define STEWARD_GATE_WITHOUT 0
#endif

namespace {
constexpr int policy_left_out = STEWARD_GATE_WITHOUT - 100;
using Fault = std::optional<Refusal>;

template <class Detail>
Fault policy_fault(uint8_t check, Detail detail) {
    return Refusal{check, static_cast<uint8_t>(detail)};
}

struct PolicyCandidate {
    const StandingPolicy& one;
    const PolicySituation& in;
    trust::Voices voices;  // of keys in the roster

    std::optional<Unfit> unfit(const KeyRecord& key) const {
        if (!key.has(Role::Policy)) return Unfit::Role;
        if (!key.classes.has(one.policy.job_class)) return Unfit::Class;
        if (!key.clients.has(one.policy.target.client)) return Unfit::Client;
        if (key.assurance < least_assurance(one.policy.job_class, in.at.limits)) return Unfit::Assurance;
        return std::nullopt;
    }
    size_t holders() const {
        std::set<std::string_view> persons;
        for (const KeyRecord* key : voices) {
            if (!unfit(*key)) persons.insert(key->holder);
        }
        return persons.size();
    }
};

Fault policy_authority(const PolicyCandidate& c) {
    return c.one.policy.authority == c.in.at.roster.authority() ? std::nullopt : policy_fault(7, 1);
}

Fault policy_keys_known(const PolicyCandidate& c) {
    return c.voices.size() == c.one.signers.size() ? std::nullopt : policy_fault(4, 1);  // one of them was removed since
}

Fault policy_keys(const PolicyCandidate& c) {
    for (const KeyRecord* key : c.voices) {
        if (c.in.at.narrowing.is_suspended(key->id, c.in.at.at_least)) return policy_fault(11, KeyFault::Suspended);
    }
    return std::nullopt;
}

Fault policy_fit(const PolicyCandidate& c) {
    if (c.holders() > 0) return std::nullopt;
    return policy_fault(12, c.voices.empty() ? Unfit::Role : *c.unfit(*c.voices.front()));
}

Fault policy_persons(const PolicyCandidate& c) { return c.holders() >= c.one.holders ? std::nullopt : policy_fault(13, TooFew::Holders); }

Fault policy_target(const PolicyCandidate& c) {
    const auto& target = c.one.policy.target;
    if (target.client != c.in.at.machine.client) return policy_fault(14, Elsewhere::Client);
    const bool is_listed = std::ranges::find(target.devices, c.in.at.machine.device) != target.devices.end();
    const bool is_tagged = !target.tags.empty() && std::ranges::all_of(target.tags, [&](const std::string& tag) {
        return std::ranges::find(c.in.tags, tag) != c.in.tags.end();
    });
    return is_listed || is_tagged ? std::nullopt : policy_fault(14, Elsewhere::NotListed);
}

Fault policy_over(const PolicyCandidate& c) {
    return c.in.at.at_most > c.one.policy.not_after ? policy_fault(15, Untimely::Over) : std::nullopt;
}

Fault policy_willing(const PolicyCandidate& c) {
    const trust::JobClass job_class = c.one.policy.job_class;
    if (!c.in.at.limits.allowed.has(job_class)) return policy_fault(20, Unwilling::Class);
    const bool has_consent = std::ranges::any_of(c.voices, [&](const KeyRecord* key) {
        return key->has(Role::Consent) && key->clients.has(c.in.at.machine.client) && key->classes.has(job_class);
    });
    return c.in.at.limits.needs_consent.has(job_class) && !has_consent ? policy_fault(20, Unwilling::Consent) : std::nullopt;
}

struct PolicyCheck {
    uint8_t number;
    Fault (*fault)(const PolicyCandidate&);
};

Fault first_of(std::span<const PolicyCheck> checks, const PolicyCandidate& candidate) {
    for (const PolicyCheck& check : checks) {
        if (check.number == policy_left_out) continue;
        if (const Fault fault = check.fault(candidate)) return fault;
    }
    return std::nullopt;
}

// What is asked again before every run.
constexpr PolicyCheck checks_that_stay[] = {
    {7, policy_authority}, {4, policy_keys_known}, {11, policy_keys}, {12, policy_fit},
    {13, policy_persons},  {14, policy_target},    {15, policy_over}, {20, policy_willing},
};

// Only when it comes, before those and after them.
Fault policy_halted(const PolicyCandidate& c) { return c.in.at.roster.is_forked() ? policy_fault(8, Halted::Forked) : std::nullopt; }
Fault policy_asking(const PolicyCandidate& c) { return c.in.at.freshness.needs_answer() ? policy_fault(9, 1) : std::nullopt; }
Fault policy_view(const PolicyCandidate& c) {
    const auto fault = heartbeat_view(c.in.at);
    return fault ? policy_fault(10, *fault) : std::nullopt;
}
Fault policy_key_times(const PolicyCandidate& c) {
    for (const KeyRecord* key : c.voices) {
        if (key->not_before > c.in.at.at_least + most_skew) return policy_fault(11, KeyFault::NotYet);
        if (key->not_after <= c.in.at.at_most) return policy_fault(11, KeyFault::Over);
    }
    return std::nullopt;
}
Fault policy_never_open(const PolicyCandidate& c) {
    const auto& windows = c.one.policy.windows;
    const bool opens = std::ranges::any_of(windows, [&](const auto& window) { return c.in.offset_at(window.zone, c.in.wall).has_value(); });
    return opens ? std::nullopt : policy_fault(15, PolicyUntimely::NeverOpen);
}
Fault policy_heard(const PolicyCandidate& c) {
    const auto age = c.in.at.freshness.age(c.in.at.at_most, c.in.at.running);
    if (!age) return policy_fault(16, Stale::NeverHeard);
    const bool is_old = *age > most_age(c.one.policy.job_class, c.in.at.roster.rules(), c.in.at.limits);
    return is_old ? policy_fault(16, Stale::TooOld) : std::nullopt;
}
Fault policy_version(const PolicyCandidate& c) {
    const uint64_t known = c.in.book.version_of(c.one.policy.id), version = c.one.policy.policy_version;
    if (version > known) return std::nullopt;
    return policy_fault(18, version < known ? PolicySeen::OldVersion : PolicySeen::OtherOfVersion);
}
Fault policy_logged(const PolicyCandidate& c) {
    const uint64_t level = log_level_of(c.in.at);
    const auto fault = level == 0 ? std::nullopt : c.in.at.beside.unlogged(c.one.message, level);
    return fault ? policy_fault(21, *fault) : std::nullopt;
}
Fault policy_material(const PolicyCandidate& c) {
    const auto items = trust::template_items(c.one.policy.job_class, c.one.policy.allowed);
    return items ? std::nullopt : policy_fault(22, Material::Unreadable);
}

constexpr PolicyCheck checks_before[] = {
    {7, policy_authority}, {8, policy_halted}, {9, policy_asking}, {10, policy_view}, {11, policy_key_times}};
constexpr PolicyCheck checks_behind[] = {
    {15, policy_never_open}, {16, policy_heard}, {18, policy_version}, {21, policy_logged}, {22, policy_material}};

trust::Voices voices_now(const StandingPolicy& one, const trust::Roster& roster) {
    trust::Voices voices;
    for (const trust::KeyId& id : one.signers) {
        if (const KeyRecord* key = roster.key(id)) voices.push_back(key);
    }
    return voices;
}

std::optional<StandingPolicy> read_standing(const KeptPolicy& kept) {
    const auto frame = trust::read_frame(kept.frame);
    auto policy = frame && frame->type == trust::MessageType::Policy ? trust::read_message<Policy>(frame->payload) : std::nullopt;
    if (!policy || policy->id != kept.id || policy->policy_version != kept.version) return std::nullopt;
    StandingPolicy one{.policy = std::move(*policy),
                       .message = trust::message_id(frame->type, frame->payload),
                       .signers = {},
                       .in_force_from = kept.in_force_from,
                       .holders = kept.holders};
    for (const auto& signature : frame->signed_by()) std::ranges::copy(signature.key_id, one.signers.emplace_back().begin());
    return one;
}
}  // namespace

std::optional<PolicyBook> PolicyBook::read(KeptPolicies kept, const trust::Digest& authority) {
    PolicyBook book;
    book.kept_ = std::move(kept);
    for (const KeptPolicy& one : book.kept_.policies) {
        if (one.frame.empty()) continue;
        auto standing = read_standing(one);
        if (!standing) return std::nullopt;
        if (standing->policy.authority == authority) book.standing_.push_back(std::move(*standing));
    }
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

bool PolicyBook::has_room(const trust::ShortId& id, size_t frame_size) const {
    size_t count = 1, bytes = frame_size;
    for (const KeptPolicy& one : kept_.policies) {
        if (one.id == id) continue;
        ++count;
        bytes += one.frame.size();
    }
    return count <= most_policies && bytes <= most_policy_bytes;
}

PolicyBook PolicyBook::with(StandingPolicy policy, ByteView frame, Instant at_least) const {
    PolicyBook next = *this;
    const trust::ShortId id = policy.policy.id;
    const auto is_gone = [&](const StandingPolicy& one) { return one.policy.id == id || one.policy.not_after < at_least; };
    for (const StandingPolicy& one : standing_) {
        if (is_gone(one)) std::ranges::find(next.kept_.policies, one.policy.id, &KeptPolicy::id)->frame.clear();
    }
    std::erase_if(next.standing_, is_gone);
    std::erase_if(next.kept_.policies, [&](const KeptPolicy& one) { return one.id == id; });
    next.kept_.policies.push_back({.id = id,
                                   .version = policy.policy.policy_version,
                                   .frame = Bytes(frame.begin(), frame.end()),
                                   .in_force_from = policy.in_force_from,
                                   .holders = policy.holders});
    next.standing_.push_back(std::move(policy));
    return next;
}

std::expected<StandingPolicy, Refusal> judge_policy(ByteView bytes, const PolicySituation& situation) {
    const auto opened = open_frame(bytes, trust::MessageType::Policy, situation.at.roster);
    if (!opened) return std::unexpected(opened.error());
    auto policy = trust::read_message<Policy>(opened->frame.payload);
    if (!policy || policy->policy_version == 0) return std::unexpected(Refusal{6, 1});
    const trust::Digest message = trust::message_id(opened->frame.type, opened->frame.payload);
    const auto* known = situation.book.find(policy->id);
    if (known && known->message == message) return *known;
    // Where one person alone may sign policies, time is the second person.
    const auto& rules = situation.at.roster.rules();
    const bool is_alone = trust::count_holders(Role::Policy, rules.keys) == 1;
    StandingPolicy one{.policy = std::move(*policy),
                       .message = message,
                       .signers = {},
                       .in_force_from = situation.at.at_least + (is_alone ? rules.single_holder_delay : Duration{0}),
                       .holders = is_alone ? 1U : 2U};
    for (const KeyRecord* key : opened->voices) one.signers.push_back(key->id);
    const PolicyCandidate candidate{one, situation, voices_now(one, situation.at.roster)};
    for (const auto checks : {std::span<const PolicyCheck>(checks_before), std::span<const PolicyCheck>(checks_that_stay),
                              std::span<const PolicyCheck>(checks_behind)}) {
        if (const Fault fault = first_of(checks, candidate)) return std::unexpected(*fault);
    }
    if (!situation.book.has_room(one.policy.id, bytes.size())) return std::unexpected(Refusal{18, static_cast<uint8_t>(Seen::NoRoom)});
    return one;
}

std::optional<Refusal> fault_of(const StandingPolicy& policy, const PolicySituation& situation) {
    return first_of(checks_that_stay, {policy, situation, voices_now(policy, situation.at.roster)});
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
