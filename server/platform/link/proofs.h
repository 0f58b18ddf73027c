// The two proofs of a device, over the connection itself (its TLS exporter), so that neither can be
// carried to another connection. Encodings as in schema/steward/agent/v1/agent.proto. Pure.
#pragma once

#include <array>

#include "base/bytes.h"
#include "base/id.h"

namespace steward::link {

using Exporter = std::array<uint8_t, 32>;

/// Hello: the device's key signed exporter ‖ device id ‖ epoch.
bool hello_holds(const Exporter& exporter, DeviceId device, uint64_t epoch, ByteView public_key, ByteView signature);

/// Enrol: the new key signed exporter ‖ token id ‖ key. Sizes are checked.
bool enrol_signature_holds(const Exporter& exporter, ByteView token_id, ByteView public_key, ByteView signature);

/// Enrol: HMAC-SHA256 with the hash of the token's secret as key, over the same.
bool enrol_proof_holds(const Exporter& exporter, ByteView token_id, ByteView public_key, ByteView token_hash, ByteView proof);

// What is signed, for the agent's side and the tests.
Bytes hello_payload(const Exporter& exporter, DeviceId device, uint64_t epoch);
Bytes enrol_payload(const Exporter& exporter, ByteView token_id, ByteView public_key);

}  // namespace steward::link
