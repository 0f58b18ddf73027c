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

bool stands(const KeyStop& stop, Instant lifted) { return stop.issued > std::max(stop.lifted, lifted); }

bool hold(const KeptStops& stops, Instant at_least) {
    return std::ranges::any_of(
        stops.keys, [&](const KeyStop& stop) { return stands(stop, stops.lifted) && (!stop.until.is_set() || at_least <= stop.until); });
}

KeyStop& stop_of(KeptStops& stops, const trust::KeyId& key) {
    const auto known = std::ranges::find(stops.keys, key, &KeyStop::by);
    return known != stops.keys.end() ? *known : stops.keys.emplace_back(KeyStop{.by = key});
}

bool add(KeptStops& stops, const trust::KeyId& key, Instant issued, Instant until) {
    if (issued <= stops.lifted) return false;
    KeyStop& stop = stop_of(stops, key);
    if (issued <= stop.lifted) return false;
    const bool goes_on = stands(stop, stops.lifted);
    const bool for_good = !until.is_set() || (goes_on && !stop.until.is_set());
    const KeyStop before = stop;
    stop.until = for_good ? Instant{} : goes_on ? std::max(stop.until, until) : until;
    stop.issued = std::max(stop.issued, issued);
    return stop != before;
}

bool lift(KeptStops& stops, Instant issued) {
    if (issued <= stops.lifted) return false;
    stops.lifted = issued;
    std::erase_if(stops.keys, [&](const KeyStop& stop) { return std::max(stop.issued, stop.lifted) <= issued; });
    return true;
}

bool lift_own(KeptStops& stops, const trust::KeyId& key, Instant issued) {
    if (issued <= stops.lifted) return false;
    KeyStop& stop = stop_of(stops, key);
    if (issued <= stop.lifted) return false;
    stop.lifted = issued;
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
    bool changes = false;
    if (stop->lifts && trust::holders_with(Role::Roster, voices, stop->issued).size() >= roster.voices_needed()) {
        changes |= lift(kept_.by_provider, stop->issued);
        changes |= lift(kept_.by_client, stop->issued);
        return changes ? Narrowed::Accepted : Narrowed::Known;
    }
    bool has_voice = false;
    for (const auto* key : voices) {
        // A client's key speaks of that client's machines alone, and gives back what itself took away. Signed by several, and by both, it
        // is a stop of each.
        const bool is_client = key->has(Role::Consent) && !stop->scope.all && !key->clients.all && key->clients.has(client_);
        const bool is_provider = key->has(Role::Stop) && !stop->lifts;
        has_voice = has_voice || is_client || is_provider;
        if (is_client && stop->lifts) changes |= lift_own(kept_.by_client, key->id, stop->issued);
        if (is_client && !stop->lifts) changes |= add(kept_.by_client, key->id, stop->issued, stop->until);
        if (is_provider) changes |= add(kept_.by_provider, key->id, stop->issued, stop->until);
    }
    if (!has_voice) return Narrowed::NotSigned;
    return changes ? Narrowed::Accepted : Narrowed::Known;
}

}  // namespace steward::gate
