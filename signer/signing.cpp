#include "signer/signing.h"

#include <algorithm>

namespace steward::signer {

namespace {
using namespace trust;

// One of these roles lets a key sign such a message.
uint8_t roles_for(MessageType type) {
    const auto bit = [](Role role) { return static_cast<uint8_t>(role); };
    switch (type) {
        case MessageType::Roster:
        case MessageType::Resolve:
            return bit(Role::Roster);
        case MessageType::Suspend:
            return bit(Role::Roster) | bit(Role::Stop);
        case MessageType::Stop:
            return bit(Role::Roster) | bit(Role::Stop) | bit(Role::Consent);
        case MessageType::Job:
            return bit(Role::Job) | bit(Role::Consent);
        case MessageType::Policy:
            return bit(Role::Policy);
        case MessageType::Grant:
        case MessageType::Binding:
            return bit(Role::Enrol);
        case MessageType::Heartbeat:
            return bit(Role::Fresh);
        case MessageType::Recovery:
            return bit(Role::Recovery);
        case MessageType::Veto:
            return bit(Role::Roster) | bit(Role::Recovery);
        default:
            return 0;
    }
}

const KeyRecord* find(std::span<const KeyRecord> keys, const KeyId& id) {
    const auto found = std::ranges::find_if(keys, [&](const auto& key) { return key.id == id; });
    return found == keys.end() ? nullptr : &*found;
}

std::vector<KeyRecord> all_keys(const RosterRules& rules) {
    std::vector<KeyRecord> all = rules.keys;
    all.insert(all.end(), rules.recovery.keys.begin(), rules.recovery.keys.end());
    return all;
}

std::unexpected<Error> not_yours(const std::string& sentence) { return fail(ErrorKind::Forbidden, "signer.not_yours", sentence); }

std::string counted(size_t have, size_t need, std::string_view what) {
    return std::to_string(have) + " of " + std::to_string(need) + " " + std::string(what) + " have signed" +
           (have >= need ? "; it is complete" : "");
}

size_t persons_with(const Draft& draft, std::span<const KeyRecord> keys, uint8_t roles) {
    std::set<std::string> persons;
    for (const auto& one : draft.signatures)
        if (const KeyRecord* key = find(keys, one.key_id); key && (key->roles & roles) != 0) persons.insert(key->holder);
    return persons.size();
}
}  // namespace

Status may_sign(const Draft& draft, const KeyId& id, const OwnChain* chain, Instant now) {
    if (draft.has_signature_of(id)) return fail(ErrorKind::Conflict, "signer.signed_already", "This key has signed it already.");
    if (draft.signatures.size() >= most_signatures) return not_yours("It has as many signatures as a message can have.");
    if (draft.type == MessageType::Genesis) {
        const auto genesis = read_message<Genesis>(draft.payload);
        if (!genesis) return fail(ErrorKind::Invalid, "signer.unreadable", "It cannot be read: do not sign it.");
        if (!find(all_keys(genesis->rules), id)) return not_yours("Your key is not in this beginning; look for your card in it.");
        return {};
    }
    if (!chain) return not_yours("Its chain is not known here; `steward-sign take GENESIS` makes it known.");
    const auto keys = all_keys(chain->roster().rules());
    const KeyRecord* key = find(keys, id);
    if (!key) return not_yours("Your key is not on the list of this authority.");
    const auto suspend = draft.type == MessageType::Suspend ? read_message<Suspend>(draft.payload) : std::nullopt;
    const bool is_own_suspension = suspend && suspend->target == id;
    if ((key->roles & roles_for(draft.type)) == 0 && !is_own_suspension)
        return not_yours("Your key has not the role for such a message; `steward-sign chain` shows what it may.");
    if (!key->is_valid_at(now)) return not_yours("Your key is not valid today; let it be renewed by `steward-sign update`.");
    return {};
}

std::string state_of_signatures(const Draft& draft, const OwnChain* chain) {
    if (draft.type == MessageType::Genesis) {
        const auto genesis = read_message<Genesis>(draft.payload);
        return genesis ? counted(draft.signatures.size(), all_keys(genesis->rules).size(), "keys") : std::string();
    }
    if (!chain) return {};
    const auto& rules = chain->roster().rules();
    const auto roster = static_cast<uint8_t>(Role::Roster), recovery = static_cast<uint8_t>(Role::Recovery);
    switch (draft.type) {
        case MessageType::Roster:
        case MessageType::Resolve:
            return counted(persons_with(draft, rules.keys, roster), chain->roster().voices_needed(), "persons");
        case MessageType::Recovery:
            return counted(persons_with(draft, rules.recovery.keys, recovery), rules.recovery.threshold, "recovery keys");
        default:
            return std::to_string(draft.signatures.size()) + " signed";
    }
}

}  // namespace steward::signer
