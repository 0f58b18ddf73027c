// The device's own key: Ed25519, made at enrolment, never leaves the machine.
#pragma once

#include <array>
#include <memory>

#include "agent/link/net.h"
#include "base/id.h"
#include "base/random.h"

namespace steward::agent {

class DeviceKey {
public:
    using Seed = std::array<uint8_t, 32>;

    static DeviceKey make(Rng& rng);
    static DeviceKey from_seed(const Seed& seed);

    const Seed& seed() const { return seed_; }  // the secret: for the identity file alone
    const std::array<uint8_t, 32>& public_key() const { return public_key_; }
    /// Over PAE(type, payload), base/signing.h.
    std::array<uint8_t, 64> sign(std::string_view type, ByteView payload) const;

private:
    DeviceKey(const Seed& seed, const std::array<uint8_t, 32>& public_key) : seed_(seed), public_key_(public_key) {}
    Seed seed_;
    std::array<uint8_t, 32> public_key_;
};

/// HMAC-SHA256 with SHA-256(secret) as key: the proof of an enrolment line's token.
std::array<uint8_t, 32> token_proof(ByteView secret, ByteView payload);

std::array<uint8_t, 32> sha256(ByteView bytes);

}  // namespace steward::agent
