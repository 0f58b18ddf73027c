// A machine that somebody signs work for: its own key and its card.
#pragma once

#include "signer/cards.h"
#include "signer/secret_key.h"

namespace steward::signer {

class Machine {
public:
    Machine(std::string name, Rng& rng, Instant made) : name_(std::move(name)), key_(SecretKey::make(name_, rng)), made_(made) {}

    trust::ShortId id() const { return trust::device_id(key_.public_key().bytes); }
    Bytes card() const { return card_named(name_, made_); }
    /// The same machine under another name, later.
    Bytes card_named(const std::string& name, Instant at) const {
        const Bytes payload = trust::write_message(trust::DeviceCard{.device = id(),
                                                                     .device_key = key_.public_key().bytes,
                                                                     .host_name = name,
                                                                     .serial = {},
                                                                     .os = "debian 12",
                                                                     .grant = grant,
                                                                     .created = at});
        const Bytes signature = key_.sign(trust::signed_bytes(trust::MessageType::DeviceCard, payload));
        const auto key = trust::key_id(key_.public_key());
        const trust::Signature one{.key_id = key, .algorithm = 1, .bytes = signature, .carried = {}};
        return trust::write_frame(trust::MessageType::DeviceCard, payload, {&one, 1});
    }
    const std::string& name() const { return name_; }
    /// A message that it signed.
    Bytes says(trust::MessageType type, ByteView payload) const {
        const Bytes signature = key_.sign(trust::signed_bytes(type, payload));
        const auto key = trust::key_id(key_.public_key());
        const trust::Signature one{.key_id = key, .algorithm = 1, .bytes = signature, .carried = {}};
        return trust::write_frame(type, payload, {&one, 1});
    }

    trust::ShortId grant{};  // by which it joined

private:
    std::string name_;
    SecretKey key_;
    Instant made_;
};

}  // namespace steward::signer
