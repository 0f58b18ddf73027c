// What a roster's rules may be, and how one update changes them.
#include <algorithm>

#include "trust/roster.h"

namespace steward::trust {

namespace {
template <class T>
std::optional<T> body_as(const Item& body) {
    return read_message<T>(body.bytes);
}

bool are_distinct(std::span<const KeyRecord> keys) {
    std::set<KeyId> ids;
    return std::ranges::all_of(keys, [&](const auto& key) { return ids.insert(key.id).second; });
}

std::vector<KeyRecord>::iterator find_key(RosterRules& rules, const KeyId& id) {
    return std::ranges::find_if(rules.keys, [&](const auto& key) { return key.id == id; });
}
}  // namespace

bool can_work(const RosterRules& rules) {
    if (rules.keys.size() + rules.recovery.keys.size() > most_keys || !are_distinct(rules.keys) || !are_distinct(rules.recovery.keys))
        return false;
    const size_t holders = count_holders(Role::Roster, rules.keys), recovery = count_holders(Role::Recovery, rules.recovery.keys);
    if (rules.threshold == 0 || rules.threshold > holders) return false;
    if (rules.recovery.threshold == 0 || rules.recovery.threshold > recovery) return false;
    // A key for every day is none for the safe.
    if (count_holders(Role::Recovery, rules.keys) > 0) return false;
    const auto is_delay = [](Duration delay) { return delay >= least_delay && delay <= longest_key_life; };
    return is_delay(rules.recovery.delay) && is_delay(rules.single_holder_delay);
}

std::optional<RosterRules> updated(RosterRules rules, UpdateKind kind, const Item& body) {
    switch (kind) {
        case UpdateKind::AddKey: {
            const auto change = body_as<KeyBody>(body);
            if (!change || find_key(rules, change->key.id) != rules.keys.end()) return std::nullopt;
            rules.keys.push_back(change->key);
            return rules;
        }
        case UpdateKind::RemoveKey: {
            const auto change = body_as<KeyIdBody>(body);
            const auto found = change ? find_key(rules, change->id) : rules.keys.end();
            if (found == rules.keys.end()) return std::nullopt;
            rules.keys.erase(found);
            return rules;
        }
        case UpdateKind::UpdateKey: {
            const auto change = body_as<KeyBody>(body);
            if (!change) return std::nullopt;
            const auto found = find_key(rules, change->key.id);
            if (found == rules.keys.end() || found->holder != change->key.holder) return std::nullopt;
            *found = change->key;
            return rules;
        }
        case UpdateKind::SetRules: {
            const auto change = body_as<RulesBody>(body);
            if (!change) return std::nullopt;
            rules.threshold = change->threshold;
            rules.single_holder_delay = change->single_holder_delay;
            rules.class_rules = change->class_rules;
            rules.fresh = change->fresh;
            return rules;
        }
        case UpdateKind::SetRecovery: {
            const auto change = body_as<RecoveryRule>(body);
            if (!change) return std::nullopt;
            rules.recovery = *change;
            return rules;
        }
        case UpdateKind::SetLogKeys:
        case UpdateKind::SetPins: {
            const auto change = body_as<DigestsBody>(body);
            if (!change) return std::nullopt;
            (kind == UpdateKind::SetPins ? rules.server_pins : rules.log_keys) = change->digests;
            return rules;
        }
        case UpdateKind::SetMirrors: {
            const auto change = body_as<MirrorsBody>(body);
            if (!change) return std::nullopt;
            rules.mirrors = change->mirrors;
            return rules;
        }
        case UpdateKind::Checkpoint:
            return body_as<RosterRules>(body);
    }
    return std::nullopt;
}

}  // namespace steward::trust
