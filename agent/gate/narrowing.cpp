#include "agent/gate/narrowing.h"

#include <algorithm>

namespace steward::gate {

using trust::MessageType;
using trust::Role;
using trust::Roster;

namespace {
// Those whose keys were in force at a moment.
trust::Voices in_force(trust::Voices voices, const Roster& roster, Instant at) {
    std::erase_if(voices, [&](const auto* key) { return !roster.key(key->id) || !key->is_valid_at(at); });
    return voices;
}

bool hold(const KeptStops& stops, Instant at_least) {
    return std::ranges::any_of(stops.standing, [&](const StandingStop& stop) { return !stop.until.is_set() || at_least <= stop.until; });
}

bool add(KeptStops& stops, Instant issued, Instant until) {
    const StandingStop added{issued, until};
    if (issued <= stops.lifted || std::ranges::find(stops.standing, added) != stops.standing.end()) return false;
    if (stops.standing.size() < most_stops) {
        stops.standing.push_back(added);
        return true;
    }
    StandingStop& last = stops.standing.back();
    const bool for_good = !last.until.is_set() || !until.is_set();
    last = {std::max(last.issued, issued), for_good ? Instant{} : std::max(last.until, until)};
    return true;
}

bool lift(KeptStops& stops, Instant issued) {
    if (issued <= stops.lifted) return false;
    stops.lifted = issued;
    std::erase_if(stops.standing, [&](const StandingStop& stop) { return stop.issued <= issued; });
    return true;
}

bool any_has(const trust::Voices& voices, Role role) {
    return std::ranges::any_of(voices, [&](const auto* key) { return key->has(role); });
}
}  // namespace

Narrowed Narrowing::take(const trust::Frame& frame, const Roster& roster, Instant at_most) {
    if (frame.type != MessageType::Suspend && frame.type != MessageType::Stop) return Narrowed::Malformed;
    // Nothing of the payload is read before all signatures hold.
    const auto voices = trust::voices_of(frame, roster.rules().keys, roster.authority());
    if (!voices) return Narrowed::NotSigned;
    return frame.type == MessageType::Stop ? take_stop(frame.payload, *voices, roster, at_most)
                                           : take_suspend(frame.payload, *voices, roster, at_most);
}

Narrowed Narrowing::take_suspend(ByteView payload, const trust::Voices& signed_by, const Roster& roster, Instant at_most) {
    const auto suspend = trust::read_message<trust::Suspend>(payload);
    if (!suspend || suspend->authority != roster.authority()) return Narrowed::Malformed;
    if (!roster.key(suspend->target)) return Narrowed::NotOurs;
    if (suspend->issued > at_most + most_ahead) return Narrowed::Early;
    const auto voices = in_force(signed_by, roster, suspend->issued);
    const bool by_itself = std::ranges::any_of(voices, [&](const auto* key) { return key->id == suspend->target; });
    if (!by_itself && !any_has(voices, Role::Roster) && !any_has(voices, Role::Stop)) return Narrowed::NotSigned;
    auto known = std::ranges::find(kept_.suspended, suspend->target, &Suspension::key);
    if (known == kept_.suspended.end()) known = kept_.suspended.insert(known, {suspend->target, Instant{}});
    if (suspend->until <= known->until) return Narrowed::Known;
    known->until = suspend->until;
    return Narrowed::Accepted;
}

bool Narrowing::is_suspended(const trust::KeyId& key, Instant at_least) const {
    const auto found = std::ranges::find(kept_.suspended, key, &Suspension::key);
    return found != kept_.suspended.end() && at_least <= found->until;
}

bool Narrowing::is_stopped(Instant at_least) const { return hold(kept_.by_provider, at_least) || hold(kept_.by_client, at_least); }

bool Narrowing::means_us(const trust::StopScope& scope) const {
    const auto names = [](const std::vector<trust::ShortId>& list, const trust::ShortId& id) {
        return std::ranges::find(list, id) != list.end();
    };
    return scope.all || names(scope.clients, client_) || names(scope.devices, device_);
}

Narrowed Narrowing::take_stop(ByteView payload, const trust::Voices& signed_by, const Roster& roster, Instant at_most) {
    const auto stop = trust::read_message<trust::Stop>(payload);
    if (!stop || stop->authority != roster.authority()) return Narrowed::Malformed;
    if (!means_us(stop->scope)) return Narrowed::NotOurs;
    // What lifts holds against every stop up to its own date: it is not dated ahead.
    if (stop->issued > at_most + (stop->lifts ? std::chrono::minutes(2) : most_ahead)) return Narrowed::Early;
    const auto voices = in_force(signed_by, roster, stop->issued);
    // A client's key speaks of that client's machines alone.
    const bool by_client = !stop->scope.all && std::ranges::any_of(voices, [&](const auto* key) {
        return key->has(Role::Consent) && !key->clients.all && key->clients.has(client_);
    });
    if (stop->lifts) {
        const bool by_majority = trust::holders_with(Role::Roster, voices, stop->issued).size() >= roster.voices_needed();
        if (!by_majority && !by_client) return Narrowed::NotSigned;
        const bool lifted_client = lift(kept_.by_client, stop->issued);
        const bool lifted_provider = by_majority && lift(kept_.by_provider, stop->issued);
        return lifted_client || lifted_provider ? Narrowed::Accepted : Narrowed::Known;
    }
    const bool by_provider = any_has(voices, Role::Stop);
    if (!by_client && !by_provider) return Narrowed::NotSigned;
    // Signed by both it is a stop of both: each is lifted by its own.
    const bool added_client = by_client && add(kept_.by_client, stop->issued, stop->until);
    const bool added_provider = by_provider && add(kept_.by_provider, stop->issued, stop->until);
    return added_client || added_provider ? Narrowed::Accepted : Narrowed::Known;
}

}  // namespace steward::gate
