#include "signer/work_rules.h"

#include <algorithm>

#include "trust/class_rule.h"
#include "trust/sealed_output.h"

namespace steward::signer {

using namespace trust;

bool holds(const Draft& draft, const OwnSignature& one, const KeyRecord& key, const Digest& authority) {
    const Signature view{.key_id = one.key_id, .algorithm = one.algorithm, .bytes = one.bytes, .carried = one.carried};
    if (one.algorithm != static_cast<uint8_t>(key.key.algorithm)) return false;
    return verifies(key.key, {.id = native_party(authority), .origins = {}}, signed_bytes(draft.type, draft.payload), view);
}

std::optional<uint64_t> persons_needed(const Job& job, const RosterRules& rules) {
    const ClassRule rule = class_rule(job.job_class, rules);
    const uint64_t devices = job.target.devices.size();
    if (devices == 0 || devices > std::min(rule.many, most_of_two)) return std::nullopt;
    const uint64_t wanted = devices <= rule.few ? rule.few_holders : rule.many_holders;
    return devices <= most_of_one ? wanted : std::max<uint64_t>(wanted, 2);
}

uint64_t persons_needed(const Policy&, const RosterRules& rules) {
    return std::clamp<uint64_t>(count_holders(Role::Policy, rules.keys), 1, 2);
}

uint64_t persons_needed(const Binding& binding, const std::optional<KnownPlace>& now) {
    return now && now->client == binding.client && std::ranges::is_permutation(now->tags, binding.tags) ? 1 : 2;
}

bool is_fit(const KeyRecord& key, const Job& job) { return trust::is_fit(key, Role::Job, job.job_class, job.target.client); }
bool is_fit(const KeyRecord& key, const Policy& policy) { return trust::is_fit(key, Role::Policy, policy.job_class, policy.target.client); }
bool is_fit(const KeyRecord& key, const Grant& grant) {
    return key.has(Role::Enrol) && key.clients.has(grant.client) && key.assurance >= Assurance::Software;
}
bool is_fit(const KeyRecord& key, const Binding& binding, const std::optional<KnownPlace>& now) {
    return key.has(Role::Enrol) && key.clients.has(binding.client) && (!now || key.clients.has(now->client)) &&
           key.assurance >= Assurance::Software;
}

std::vector<Digest> readers_of(const Job& job, const RosterRules& rules, Instant now) {
    std::vector<Digest> readers;
    for (const auto& key : rules.keys) {
        if (!is_fit(key, job) || !key.is_valid_at(now) || key.vault_key.size() != Digest().size() || readers.size() == most_readers)
            continue;
        std::ranges::copy(key.vault_key, readers.emplace_back().begin());
    }
    return readers;
}

std::unexpected<Error> nobody_reads() {
    return fail(ErrorKind::Conflict, "signer.nobody_reads",
                "Nobody could read it: no card of a person who may sign this job has a key to seal for. The card of a key under a "
                "passphrase has one.");
}

std::set<std::string> persons_who_signed(const Draft& draft, const Roster& roster, const Fit& fit) {
    std::set<std::string> persons;
    for (const auto& one : draft.signatures)
        if (const KeyRecord* key = roster.key(one.key_id); key && fit(*key) && holds(draft, one, *key, roster.authority()))
            persons.insert(key->holder);
    return persons;
}

std::set<std::string> persons_able(const RosterRules& rules, Instant now, const Fit& fit) {
    std::set<std::string> persons;
    for (const auto& key : rules.keys)
        if (fit(key) && key.is_valid_at(now)) persons.insert(key.holder);
    return persons;
}

}  // namespace steward::signer
