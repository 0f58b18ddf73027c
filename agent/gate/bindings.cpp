#include "agent/gate/bindings.h"

#include <algorithm>

namespace steward::gate {

// As in checks.cpp: which check of a binding is left out, and 300.
#ifndef STEWARD_GATE_WITHOUT
#define STEWARD_GATE_WITHOUT 0
#endif

namespace {
constexpr int binding_left_out = STEWARD_GATE_WITHOUT - 300;
using BindingFault = std::optional<Refusal>;

template <class Detail>
BindingFault binding_fault(uint8_t check, Detail detail) {
    return check == binding_left_out ? std::nullopt : BindingFault(Refusal{check, static_cast<uint8_t>(detail)});
}

// Who signed and may: 11, 12, 13.
BindingFault fault_of_persons(const Opened& opened, const trust::Binding& binding, const Situation& at, std::set<std::string>& holders) {
    for (const trust::KeyRecord* key : opened.voices) {
        BindingFault fault;
        if (at.narrowing.is_suspended(key->id, at.at_least)) fault = binding_fault(11, KeyFault::Suspended);
        else if (key->not_before > at.at_least + most_skew) fault = binding_fault(11, KeyFault::NotYet);
        else if (key->not_after <= at.at_most) fault = binding_fault(11, KeyFault::Over);
        if (fault) return fault;
    }
    bool is_enrolling = false;
    for (const trust::KeyRecord* key : opened.voices) {
        const bool may = key->has(trust::Role::Enrol) && key->assurance >= trust::Assurance::Software;
        is_enrolling = is_enrolling || may;
        if (may && key->clients.has(binding.client) && key->clients.has(at.machine.client)) holders.insert(key->holder);
    }
    if (holders.empty()) {
        if (const auto fault = binding_fault(12, is_enrolling ? Unfit::Client : Unfit::Role)) return fault;
    }
    const size_t wanted = binding.client == at.machine.client ? 1 : 2;
    return holders.size() < wanted ? binding_fault(13, TooFew::Holders) : std::nullopt;
}

// 7 to 10, 16: whether this machine may believe anybody now.
BindingFault fault_of_moment(const trust::Binding& binding, const Situation& at) {
    BindingFault fault;
    if (binding.authority != at.roster.authority() && (fault = binding_fault(7, 1))) return fault;
    if (at.roster.is_forked() && (fault = binding_fault(8, Halted::Forked))) return fault;
    if (at.freshness.needs_answer() && (fault = binding_fault(9, 1))) return fault;
    if (const auto view = heartbeat_view(at); view && (fault = binding_fault(10, *view))) return fault;
    const auto age = at.freshness.age(at.at_most, at.running);
    const bool is_fresh = age && *age <= most_age(trust::JobClass::AgentConfig, at.roster.rules(), at.limits);
    return is_fresh ? std::nullopt : binding_fault(16, age ? Stale::TooOld : Stale::NeverHeard);
}

BindingFault fault_of_chain(const trust::Binding& binding, const BoundHere& here) {
    if (binding.seq <= here.seq) return binding_fault(18, Seen::Known);
    if (binding.seq != here.seq + 1) return binding_fault(18, BindingSeen::Gap);
    const trust::Digest parent = here.seq == 0 ? parent_of_first(here.grant) : here.last;
    return binding.previous == parent ? std::nullopt : binding_fault(18, BindingSeen::OtherParent);
}
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
    if (!binding) return std::unexpected(Refusal{6, 1});
    Bound bound{.binding = std::move(*binding), .message = trust::message_id(opened->frame.type, opened->frame.payload), .holders = {}};
    if (const auto fault = fault_of_moment(bound.binding, at)) return std::unexpected(*fault);
    if (const auto fault = fault_of_persons(*opened, bound.binding, at, bound.holders)) return std::unexpected(*fault);
    const bool is_ours = bound.binding.device == at.machine.device && std::ranges::equal(bound.binding.device_key, here.device_key);
    if (const auto fault = is_ours ? std::nullopt : binding_fault(14, Elsewhere::NotListed)) return std::unexpected(*fault);
    if (const auto fault = fault_of_chain(bound.binding, here)) return std::unexpected(*fault);
    const auto unlogged = log_level == 0 ? std::nullopt : at.beside.unlogged(bound.message, log_level);
    if (const auto fault = unlogged ? binding_fault(21, *unlogged) : std::nullopt) return std::unexpected(*fault);
    return bound;
}

}  // namespace steward::gate
