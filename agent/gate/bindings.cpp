#include "agent/gate/bindings.h"

#include <algorithm>

namespace steward::gate {

namespace {
struct BindingCandidate {
    const trust::Binding& binding;
    const trust::Digest& message;
    const trust::Voices& voices;
    const Situation& at;
    const BoundHere& here;
    uint64_t log_level;
    std::set<std::string> holders;
};

Fault binding_authority(const BindingCandidate& c) { return fault_if(c.binding.authority != c.at.roster.authority(), 7, only_detail); }
Fault binding_halted(const BindingCandidate& c) { return fault_if(c.at.roster.is_forked(), 8, Halted::Forked); }
Fault binding_asking(const BindingCandidate& c) { return fault_if(c.at.freshness.needs_answer(), 9, only_detail); }
Fault binding_view(const BindingCandidate& c) { return heartbeat_view(c.at); }
Fault binding_heard(const BindingCandidate& c) {
    return fault_of_age(most_age(trust::JobClass::AgentConfig, c.at.roster.rules(), c.at.limits), c.at);
}
Fault binding_keys(const BindingCandidate& c) { return fault_of_keys(c.voices, c.at); }

bool may_enrol(const trust::KeyRecord& key) { return key.has(trust::Role::Enrol) && key.assurance >= trust::Assurance::Software; }

Fault binding_fit(const BindingCandidate& c) {
    const bool is_enrolling = std::ranges::any_of(c.voices, [](const auto* key) { return may_enrol(*key); });
    return fault_if(c.holders.empty(), 12, is_enrolling ? Unfit::Client : Unfit::Role);
}

Fault binding_persons(const BindingCandidate& c) {
    const bool reaches_the_same = c.binding.client == c.at.machine.client && std::ranges::is_permutation(c.binding.tags, c.here.tags);
    return fault_if(c.holders.size() < (reaches_the_same ? 1U : 2U), 13, TooFew::Holders);
}

Fault binding_target(const BindingCandidate& c) {
    const bool is_ours = c.binding.device == c.at.machine.device && std::ranges::equal(c.binding.device_key, c.here.device_key);
    return fault_if(!is_ours, 14, Elsewhere::NotListed);
}

Fault binding_seen(const BindingCandidate& c) {
    if (c.binding.seq <= c.here.seq) return fault(18, Seen::Known);
    if (c.binding.seq != c.here.seq + 1) return fault(18, BindingSeen::Gap);
    const trust::Digest parent = c.here.seq == 0 ? parent_of_first(c.here.grant) : c.here.last;
    return fault_if(c.binding.previous != parent, 18, BindingSeen::OtherParent);
}

Fault binding_logged(const BindingCandidate& c) { return fault_of_log(c.message, c.binding.client, c.log_level, c.at); }

constexpr Check<BindingCandidate> checks_of_a_binding[] = {
    {7, binding_authority}, {8, binding_halted},  {9, binding_asking}, {10, binding_view}, {11, binding_keys},   {12, binding_fit},
    {13, binding_persons},  {14, binding_target}, {16, binding_heard}, {18, binding_seen}, {21, binding_logged},
};
}  // namespace

trust::Digest parent_of_first(const trust::ShortId& grant) {
    trust::Digest parent{};
    std::ranges::copy(grant, parent.begin());
    return parent;
}

std::expected<Bound, Refusal> judge_binding(ByteView bytes, const Situation& at, const BoundHere& here, uint64_t log_level) {
    const auto opened = open_frame(bytes, trust::MessageType::Binding, at.roster);
    if (!opened) return std::unexpected(opened.error());
    auto binding = trust::read_message<trust::Binding>(opened->frame.payload);
    if (!binding) return std::unexpected(Refusal{6, only_detail});
    const trust::Digest message = trust::message_id(opened->frame.type, opened->frame.payload);
    BindingCandidate candidate{*binding, message, opened->voices, at, here, log_level, {}};
    for (const trust::KeyRecord* key : opened->voices) {
        if (may_enrol(*key) && key->clients.has(binding->client) && key->clients.has(at.machine.client))
            candidate.holders.insert(key->holder);
    }
    if (const Fault fault = first_fault<OfBinding>(checks_of_a_binding, candidate)) return std::unexpected(*fault);
    return Bound{.binding = std::move(*binding), .message = message, .holders = std::move(candidate.holders)};
}

}  // namespace steward::gate
