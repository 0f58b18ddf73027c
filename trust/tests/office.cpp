#include "trust/tests/office.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace steward::trust {

KeyRecord Office::add(const std::string& name, const std::string& holder, uint8_t roles, ClientSet clients) {
    Key key{.secret = Bytes(64), .record = {}};
    KeyRecord& record = key.record;
    record.key = {Algorithm::Ed25519, Bytes(32)};
    const Digest seed = sha256(as_bytes(name));
    crypto_sign_seed_keypair(record.key.bytes.data(), key.secret.data(), seed.data());
    record.id = key_id(record.key);
    record.roles = roles;
    record.holder = holder;
    record.clients = std::move(clients);
    record.classes.bits = (1u << (last_job_class + 1)) - 2;
    record.not_before = begin;
    record.not_after = begin + longest_key_life;
    record.assurance = Assurance::Software;
    keys_[name] = key;
    return record;
}

Bytes Office::sign(MessageType type, const Bytes& payload, const std::vector<std::string>& names) const {
    const Bytes covered = signed_bytes(type, payload);
    std::vector<Bytes> bytes(names.size(), Bytes(64));
    std::vector<Signature> signatures;
    for (size_t i = 0; i < names.size(); ++i) {
        const Key& key = keys_.at(names[i]);
        crypto_sign_detached(bytes[i].data(), nullptr, covered.data(), covered.size(), key.secret.data());
        signatures.push_back({.key_id = key.record.id, .algorithm = 1, .bytes = bytes[i], .carried = {}});
    }
    return write_frame(type, payload, signatures);
}

RosterRules Office::rules(const std::vector<std::string>& names, const std::vector<std::string>& recovery, uint64_t threshold,
                          uint64_t recovery_threshold) const {
    RosterRules rules;
    for (const auto& name : names) rules.keys.push_back(record(name));
    for (const auto& name : recovery) rules.recovery.keys.push_back(record(name));
    rules.threshold = threshold;
    rules.recovery.threshold = recovery_threshold;
    rules.recovery.delay = std::chrono::hours(168);
    rules.single_holder_delay = least_delay;
    rules.log_keys = log_keys;
    rules.server_pins = {Digest{1}, Digest{2}};
    return rules;
}

Bytes Office::genesis(const std::vector<std::string>& names, const std::vector<std::string>& recovery, uint64_t threshold,
                      uint64_t recovery_threshold) {
    Genesis genesis{.name = "Harbour Services", .created = begin, .rules = rules(names, recovery, threshold, recovery_threshold)};
    std::vector<std::string> all = names;
    all.insert(all.end(), recovery.begin(), recovery.end());
    const Bytes frame = sign(MessageType::Genesis, write_message(genesis), all);
    authority = id_of(frame);
    return frame;
}

Bytes Office::update(uint64_t seq, const Digest& previous, UpdateKind kind, const Bytes& body, const std::vector<std::string>& names,
                     Instant created) const {
    RosterUpdate update{.authority = authority, .seq = seq, .previous = previous, .kind = kind, .body = {body}, .created = created};
    return sign(MessageType::Roster, write_message(update), names);
}

Bytes Office::add_key(const Roster& on, const KeyRecord& key, const std::vector<std::string>& names) const {
    return update(on.seq() + 1, on.head(), UpdateKind::AddKey, write_message(KeyBody{key}), names, begin);
}

Bytes Office::remove_key(const Roster& on, const std::string& key, const std::vector<std::string>& names) const {
    return update(on.seq() + 1, on.head(), UpdateKind::RemoveKey, write_message(KeyIdBody{record(key).id}), names, begin);
}

Frame framed(const Bytes& bytes) {
    const auto frame = read_frame(bytes);
    if (!frame) ADD_FAILURE() << "the story made a frame that is none: " << static_cast<int>(frame.error());
    return frame.value_or(Frame{});
}

Digest id_of(const Bytes& frame) {
    const Frame read = framed(frame);
    return message_id(read.type, read.payload);
}

}  // namespace steward::trust
