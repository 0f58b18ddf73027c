#include "signer/signing.h"

#include <algorithm>

#include "signer/consent.h"
#include "signer/places.h"
#include "signer/work_rules.h"
#include "trust/place.h"

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
            return bit(Role::Policy) | bit(Role::Consent);
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

std::optional<KnownPlace> place_of(const OwnChain& chain, const ShortId& device) { return Places(chain.place()).of(device); }

// What a job needs besides its kind: a key for its class and client, no more machines than it may have, and persons enough.
Status may_sign_job(const Draft& draft, const KeyRecord& key, const OwnChain& chain, Instant now) {
    const auto job = read_message<Job>(draft.payload);
    if (!job) return fail(ErrorKind::Invalid, "signer.unreadable", "It cannot be read: do not sign it.");
    const auto& rules = chain.roster().rules();
    if (!may_consent(key, job->job_class, job->target.client) && !is_fit(key, *job))
        return not_yours("Your key is not for this class of jobs or not for this client.");
    if (!chain.roster().has(job->roster_seq, job->roster_head))
        return fail(ErrorKind::Conflict, "chain.not_on_chain", "It names a chain that is not known here; `steward-sign fetch` first.");
    const auto needed = persons_needed(*job, rules);
    if (!needed)
        return fail(ErrorKind::Forbidden, "signer.too_many_machines",
                    "A job reaches 1 to " + std::to_string(most_of_two) + " machines, or fewer by your rules; make several of it.");
    const size_t able = persons_able(rules, now, [&](const KeyRecord& one) { return is_fit(one, *job); }).size();
    if (able < *needed)
        return fail(ErrorKind::Forbidden, "signer.too_few_persons",
                    "It reaches " + std::to_string(job->target.devices.size()) + " machines or is of a class that needs " +
                        std::to_string(*needed) + " persons, and " + std::to_string(able) + " on your list may sign it; make it smaller.");
    return {};
}

// A policy: a key for its class and client, ours or the client's own.
Status may_sign_policy(const Draft& draft, const KeyRecord& key) {
    const auto policy = read_message<Policy>(draft.payload);
    if (!policy || is_fit(key, *policy) || may_consent(key, policy->job_class, policy->target.client)) return {};
    return not_yours("Your key is not for this class of jobs or not for this client.");
}

// A grant or a binding: a key for the clients that it speaks of, and persons enough for one that changes client or tags.
Status may_sign_place(const Draft& draft, const KeyRecord& key, const OwnChain& chain, Instant now) {
    constexpr const char* not_for_client = "Your key is not for this client, or not for the one that the machine leaves.";
    if (draft.type == MessageType::Grant) {
        const auto grant = read_message<Grant>(draft.payload);
        return grant && !is_fit(key, *grant) ? Status(not_yours(not_for_client)) : Status();
    }
    const auto binding = read_message<Binding>(draft.payload);
    if (!binding) return {};  // it cannot be shown either
    const auto place = place_of(chain, binding->device);
    if (!is_fit(key, *binding, place)) return not_yours(not_for_client);
    const auto fit = [&](const KeyRecord& one) { return is_fit(one, *binding, place); };
    if (place && persons_able(chain.roster().rules(), now, fit).size() < persons_needed(*binding, place))
        return fail(ErrorKind::Forbidden, "signer.too_few_persons",
                    "It moves the machine to another client, or changes its tags, which two persons sign, and one on your list may; enrol "
                    "the machine "
                    "anew instead, or name it in the policy by its id.");
    return {};
}

template <class Work>
std::optional<std::pair<size_t, size_t>> counts_of(const Draft& draft, const OwnChain& chain) {
    const auto work = read_message<Work>(draft.payload);
    if (!work) return std::nullopt;
    const std::optional<uint64_t> needed = persons_needed(*work, chain.roster().rules());
    if (!needed) return std::nullopt;
    const auto fit = [&](const KeyRecord& key) { return is_fit(key, *work); };
    return std::pair(persons_who_signed(draft, chain.roster(), fit).size(), static_cast<size_t>(*needed));
}

std::optional<std::pair<size_t, size_t>> work_counts(const Draft& draft, const OwnChain& chain) {
    if (draft.type == MessageType::Job) return counts_of<Job>(draft, chain);
    if (draft.type == MessageType::Policy) return counts_of<Policy>(draft, chain);
    if (draft.type == MessageType::Grant) {
        const auto grant = read_message<Grant>(draft.payload);
        if (!grant) return std::nullopt;
        return std::pair(persons_who_signed(draft, chain.roster(), [&](const KeyRecord& key) { return is_fit(key, *grant); }).size(),
                         size_t{1});
    }
    const auto binding = draft.type == MessageType::Binding ? read_message<Binding>(draft.payload) : std::nullopt;
    if (!binding) return std::nullopt;
    const auto place = place_of(chain, binding->device);
    const auto fit = [&](const KeyRecord& key) { return is_fit(key, *binding, place); };
    return std::pair(persons_who_signed(draft, chain.roster(), fit).size(), static_cast<size_t>(persons_needed(*binding, place)));
}

std::string counted(size_t have, size_t need, std::string_view what, Consent consent = Consent::NotWanted) {
    std::string text = std::to_string(have) + " of " + std::to_string(need) + " " + std::string(what) + " have signed";
    // The gate refuses work without the consent that its limits want, however many of us signed it.
    if (consent == Consent::Missing)
        return text + "; its machines want the client's consent, and a key with the role consent signs it, too";
    if (have < need) return text;
    text += "; it is complete";
    if (consent == Consent::NotKnown)
        text += ", unless its machines want the client's consent: that is not known here before `steward-sign take` of their grants";
    return text;
}

size_t persons_with(const Draft& draft, std::span<const KeyRecord> keys, uint8_t roles, const Digest& authority) {
    std::set<std::string> persons;
    for (const auto& one : draft.signatures)
        if (const KeyRecord* key = find(keys, one.key_id); key && (key->roles & roles) != 0 && holds(draft, one, *key, authority))
            persons.insert(key->holder);
    return persons.size();
}

// A beginning is signed by each of its own keys, and its id is the authority's.
size_t keys_that_signed(const Draft& draft, const Genesis& genesis) {
    std::set<KeyId> signed_by;
    const auto keys = all_keys(genesis.rules);
    for (const auto& one : draft.signatures)
        if (const KeyRecord* key = find(keys, one.key_id); key && holds(draft, one, *key, draft.id())) signed_by.insert(key->id);
    return signed_by.size();
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
    if (!key->is_valid_at(now))
        return not_yours(
            key->has(Role::Recovery)
                ? "Your recovery key is not valid today; a majority renews it by `steward-sign recovery-keys`, with a new card of it."
                : "Your key is not valid today; let it be renewed by `steward-sign update`, with a new card of it.");
    if (draft.type == MessageType::Job) return may_sign_job(draft, *key, *chain, now);
    if (draft.type == MessageType::Policy) return may_sign_policy(draft, *key);
    const bool is_place = draft.type == MessageType::Grant || draft.type == MessageType::Binding;
    return is_place ? may_sign_place(draft, *key, *chain, now) : Status();
}

size_t drop_what_does_not_hold(Draft& draft, const OwnChain& chain) {
    const bool is_work = draft.type == MessageType::Job || draft.type == MessageType::Policy || draft.type == MessageType::Grant ||
                         draft.type == MessageType::Binding;
    const auto update = draft.type == MessageType::Roster ? read_message<RosterUpdate>(draft.payload) : std::nullopt;
    // What stands in the chain was signed by those who were on the list before it.
    const bool is_new_link = update && !chain.roster().has(update->seq, draft.id());
    if (!is_work && !is_new_link) return 0;
    const auto keys = all_keys(chain.roster().rules());
    return std::erase_if(draft.signatures, [&](const OwnSignature& one) {
        const KeyRecord* key = find(keys, one.key_id);
        return !key || !holds(draft, one, *key, chain.authority());
    });
}

Status fill_draft(Draft& draft, const OwnChain& chain, const std::string& person) {
    if (draft.type != MessageType::Job || !draft.signatures.empty()) return {};
    auto job = read_message<Job>(draft.payload);
    if (!job) return {};  // it cannot be shown either
    if (job->authority != Digest{} && job->authority != chain.authority())
        return fail(ErrorKind::Forbidden, "signer.another_authority", "This draft is for another authority than yours.");
    job->authority = chain.authority();
    job->roster_seq = chain.roster().seq();
    job->roster_head = chain.roster().head();
    job->holder = person;
    draft.payload = write_message(*job);
    return {};
}

bool is_complete(const Draft& draft, const OwnChain* chain) {
    if (draft.signatures.empty()) return false;
    if (draft.type == MessageType::Genesis) {
        const auto genesis = read_message<Genesis>(draft.payload);
        return genesis && keys_that_signed(draft, *genesis) >= all_keys(genesis->rules).size();
    }
    if (!chain) return false;
    const auto& rules = chain->roster().rules();
    switch (draft.type) {
        case MessageType::Job:
        case MessageType::Policy:
        case MessageType::Grant:
        case MessageType::Binding: {
            const auto counts = work_counts(draft, *chain);
            return counts && counts->first >= counts->second && consent_to(draft, *chain) != Consent::Missing;
        }
        case MessageType::Roster: {
            const auto update = read_message<RosterUpdate>(draft.payload);
            if (update && chain->roster().has(update->seq, draft.id())) return true;
            return persons_with(draft, rules.keys, static_cast<uint8_t>(Role::Roster), chain->authority()) >=
                   chain->roster().voices_needed();
        }
        case MessageType::Recovery:
            return persons_with(draft, rules.recovery.keys, static_cast<uint8_t>(Role::Recovery), chain->authority()) >=
                   rules.recovery.threshold;
        default:
            return true;
    }
}

std::string state_of_signatures(const Draft& draft, const OwnChain* chain) {
    if (draft.type == MessageType::Genesis) {
        const auto genesis = read_message<Genesis>(draft.payload);
        return genesis ? counted(keys_that_signed(draft, *genesis), all_keys(genesis->rules).size(), "keys") : std::string();
    }
    if (!chain) return {};
    const auto& rules = chain->roster().rules();
    const auto roster = static_cast<uint8_t>(Role::Roster), recovery = static_cast<uint8_t>(Role::Recovery);
    if (const auto counts = work_counts(draft, *chain)) return counted(counts->first, counts->second, "persons", consent_to(draft, *chain));
    switch (draft.type) {
        case MessageType::Roster:
        case MessageType::Resolve:
            return counted(persons_with(draft, rules.keys, roster, chain->authority()), chain->roster().voices_needed(), "persons");
        case MessageType::Recovery:
            return counted(persons_with(draft, rules.recovery.keys, recovery, chain->authority()), rules.recovery.threshold,
                           "recovery keys");
        default:
            return std::to_string(draft.signatures.size()) + " signed";
    }
}

}  // namespace steward::signer
