#include "agent/gate/narrowing.h"

#include <algorithm>

namespace steward::gate {

using trust::Frame;
using trust::MessageType;
using trust::Role;
using trust::Roster;

namespace {
// The records of who signed, of keys in force, whose signatures all hold; empty otherwise.
trust::Voices voices_in_force(const Frame& frame, const Roster& roster, Instant at) {
    auto voices = trust::voices_of(frame, roster.rules().keys, roster.authority());
    if (!voices) return {};
    std::erase_if(*voices, [&](const auto* key) { return !roster.key(key->id) || !key->is_valid_at(at); });
    return std::move(*voices);
}

bool any_has(const trust::Voices& voices, Role role) {
    return std::ranges::any_of(voices, [&](const auto* key) { return key->has(role); });
}
}  // namespace

Narrowing::Narrowing(const trust::ShortId& device, const trust::ShortId& client, const KeptNarrowing& kept)
    : device_(device), client_(client), by_provider_{kept.by_provider}, by_client_{kept.by_client} {
    for (const Suspension& one : kept.suspended) suspended_[one.key] = one.until;
}

KeptNarrowing Narrowing::kept() const {
    KeptNarrowing kept{.suspended = {}, .by_provider = by_provider_.kept, .by_client = by_client_.kept};
    for (const auto& [key, until] : suspended_) kept.suspended.push_back({key, until});
    return kept;
}

bool Narrowing::Stops::hold(Instant at_least) const {
    return std::ranges::any_of(kept.standing, [&](const StandingStop& stop) { return !stop.until.is_set() || at_least <= stop.until; });
}

bool Narrowing::Stops::add(Instant issued, Instant until) {
    const StandingStop added{issued, until};
    if (issued <= kept.lifted || std::ranges::find(kept.standing, added) != kept.standing.end()) return false;
    if (kept.standing.size() < most_stops) {
        kept.standing.push_back(added);
        return true;
    }
    StandingStop& last = kept.standing.back();
    const bool for_good = !last.until.is_set() || !until.is_set();
    last = {std::max(last.issued, issued), for_good ? Instant{} : std::max(last.until, until)};
    return true;
}

bool Narrowing::Stops::lift(Instant issued) {
    if (issued <= kept.lifted) return false;
    kept.lifted = issued;
    std::erase_if(kept.standing, [&](const StandingStop& stop) { return stop.issued <= issued; });
    return true;
}

Narrowed Narrowing::take(const Frame& frame, const Roster& roster, Instant at_most) {
    if (frame.type == MessageType::Suspend) return take_suspend(frame, roster, at_most);
    if (frame.type == MessageType::Stop) return take_stop(frame, roster, at_most);
    return Narrowed::Malformed;
}

Narrowed Narrowing::take_suspend(const Frame& frame, const Roster& roster, Instant at_most) {
    const auto suspend = trust::read_message<trust::Suspend>(frame.payload);
    if (!suspend || suspend->authority != roster.authority()) return Narrowed::Malformed;
    if (!roster.key(suspend->target)) return Narrowed::NotOurs;
    if (suspend->issued > at_most + most_ahead) return Narrowed::Early;
    const auto voices = voices_in_force(frame, roster, suspend->issued);
    const bool by_itself = std::ranges::any_of(voices, [&](const auto* key) { return key->id == suspend->target; });
    if (!by_itself && !any_has(voices, Role::Roster) && !any_has(voices, Role::Stop)) return Narrowed::NotSigned;
    Instant& until = suspended_[suspend->target];
    if (suspend->until <= until) return Narrowed::Known;
    until = suspend->until;
    return Narrowed::Accepted;
}

bool Narrowing::is_suspended(const trust::KeyId& key, Instant at_least) const {
    const auto found = suspended_.find(key);
    return found != suspended_.end() && at_least <= found->second;
}

bool Narrowing::means_us(const trust::StopScope& scope) const {
    const auto names = [](const std::vector<trust::ShortId>& list, const trust::ShortId& id) {
        return std::ranges::find(list, id) != list.end();
    };
    return scope.all || names(scope.clients, client_) || names(scope.devices, device_);
}

Narrowed Narrowing::take_stop(const Frame& frame, const Roster& roster, Instant at_most) {
    const auto stop = trust::read_message<trust::Stop>(frame.payload);
    if (!stop || stop->authority != roster.authority()) return Narrowed::Malformed;
    if (!means_us(stop->scope)) return Narrowed::NotOurs;
    if (stop->issued > at_most + most_ahead) return Narrowed::Early;
    const auto voices = voices_in_force(frame, roster, stop->issued);
    // A client's key speaks of that client's machines alone.
    const bool by_client = !stop->scope.all && std::ranges::any_of(voices, [&](const auto* key) {
        return key->has(Role::Consent) && !key->clients.all && key->clients.has(client_);
    });
    if (stop->lifts) {
        const bool by_majority = trust::holders_with(Role::Roster, voices, stop->issued).size() >= roster.voices_needed();
        if (!by_majority && !by_client) return Narrowed::NotSigned;
        const bool lifted_client = by_client_.lift(stop->issued);
        const bool lifted_provider = by_majority && by_provider_.lift(stop->issued);
        return lifted_client || lifted_provider ? Narrowed::Accepted : Narrowed::Known;
    }
    const bool by_provider = any_has(voices, Role::Stop);
    if (!by_client && !by_provider) return Narrowed::NotSigned;
    // Signed by both it is a stop of both: each is lifted by its own.
    const bool added_client = by_client && by_client_.add(stop->issued, stop->until);
    const bool added_provider = by_provider && by_provider_.add(stop->issued, stop->until);
    return added_client || added_provider ? Narrowed::Accepted : Narrowed::Known;
}

}  // namespace steward::gate
